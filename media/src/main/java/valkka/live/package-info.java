/**
 * Cameras: what they send is received as frames, a virtual one and a server play their part, and
 * lost connections are made again.
 */
@NullMarked
package valkka.live;

import org.jspecify.annotations.NullMarked;
