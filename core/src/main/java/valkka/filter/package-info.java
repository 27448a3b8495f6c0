/** Filters, which are functions that take a frame, and the base class of all threads. */
@NullMarked
package valkka.filter;

import org.jspecify.annotations.NullMarked;
