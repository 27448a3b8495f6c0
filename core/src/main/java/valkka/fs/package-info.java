/**
 * Records frames to disk and reads them back. A recording is a ring of blocks: when the ring is full, the newest block overwrites the
 * oldest one.
 */
@NullMarked
package valkka.fs;

import org.jspecify.annotations.NullMarked;
