/**
 * Proves that a recording, or a clip of it, is as the recorder wrote it: a chain of hashes over
 * closed blocks in a file beside the recording, signatures, and the proof that an exported clip
 * carries. libValkka has nothing of the kind and ignores the file.
 */
@NullMarked
package valkka.proof;

import org.jspecify.annotations.NullMarked;
