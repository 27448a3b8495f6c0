package valkka.rtsp;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.rtsp.RtspHeaderNames;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for by PLAY.
 *
 * @param range which piece; {@code null} to go on where it paused
 * @param scale how many seconds of the recording pass in a second, negative for backwards; empty
 *     when the client does not say
 * @param speed how many times faster than they are shown pictures are sent; 1 when the client does
 *     not say
 */
record RtspPlayRequest(@Nullable RtspRange range, OptionalDouble scale, double speed) {
    /** From the beginning, or where it paused. */
    static final RtspPlayRequest USUAL = new RtspPlayRequest(null, OptionalDouble.empty(), 1);

    private static final double FASTEST = 64;
    private static final double SLOWEST = 1 / 64.0;

    /** The scale from which on only key frames are sent. */
    static final double KEY_FRAMES_FROM = 4;

    /** Reads the headers {@code Range}, {@code Scale} and {@code Speed}; empty when one is wrong. */
    static Optional<RtspPlayRequest> of(HttpHeaders headers) {
        String range = headers.get(RtspHeaderNames.RANGE);
        Optional<RtspRange> parsed = range == null ? Optional.empty() : RtspRange.parse(range);
        OptionalDouble scale = number(headers.get(RtspHeaderNames.SCALE));
        OptionalDouble speed = number(headers.get(RtspHeaderNames.SPEED));
        boolean wrong = (range != null && parsed.isEmpty())
                || (headers.contains(RtspHeaderNames.SCALE) && scale.isEmpty())
                || (headers.contains(RtspHeaderNames.SPEED) && (speed.isEmpty() || speed.getAsDouble() < 0));
        return wrong ? Optional.empty() : Optional.of(new RtspPlayRequest(parsed.orElse(null), scale, speed.orElse(1)));
    }

    /** Returns the nearest number that the server has; empty for none, and for 0. */
    private static OptionalDouble number(@Nullable String text) {
        try {
            double number = text == null ? 0 : Double.parseDouble(text.strip());
            if (number == 0 || Double.isNaN(number)) {
                return OptionalDouble.empty();
            }
            double size = Math.min(FASTEST, Math.max(SLOWEST, Math.abs(number)));
            return OptionalDouble.of(Math.copySign(size, number));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Returns a number as a header has it. */
    static String text(double number) {
        return String.format(Locale.ROOT, "%.6f", number);
    }
}
