/**
 * Recordings to look at: tables, plots and images for notebooks and terminals.
 */
@NullMarked
package valkka.view;

import org.jspecify.annotations.NullMarked;
