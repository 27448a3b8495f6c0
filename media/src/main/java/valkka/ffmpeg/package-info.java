/**
 * What every part that calls FFmpeg shares: its libraries' loading, its error codes as words. For the library's own use: it changes
 * without notice.
 */
@NullMarked
package valkka.ffmpeg;

import org.jspecify.annotations.NullMarked;
