package valkka.camera;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import valkka.frame.ValkkaException;

/**
 * The lasting trouble of a {@link VirtualCamera} and of the network in front of it. Immutable; the
 * {@code with} methods return a changed copy. All chance comes from the camera's seed.
 *
 * <pre>{@code VirtualCamera camera =
 * VirtualCamera.builder().trouble(CameraTrouble.NONE.withFrameLoss(0.05)).start();
 * camera.trouble(CameraTrouble.NONE.withSilence(true)); camera.trouble(CameraTrouble.NONE);
 * camera.close(); }</pre>
 *
 * @param jitter how much later than its time a picture is sent, at most: each picture by chance,
 *     and no picture before an earlier picture
 * @param frameLoss the share of pictures that are lost before they are sent, 0 to 1
 * @param packetLoss the share of RTP packets that are lost on the way, 0 to 1; over UDP alone, for
 *     TCP sends them again
 * @param parameterSetsInBand whether SPS and PPS stand in front of key frames; false leaves them to
 *     the description (SDP)
 * @param clockDrift how much too fast the camera's clock goes, in millionths; negative for too slow
 * @param silence whether it sends nothing at all, and keeps its connections
 */
public record CameraTrouble(
        Duration jitter,
        double frameLoss,
        double packetLoss,
        boolean parameterSetsInBand,
        double clockDrift,
        boolean silence) {
    /** A camera and a network without fault. */
    public static final CameraTrouble NONE = new CameraTrouble(Duration.ZERO, 0, 0, true, 0, false);

    private static final long MOST_JITTER_MS = 5_000;
    private static final double MOST_DRIFT = 100_000;

    /**
     * @throws ValkkaException {@code BAD_ARGUMENT} for jitter over 5 s, a share outside 0 to 1, a
     * drift over 100 000
     */
    public CameraTrouble {
        if (jitter.isNegative() || jitter.toMillis() > MOST_JITTER_MS) {
            throw ValkkaException.badArgument("a camera's jitter is 0 to 5 s, and not " + jitter);
        }
        share("frame", frameLoss);
        share("packet", packetLoss);
        if (!(Math.abs(clockDrift) <= MOST_DRIFT)) {
            throw ValkkaException.badArgument(
                    "a camera's clock drifts by at most 100 000 millionths, and not by " + clockDrift);
        }
    }

    private static void share(String what, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw ValkkaException.badArgument("a camera's " + what + " loss is a share from 0 to 1, and not " + share);
        }
    }

    /** Sends each picture late, by up to {@code most}, 0 to 5 s; none overtakes another. */
    public CameraTrouble withJitter(Duration most) {
        return new CameraTrouble(most, frameLoss, packetLoss, parameterSetsInBand, clockDrift, silence);
    }

    /**
     * Loses that share of the pictures in the camera: decoders stumble until the next key frame.
     */
    public CameraTrouble withFrameLoss(double share) {
        return new CameraTrouble(jitter, share, packetLoss, parameterSetsInBand, clockDrift, silence);
    }

    /** Loses that share of the RTP packets on the way, over UDP alone: pictures arrive damaged. */
    public CameraTrouble withPacketLoss(double share) {
        return new CameraTrouble(jitter, frameLoss, share, parameterSetsInBand, clockDrift, silence);
    }

    /** With false, SPS and PPS are in the description (SDP) alone, as some cameras have it. */
    public CameraTrouble withParameterSetsInBand(boolean inBand) {
        return new CameraTrouble(jitter, frameLoss, packetLoss, inBand, clockDrift, silence);
    }

    /**
     * Lets the camera's clock go too fast by that many millionths, at most 100 000; a negative
     * number makes the clock too slow.
     */
    public CameraTrouble withClockDrift(double millionths) {
        return new CameraTrouble(jitter, frameLoss, packetLoss, parameterSetsInBand, millionths, silence);
    }

    /** With true, connections stay and nothing comes, as from a camera that hangs. */
    public CameraTrouble withSilence(boolean silent) {
        return new CameraTrouble(jitter, frameLoss, packetLoss, parameterSetsInBand, clockDrift, silent);
    }

    /** Returns one line that names each trouble: {@code 5 % of the pictures lost, silent}. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>();
        if (!jitter.isZero()) {
            all.add("up to " + jitter.toMillis() + " ms late");
        }
        if (frameLoss > 0) {
            all.add(String.format(Locale.ROOT, "%.1f %% of the pictures lost", 100 * frameLoss));
        }
        if (packetLoss > 0) {
            all.add(String.format(Locale.ROOT, "%.1f %% of the packets lost", 100 * packetLoss));
        }
        if (!parameterSetsInBand) {
            all.add("no parameter sets in front of key frames");
        }
        if (clockDrift != 0) {
            all.add(String.format(Locale.ROOT, "clock %.0f millionths too fast", clockDrift));
        }
        if (silence) {
            all.add("silent");
        }
        return all.isEmpty() ? "no trouble" : String.join(", ", all);
    }
}
