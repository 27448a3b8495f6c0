package valkka.exam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/**
 * What happens in the recording of an exam, told by its seed alone: a quarter of an hour of a quiet
 * camera, and in every other minute one thing that a question asks about. The first four minutes are
 * quiet; the ring overwrites a part of them.
 */
final class ExamStory {
    /** The slot of the frames, on their way to the writer. */
    static final int SLOT = 1;

    private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MINUTES_IN_A_YEAR = 365 * 24 * 60;
    private static final long MINUTE = 60_000;
    private static final long SECOND = 1_000;
    private static final int FIRST_EVENT_MINUTE = 4;
    private static final long LOST_SETS_MS = 100 * SECOND;
    private static final int LAST_MINUTE = 16;

    private enum Event {
        BUSY_MINUTE,
        BUSY_MOMENT,
        SILENCE,
        CLOCK_SET_BACK,
        LOST_SETS,
        TORN_BLOCK
    }

    private final long start; // a full minute
    private final List<Event> events;
    private final List<BasicFrame> frames = new ArrayList<>();

    final long id;
    final int blockSize;
    /** How many of the oldest blocks the ring has lost. */
    final int overwritten;

    private final int picturesInGroup;
    private final long firstPicture;
    private final long silenceAt;
    private final long silenceMs;
    private final long setBackAt;
    /** By how much the clock was set back, ms. */
    final long setBackMs;

    private final long end;

    /** From the last frame in front of the silence to the first frame behind it. */
    private TimeRange silence = TimeRange.EMPTY;
    /** The time of the last frame in front of the step. */
    private long lastBeforeStep;

    ExamStory(Random random) {
        start = FIRST_DAY.toEpochMilli() + MINUTE * random.nextInt(MINUTES_IN_A_YEAR);
        events = new ArrayList<>(List.of(Event.values()));
        Collections.shuffle(events, random);
        id = 100_000L + random.nextInt(900_000);
        blockSize = (int) ((36 + 8 * random.nextInt(3)) * Bytes.KiB);
        overwritten = 2 + random.nextInt(3);
        picturesInGroup = (int) ((3 + random.nextInt(2)) * SECOND / ExamCamera.PICTURE_MS);
        firstPicture = start + SECOND * random.nextInt(60);
        silenceAt = begin(Event.SILENCE) + SECOND * (5 + random.nextInt(16));
        silenceMs = SECOND * (40 + random.nextInt(36));
        setBackAt = begin(Event.CLOCK_SET_BACK) + SECOND * (35 + random.nextInt(16));
        setBackMs = SECOND * (25 + random.nextInt(26));
        end = start + LAST_MINUTE * MINUTE + SECOND * (20 + random.nextInt(31));
        tell();
    }

    /** Every other minute has an event, so that no two events touch. */
    private long begin(Event event) {
        return start + (FIRST_EVENT_MINUTE + 2L * events.indexOf(event)) * MINUTE;
    }

    private void tell() {
        ExamCamera camera = new ExamCamera();
        boolean silent = false;
        boolean setBack = false;
        int inGroup = 0;
        for (long time = firstPicture; time < end; time += ExamCamera.PICTURE_MS) {
            long before = time - ExamCamera.PICTURE_MS;
            if (!silent && time >= silenceAt) {
                silent = true;
                time += silenceMs;
                silence = new TimeRange(before, time);
                inGroup = 0; // the camera begins anew
            }
            if (!setBack && time >= setBackAt) {
                setBack = true;
                lastBeforeStep = before;
                time -= setBackMs;
            }
            for (byte[] unit :
                    camera.picture(time, isBusy(time), inGroup == 0, !lostSets().contains(time))) {
                frames.add(BasicFrame.of(SLOT, 0, time, Codec.H264, unit));
            }
            inGroup = (inGroup + 1) % picturesInGroup;
        }
    }

    private boolean isBusy(long time) {
        long moment = begin(Event.BUSY_MOMENT);
        return new TimeRange(busiestMinute(), busiestMinute() + MINUTE - 1).contains(time)
                || new TimeRange(moment + 10 * SECOND, moment + 35 * SECOND).contains(time);
    }

    /** Returns the frames, in the order in which they are written. */
    List<BasicFrame> frames() {
        return Collections.unmodifiableList(frames);
    }

    TimeRange silence() {
        return silence;
    }

    long lastBeforeStep() {
        return lastBeforeStep;
    }

    /** Returns when the camera sends no SPS and no PPS. */
    TimeRange lostSets() {
        long from = begin(Event.LOST_SETS) + 5 * SECOND;
        return new TimeRange(from, from + LOST_SETS_MS - 1);
    }

    long busiestMinute() {
        return begin(Event.BUSY_MINUTE);
    }

    /** Returns a time in the block that will be torn. */
    long inTornBlock() {
        return begin(Event.TORN_BLOCK) + MINUTE / 2;
    }
}
