package valkka.command;

import java.time.Duration;
import java.util.List;
import valkka.frame.Codec;
import valkka.frame.GapRule;
import valkka.frame.MediaType;
import valkka.fs.FrameIndex;

/** The findings about one stream in the blocks of a survey; times without frames do not count. */
final class StreamSurvey {
    private final long id;
    private final long usualMillis;
    private Codec codec = Codec.of(0);
    private int keyBlock = -1;
    private long lastTime = -1;
    private long lastKeyTime = -1;
    private long millis;
    private long bytes;
    private long pictures;
    private long keys;
    private long keyIntervals;
    private long keyMillis;
    private int holes;
    private long holeMillis;
    private long longestHole;
    private boolean goesBack;

    private StreamSurvey(long id, long usualMillis) {
        this.id = id;
        this.usualMillis = usualMillis;
    }

    /** Begins with the first frames of a stream; {@code name} is its id and its subsession. */
    static StreamSurvey of(FrameIndex frames, List<Long> name) {
        long[] times = frames.rows()
                .filter(frame -> frame.id() == name.get(0) && frame.subsession() == name.get(1))
                .mapToLong(FrameIndex.Row::mstimestamp)
                .sorted()
                .toArray();
        return new StreamSurvey(name.get(0), GapRule.usualInterval(times));
    }

    /** Takes the next frame, in the order of recording. */
    void add(FrameIndex frames, int i) {
        long time = frames.mstimestamp(i);
        long since = lastTime < 0 ? 0 : time - lastTime;
        boolean gap = since < 0 || GapRule.isGap(since, usualMillis);
        codec = frames.codec(i);
        if (lastTime >= 0 && time != lastTime && !gap) {
            millis += since;
            pictures++;
        }
        if (lastTime >= 0) {
            bytes += frames.payloadSize(i); // what stands at the first time has no time to be counted against
        }
        if (gap) {
            lastKeyTime = -1;
        } else if (usualMillis > 0 && !GapRule.areNeighbours(since, usualMillis)) {
            holes++;
            holeMillis += since;
            longestHole = Math.max(longestHole, since);
        }
        goesBack |= since < 0;
        if (frames.isKey(i) && time != lastKeyTime) {
            keys++;
            keyBlock = frames.block(i);
            keyIntervals += lastKeyTime < 0 ? 0 : 1;
            keyMillis += lastKeyTime < 0 ? 0 : time - lastKeyTime;
            lastKeyTime = time;
        }
        lastTime = time;
    }

    long id() {
        return id;
    }

    Codec codec() {
        return codec;
    }

    /** Returns the newest block with a key frame; -1 where none has one. */
    int keyBlock() {
        return keyBlock;
    }

    /** Pictures a second; 0 where that cannot be told. */
    double fps() {
        return millis == 0 ? 0 : pictures * 1000.0 / millis;
    }

    /** Bits a second; 0 where that cannot be told. */
    double bitRate() {
        return millis == 0 ? 0 : bytes * 8000.0 / millis;
    }

    /** From key frame to key frame on average; zero where that cannot be told. */
    Duration keyInterval() {
        return keyIntervals == 0 ? Duration.ZERO : Duration.ofMillis(keyMillis / keyIntervals);
    }

    /**
     * Returns how many silences are too short for a gap, and longer than those between neighbours:
     * pictures may be lost there. 0 where times go back, as with B-frames: then that cannot be told.
     */
    int holes() {
        return goesBack || codec.mediaType() != MediaType.VIDEO ? 0 : holes;
    }

    /** Returns how long all holes are together. */
    Duration inHoles() {
        return Duration.ofMillis(holeMillis);
    }

    Duration longestHole() {
        return Duration.ofMillis(longestHole);
    }

    /** Returns how many key frames were seen; none in audio, where every frame is one. */
    long videoKeys() {
        return codec.mediaType() == MediaType.VIDEO ? keys : 0;
    }
}
