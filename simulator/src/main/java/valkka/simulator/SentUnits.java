package valkka.simulator;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import valkka.frame.BasicFrame;
import valkka.frame.MediaType;
import valkka.live.LiveStreamStats;
import valkka.simulator.CameraScript.Quirk;

/** What a camera has sent. Frames that arrive from it are compared with that. */
final class SentUnits {
    private static final int START_CODE = 4;
    private static final int MOST_EARLY_MILLIS = 300; // pictures that come at once are kept apart
    private static final int MOST_LATE_MILLIS = 5000; // a stall, and a slow filter
    private static final long SETTLED_NANOS = 4_000_000_000L;
    /** A settled stream's times keep the spacing of the pictures, whatever the network does. */
    private static final int MOST_UNEVEN_MILLIS = 120;

    private static final int FIRST_OF_NO_SLICE = 6; // NAL unit types from here on

    private record Slice(long picture, int index, boolean key, long takenMillis) {}

    private final CameraScript script;
    private final String camera;
    private final Story story;
    private final Map<ByteBuffer, Slice> slices = new HashMap<>();
    private final Set<ByteBuffer> others = new HashSet<>();
    private final boolean clockIsGood;
    private final boolean losesPackets;
    private final List<ByteBuffer> sets; // SPS and PPS
    private long packets; // that were sent to this process
    private long arrivedNanos; // when the newest frame came
    private int setsSeen; // since the last slice
    private boolean fresh = true; // nothing has come from the newest connection
    private long calmSince; // when the newest connection began, or a picture of it came late
    private boolean settled; // the newest connection has been calm for long enough
    private long lastPicture = -1;
    private int lastIndex;
    private long lastTime;
    private long lastSoundTime;
    private long gaps; // runs of missing pictures, of this process

    /**
     * Makes an empty list.
     *
     * @param clockIsGood whether the times of frames can be compared with the wall clock
     * @param losesPackets whether the network loses packets of this camera
     */
    SentUnits(
            CameraScript script,
            int number,
            Story story,
            boolean clockIsGood,
            boolean losesPackets,
            Pictures pictures) {
        this.losesPackets = losesPackets;
        this.clockIsGood = clockIsGood;
        this.sets = List.of(ByteBuffer.wrap(pictures.sps()), ByteBuffer.wrap(pictures.pps()));
        this.script = script;
        this.camera = "camera " + number;
        this.story = story;
    }

    void add(Pictures.Picture picture) {
        int index = 0;
        for (byte[] unit : picture.units()) {
            if ((unit[0] & 31) < FIRST_OF_NO_SLICE) {
                slices.put(ByteBuffer.wrap(unit), new Slice(picture.number(), index++, picture.key(), story.millis()));
            } else {
                others.add(ByteBuffer.wrap(unit));
            }
        }
    }

    void addSound(byte[] packet) {
        others.add(ByteBuffer.wrap(packet));
    }

    /** The camera plays to a new connection: what was sent before it is not missed. */
    void begins() {
        fresh = true;
    }

    /** A process begins: its times need not grow on those of the process before. */
    void newProcess() {
        fresh = true;
        packets = 0;
        lastTime = 0;
        lastSoundTime = 0;
        gaps = 0;
    }

    /** The camera sends a packet of RTP to the process that runs now. */
    void packetSent() {
        packets++;
    }

    /** Compares what the recorder counted of packets with what was sent. */
    void checkPackets(LiveStreamStats stats) {
        if (stats.packets() + stats.lostPackets() > packets || stats.sentPackets() > packets) {
            story.broken(Promise.COUNTERS, camera + " has sent " + packets + " packets, and told is " + stats);
        }
    }

    /**
     * Checks that the stream is there.
     *
     * @param nanos how long the newest frame may be ago
     */
    void checkBack(long nanos) {
        if (story.nanos() - arrivedNanos > nanos) {
            story.broken(
                    Promise.GOES_ON,
                    camera + " sends, and its last frame came " + (story.nanos() - arrivedNanos) / 1_000_000
                            + " ms ago");
        }
    }

    /** Takes a frame that the recorder got from this camera. */
    void arrived(BasicFrame frame, LiveStreamStats stats) {
        arrivedNanos = story.nanos();
        ByteBuffer payload = frame.payload();
        if (frame.mediaType() == MediaType.AUDIO) {
            if (!others.contains(payload)) {
                story.broken(Promise.WHOLE, camera + " never sent this sound: " + frame);
            }
            if (frame.mstimestamp() < lastSoundTime) {
                story.broken(Promise.TIMES, camera + "'s sound goes back in time: " + frame);
            }
            lastSoundTime = frame.mstimestamp();
            return;
        }
        ByteBuffer unit = payload.slice(START_CODE, payload.remaining() - START_CODE);
        Slice slice = slices.get(unit);
        if (slice != null) {
            slice(slice, frame, stats);
        } else if (sets.contains(unit)) {
            setsSeen |= 1 << sets.indexOf(unit);
        } else if (!others.contains(unit)) {
            story.broken(Promise.WHOLE, camera + " never sent this unit: " + frame);
        }
    }

    private void slice(Slice slice, BasicFrame frame, LiveStreamStats stats) {
        if (slice.picture() == lastPicture && slice.index() > lastIndex) {
            if (slice.index() != lastIndex + 1 || frame.mstimestamp() != lastTime) {
                story.broken(Promise.DECODABLE, camera + "'s picture " + lastPicture + " is torn at " + slice);
            }
        } else if (slice.picture() <= lastPicture) {
            story.broken(Promise.ORDER, camera + "'s " + slice + " came behind picture " + lastPicture);
        } else {
            picture(slice, frame, stats);
        }
        setsSeen = 0;
        lastPicture = slice.picture();
        lastIndex = slice.index();
        lastTime = frame.mstimestamp();
    }

    /** Nobody can tell the network's usual delay of a stream that has been held up from its beginning. */
    private void settle(boolean late) {
        if (fresh || (late && !settled)) {
            calmSince = story.nanos();
            settled = false;
        }
        settled |= story.nanos() - calmSince > SETTLED_NANOS;
    }

    private void picture(Slice slice, BasicFrame frame, LiveStreamStats stats) {
        boolean whole = fresh || lastIndex == (script.has(Quirk.SLICES) ? 2 : 0);
        if (slice.index() != 0 || !whole) {
            story.broken(Promise.DECODABLE, camera + "'s picture " + lastPicture + " ended early, then came " + slice);
        }
        if (fresh && !slice.key()) {
            story.broken(Promise.DECODABLE, camera + "'s stream begins with " + slice);
        }
        if (slice.key() && setsSeen != 3) {
            story.broken(Promise.DECODABLE, camera + "'s " + slice + " has no parameter sets in front of it");
        }
        long early = frame.mstimestamp() - story.millis();
        if (clockIsGood && (early > MOST_EARLY_MILLIS || early < -MOST_LATE_MILLIS)) {
            story.broken(Promise.TIMES, camera + "'s " + slice + " has a time that is " + early + " ms off");
        }
        if (frame.mstimestamp() <= lastTime) {
            story.broken(
                    Promise.TIMES, camera + "'s " + slice + " has time " + frame.mstimestamp() + " behind " + lastTime);
        }
        settle(story.millis() - slice.takenMillis() > MOST_EARLY_MILLIS);
        long off = Math.abs(frame.mstimestamp() - slice.takenMillis());
        if (clockIsGood && settled && !script.has(Quirk.TIMES_STAND) && off > MOST_UNEVEN_MILLIS) {
            story.broken(Promise.TIMES, camera + "'s " + slice + " has a time " + off + " ms from when it was taken");
        }
        boolean gap = !fresh && slice.picture() > lastPicture + 1;
        gaps += gap ? 1 : 0;
        if (gap && gaps > stats.damagedPictures() + stats.droppedInQueue()) {
            story.broken(
                    Promise.GAPS_TOLD,
                    camera + "'s pictures between " + lastPicture + " and " + slice.picture()
                            + " are missing, the gap number " + gaps + ", and told is " + stats);
        }
        if (gap && !losesPackets && stats.droppedInQueue() == 0) {
            story.broken(Promise.GAPS_TOLD, camera + " lost pictures before " + slice + ", and no packet was lost");
        }
        fresh = false;
    }
}
