/**
 * The frames that travel through a filtergraph, their codecs, and the one exception of the library.
 */
@NullMarked
package valkka.frame;

import org.jspecify.annotations.NullMarked;
