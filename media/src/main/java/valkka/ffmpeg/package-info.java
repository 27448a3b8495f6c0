/**
 * The common base of all calls to FFmpeg: the loading of its libraries, and its error codes as
 * words. This package is for the library's own use, and changes without notice.
 */
@NullMarked
package valkka.ffmpeg;

import org.jspecify.annotations.NullMarked;
