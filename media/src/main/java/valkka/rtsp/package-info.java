/** RTSP, SDP, RTP and RTCP, as a camera's client and as a server. No native code. */
@NullMarked
package valkka.rtsp;

import org.jspecify.annotations.NullMarked;
