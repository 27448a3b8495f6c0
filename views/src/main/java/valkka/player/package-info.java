/**
 * A player in a web page: recordings as pictures that move, over a timeline of the whole ring. The
 * page is driven by Java, and knows nothing of files.
 */
@NullMarked
package valkka.player;

import org.jspecify.annotations.NullMarked;
