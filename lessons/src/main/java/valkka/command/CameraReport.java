package valkka.command;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import valkka.command.CameraMeter.Gop;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.Sizing;
import valkka.media.AudioFormat;
import valkka.media.VideoFormat;

/**
 * The stream of a camera, as measured.
 *
 * @param address the password hidden
 * @param codec of the video; without meaning where there is none
 * @param format empty where the parameter sets could not be read
 * @param audio the sound of the other subsessions
 * @param pictures how many came; 0 from a camera that sends sound alone
 * @param millis from the first of them to the last, or from the first packet of sound to the last
 * @param bytes the space of all frames in a recording
 * @param gops the groups of pictures that came whole
 * @param largest the largest frame in bytes
 * @param transport how it came, as {@code TCP}
 * @param clockOffset how far its clock is ahead of this machine's; empty where it did not tell its
 *     time
 */
record CameraReport(
        String address,
        Codec codec,
        Optional<VideoFormat> format,
        List<AudioFormat> audio,
        long pictures,
        long millis,
        long bytes,
        List<Gop> gops,
        int largest,
        String transport,
        Optional<Duration> clockOffset) {
    private static final Duration SAME_TIME = Duration.ofMillis(100);
    /** By day, or with more light, frames become so many times larger than those that were seen. */
    private static final int DAYLIGHT = 4;
    /**
     * A coded picture takes no more than this, in bytes a pixel (H.264, A.3.1: 3200 bits for 256
     * pixels, and the bytes that keep start codes out).
     */
    private static final double MOST_BYTES_A_PIXEL = 1.6;
    /** Pictures with more pixels stay far below that: they fit into a block of 1 MiB. */
    private static final long ENOUGH_FOR_LARGE_PICTURES = Bytes.MiB - 64;

    CameraReport {
        audio = List.copyOf(audio);
        gops = List.copyOf(gops);
    }

    /**
     * Pictures a second; 0 when there were too few to say. The first group of pictures is left out
     * where there are others: the times at the beginning of a connection still move.
     */
    double fps() {
        if (isSoundAlone()) {
            return 0;
        }
        List<Gop> steady = gops.size() > 1 ? gops.subList(1, gops.size()) : gops;
        if (steady.isEmpty()) {
            return millis <= 0 ? 0 : (pictures - 1) * 1000.0 / millis;
        }
        long time = steady.stream().mapToLong(Gop::millis).sum();
        return steady.stream().mapToLong(Gop::pictures).sum() * 1000.0 / Math.max(1, time);
    }

    /**
     * Bits a second on average, of whole groups of pictures where there were any: key frames are
     * larger.
     */
    double bitRate() {
        return gops.isEmpty()
                ? bytes * 8000.0 / Math.max(1000, millis)
                : gops.stream().mapToLong(Gop::bytes).sum() * 8000.0 / sumOfMillis();
    }

    /** Bits a second in the group of pictures that had the most. */
    double peakBitRate() {
        return gops.stream()
                .mapToDouble(gop -> gop.bytes() * 8000.0 / Math.max(1, gop.millis()))
                .max()
                .orElse(bitRate());
    }

    /**
     * From key frame to key frame: the longest that was seen, or the time in which no second one
     * came.
     */
    Duration gop() {
        if (isSoundAlone()) {
            return Duration.ofSeconds(1); // sound can be entered anywhere
        }
        long longest = gops.stream().mapToLong(Gop::millis).max().orElse(millis);
        return Duration.ofMillis(Math.max(1, longest));
    }

    private long sumOfMillis() {
        return Math.max(1, gops.stream().mapToLong(Gop::millis).sum());
    }

    /** Returns whether the camera sends sound and no picture. */
    boolean isSoundAlone() {
        return pictures == 0;
    }

    /**
     * Returns the blocks that fit the measured stream, with room for the larger frames of the day:
     * for any picture of a small format, and for some times the largest frame of any format.
     */
    Sizing sizing() {
        long anyPicture = format.map(shown -> Math.round(MOST_BYTES_A_PIXEL * shown.width() * shown.height()))
                .orElse(0L);
        long room = Math.max((long) DAYLIGHT * largest, Math.min(anyPicture, ENOUGH_FOR_LARGE_PICTURES));
        return Sizing.forBitRate(Math.max(1, Math.round(bitRate())), gop()).withRoomFor(room);
    }

    /** As in {@code H264 Main 1920x1080, 25.0 fps}. */
    String video() {
        if (isSoundAlone()) {
            return "none: the camera sends sound alone";
        }
        return format.map(VideoFormat::toString).orElse(codec.label())
                + (fps() == 0 ? "" : String.format(Locale.ROOT, ", %.1f fps", fps()));
    }

    /** As in {@code every 1.0 s (25 frames)}. */
    String keyFrames() {
        if (gops.isEmpty()) {
            return "one, and no second in " + Units.duration(Duration.ofMillis(millis));
        }
        double mean = gops.stream().mapToLong(Gop::pictures).average().orElse(0);
        Duration meanTime = Duration.ofMillis(sumOfMillis() / gops.size());
        return "every " + Units.duration(meanTime) + " (" + Math.round(mean) + " frames)";
    }

    /**
     * Returns the camera's clock, compared with this machine's clock; a tenth of a second may be
     * the network's.
     */
    String clock() {
        if (clockOffset.isEmpty()) {
            return "the camera has not told its time";
        }
        Duration offset = clockOffset.get();
        if (offset.abs().compareTo(SAME_TIME) < 0) {
            return "as this machine's";
        }
        return Units.duration(offset.abs()) + (offset.isNegative() ? " behind" : " ahead of") + " this machine's";
    }

    /** Returns the formats of the sound, or {@code none}. */
    String audioNames() {
        return audio.isEmpty()
                ? "none"
                : audio.stream().map(AudioFormat::toString).collect(Collectors.joining("; "));
    }
}
