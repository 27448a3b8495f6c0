/**
 * Records frames to disk and reads them back. A recording is a ring of blocks: in a full ring the
 * newest block overwrites the oldest block.
 */
@NullMarked
package valkka.fs;

import org.jspecify.annotations.NullMarked;
