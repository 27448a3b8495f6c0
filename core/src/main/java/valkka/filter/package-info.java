/** Where frames go: a filter is a function that takes a frame. Also the base class of all threads. */
@NullMarked
package valkka.filter;

import org.jspecify.annotations.NullMarked;
