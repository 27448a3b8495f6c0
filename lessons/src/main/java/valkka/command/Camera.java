package valkka.command;

import java.util.ArrayList;
import java.util.List;
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
    static final String PIN = "--pin";
    static final String NO_AUDIO = "--no-audio";

    /** How {@code --help} explains these options. */
    static final String OPTIONS = """
              --pin CODE   of a camera behind TLS (rtsps://) that has signed its certificate
                           itself: the fingerprint that the error without it shows
              --no-audio   asks the camera for no sound
            """;

    /** The options without a value, and these. */
    static List<String> flags(String... others) {
        return with(NO_AUDIO, others);
    }

    /** The options with a value, and these. */
    static List<String> valued(String... others) {
        return with(PIN, others);
    }

    private static List<String> with(String first, String... others) {
        List<String> all = new ArrayList<>(List.of(others));
        all.add(first);
        return all;
    }

    /**
     * The camera that the arguments name.
     *
     * @param others how many words stand behind its address
     */
    static Camera of(Arguments arguments, Console console, int others) {
        return new Camera(arguments.camera(console, others), arguments.value(PIN), !arguments.has(NO_AUDIO));
    }

    /** @throws valkka.frame.ValkkaException {@code BAD_ARGUMENT} when the address or the fingerprint is none */
    LiveConnectionContext context(int slot, FrameFilter filter, boolean tcp) {
        LiveConnectionContext context = new LiveConnectionContext(
                        isFile() ? LiveConnectionType.SDP : LiveConnectionType.RTSP, address, slot, filter)
                .withRequestTcp(tcp)
                .withAudio(audio);
        return pin.isPresent() ? context.withPinnedCertificate(pin.get()) : context;
    }

    private boolean isFile() {
        return address.endsWith(".sdp") && !address.contains("://");
    }

    /** How its frames come. */
    String transport(boolean tcp) {
        if (isFile()) {
            return "as the SDP file says";
        }
        boolean tls = address.regionMatches(true, 0, "rtsps:", 0, 6);
        return tls ? "TCP in TLS" : tcp ? "TCP" : "UDP";
    }
}
