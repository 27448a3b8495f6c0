package valkka.command;

import java.util.Optional;
import valkka.filter.FrameFilter;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;

/**
 * The camera that a command is about.
 *
 * @param address with the password; or an SDP file
 * @param pin the certificate that it must show, where it has signed that itself
 * @param audio whether its sound is wanted
 */
record Camera(String address, Optional<String> pin, boolean audio) {
    /**
     * @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when the address or the fingerprint
     * is malformed
     */
    LiveConnectionContext context(int slot, FrameFilter filter, boolean tcp) {
        LiveConnectionContext context = new LiveConnectionContext(
                        isFile() ? LiveConnectionType.SDP : LiveConnectionType.RTSP, address, slot, filter)
                .withRequestTcp(tcp)
                .withAudio(audio);
        return pin.isPresent() ? context.withPinnedCertificate(pin.get()) : context;
    }

    /** Without the address, which has the password. */
    @Override
    public String toString() {
        return "(a camera)";
    }

    private boolean isFile() {
        return address.endsWith(".sdp") && !address.contains("://");
    }

    /** Returns the transport of the camera's frames. */
    String transport(boolean tcp) {
        if (isFile()) {
            return "as the SDP file says";
        }
        boolean tls = address.regionMatches(true, 0, "rtsps:", 0, 6);
        return tls ? "TCP in TLS" : tcp ? "TCP" : "UDP";
    }
}
