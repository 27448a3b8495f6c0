/**
 * Plays recordings: reads blocks from the disk, keeps the frames in memory, and passes each frame
 * on when it is due.
 */
@NullMarked
package valkka.play;

import org.jspecify.annotations.NullMarked;
