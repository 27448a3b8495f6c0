/**
 * ONVIF: finds the cameras of the local network by WS-Discovery, and asks each camera for its name
 * and for the RTSP addresses of its streams.
 */
@NullMarked
package valkka.onvif;

import org.jspecify.annotations.NullMarked;
