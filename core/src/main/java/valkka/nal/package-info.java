/**
 * NAL units of H.264 and H.265: found, told apart, put together to access units. For the library's
 * own use: it changes without notice, but for what {@code valkka.media} hands out.
 */
@NullMarked
package valkka.nal;

import org.jspecify.annotations.NullMarked;
