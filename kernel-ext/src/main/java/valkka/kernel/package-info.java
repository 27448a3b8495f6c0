/**
 * Shows recordings, pictures and graphs as the output of a notebook cell or in a browser, and answers
 * {@code help("pullBlocksPyCall")}.
 */
@NullMarked
package valkka.kernel;

import org.jspecify.annotations.NullMarked;
