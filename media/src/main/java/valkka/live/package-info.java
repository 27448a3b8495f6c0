/** Cameras: what they send is received as frames, and lost connections are made again. */
@NullMarked
package valkka.live;

import org.jspecify.annotations.NullMarked;
