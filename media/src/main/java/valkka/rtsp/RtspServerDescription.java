package valkka.rtsp;

import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;

/**
 * The answer to DESCRIBE: the description of a source, as a client gets it.
 *
 * @param sdp the session description; {@code null} where a recording cannot be read
 * @param beginning of a recording the time of its beginning, Unix ms; {@code null} for a live
 *     source
 */
record RtspServerDescription(@Nullable String sdp, @Nullable Long beginning) {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    /** Describes a source. The range of a recording stands on the disk, so this may take long. */
    static RtspServerDescription of(RtspServerMount source) {
        if (!(source instanceof RecordedStream recorded)) {
            return new RtspServerDescription(source.description().toSdp(), null);
        }
        try {
            TimeRange range = recorded.range();
            return new RtspServerDescription(recorded.description().toSdp(ranges(range)), range.from());
        } catch (ValkkaException e) {
            LOG.log(Level.WARNING, () -> "RTSP server: " + recorded + " cannot be described: " + e.getMessage());
            return new RtspServerDescription(null, null);
        }
    }

    private static List<String> ranges(TimeRange range) {
        return List.of(
                RtspRange.text(RtspRange.Unit.NPT, 0, range.to() - range.from()),
                RtspRange.text(RtspRange.Unit.CLOCK, range.from(), range.to()));
    }
}
