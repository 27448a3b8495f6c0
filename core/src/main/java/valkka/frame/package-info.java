/**
 * The frames that travel through a filtergraph, their codecs, the rule that tells a gap between
 * frames, and the one exception of the library.
 */
@NullMarked
package valkka.frame;

import org.jspecify.annotations.NullMarked;
