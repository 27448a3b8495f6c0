package valkka.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import valkka.frame.Codec;
import valkka.frame.GapRule;
import valkka.frame.MediaType;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * The pictures and packets of sound of a recording, without their contents, in the order of
 * reading. The NAL units of a picture are frames of their own in a recording, with one time; here
 * they are one unit.
 */
final class UnitIndex {
    private static final TimeRange EVERYTHING = new TimeRange(0, Long.MAX_VALUE);
    private static final int FIRST_CAPACITY = 1024;
    /** So many units of a stream tell its usual interval. */
    private static final int MOST_FOR_INTERVAL = 10_000;

    private final String name;
    private TimeRange range;
    private String note = "";
    private final List<Stream> streams = new ArrayList<>();

    private int size;
    private long[] times = new long[FIRST_CAPACITY];
    private int[] bytes = new int[FIRST_CAPACITY];
    private boolean[] keys = new boolean[FIRST_CAPACITY];
    private int[] streamNumbers = new int[FIRST_CAPACITY];
    /** Of each stream, in ms; {@code null} before somebody asks. */
    private long @Nullable [] usual;

    /** The properties that all units of a stream share. */
    record Stream(long id, int subsession, Codec codec) {
        boolean isVideo() {
            return codec.mediaType() == MediaType.VIDEO;
        }
    }

    private UnitIndex(String name, TimeRange range) {
        this.name = name;
        this.range = range;
    }

    /**
     * Returns a range that holds each frame of a recording, even frames in front of the first key.
     */
    static TimeRange everything(ValkkaFS fs) {
        fs.updateTable(false);
        return EVERYTHING;
    }

    static UnitIndex of(ValkkaFS fs, TimeRange wanted) {
        fs.updateTable(false);
        UnitIndex units = new UnitIndex(RecordedBlocks.name(fs.getPars()), wanted);
        units.addAll(fs.frameIndex(wanted), wanted);
        units.range = units.shown(wanted, fs.getTimeRange());
        return units;
    }

    private void addAll(FrameIndex frames, TimeRange wanted) {
        Map<List<Object>, Integer> numbers = new HashMap<>();
        int[] latest = new int[0];
        int number = -1;
        for (int i = 0; i < frames.size(); i++) {
            if (!wanted.contains(frames.mstimestamp(i))) {
                continue;
            }
            if (number < 0 || !isOf(streams.get(number), frames, i)) {
                Codec codec = frames.codec(i);
                number = numbers.computeIfAbsent(
                        List.of(frames.id(i), frames.subsession(i), codec.id()), stream -> streams.size());
                if (number == streams.size()) {
                    streams.add(new Stream(frames.id(i), frames.subsession(i), codec));
                    latest = Arrays.copyOf(latest, streams.size());
                    latest[number] = -1;
                }
            }
            int unit = latest[number];
            if (unit < 0
                    || times[unit] != frames.mstimestamp(i)
                    || !streams.get(number).isVideo()) {
                unit = add(frames.mstimestamp(i), number);
                latest[number] = unit;
            }
            bytes[unit] += frames.payloadSize(i);
            keys[unit] |= streams.get(number).isVideo() && frames.isKey(i);
        }
    }

    private static boolean isOf(Stream stream, FrameIndex frames, int i) {
        return stream.id() == frames.id(i)
                && stream.subsession() == frames.subsession(i)
                && stream.codec().equals(frames.codec(i));
    }

    private int add(long time, int stream) {
        if (size == times.length) {
            int capacity = Math.multiplyExact(2, size);
            times = Arrays.copyOf(times, capacity);
            bytes = Arrays.copyOf(bytes, capacity);
            keys = Arrays.copyOf(keys, capacity);
            streamNumbers = Arrays.copyOf(streamNumbers, capacity);
        }
        times[size] = time;
        streamNumbers[size] = stream;
        return size++;
    }

    /** Returns the wanted range, as far as there is a recording. */
    private TimeRange shown(TimeRange wanted, TimeRange recorded) {
        TimeRange found = recorded;
        for (int i = 0; i < size; i++) {
            if (times[i] < found.from() || times[i] > found.to()) {
                found = found.union(new TimeRange(times[i], times[i]));
            }
        }
        return size == 0
                ? TimeRange.EMPTY
                : new TimeRange(Math.max(wanted.from(), found.from()), Math.min(wanted.to(), found.to()));
    }

    /** Returns whether the units are packets of sound, without a picture. */
    boolean hasSoundAlone() {
        return !streams.isEmpty() && streams.stream().noneMatch(Stream::isVideo);
    }

    /** Returns the pictures alone; all units of a recording that has no video. */
    UnitIndex video() {
        if (streams.stream().allMatch(Stream::isVideo) || streams.stream().noneMatch(Stream::isVideo)) {
            return this;
        }
        UnitIndex video = new UnitIndex(name, range);
        int[] numbers = new int[streams.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (streams.get(i).isVideo()) {
                numbers[i] = video.streams.size();
                video.streams.add(streams.get(i));
            }
        }
        for (int i = 0; i < size; i++) {
            if (stream(i).isVideo()) {
                int unit = video.add(times[i], numbers[streamNumbers[i]]);
                video.bytes[unit] = bytes[i];
                video.keys[unit] = keys[i];
            }
        }
        return video;
    }

    /**
     * Returns the units that a plot can show: without the units whose times are far away from those
     * of the others. The {@link #note} tells how many were left out.
     */
    UnitIndex near() {
        FarTimes far = FarTimes.in(Arrays.copyOf(times, size));
        if (far.count() == 0) {
            return this;
        }
        UnitIndex near = new UnitIndex(name, far.drawn());
        near.note = far.note(streams.stream().anyMatch(Stream::isVideo) ? "frame" : "packet");
        near.streams.addAll(streams);
        for (int i = 0; i < size; i++) {
            if (far.drawn().contains(times[i])) {
                int unit = near.add(times[i], streamNumbers[i]);
                near.bytes[unit] = bytes[i];
                near.keys[unit] = keys[i];
            }
        }
        return near;
    }

    /** Returns what {@link #near} left out, in words; empty when it left out nothing. */
    String note() {
        return note;
    }

    /**
     * Returns the name of a stream among the others: {@code id 1001}, {@code id 1001 PCMA}. Streams
     * of one id, as after a change of the codec, have longer names.
     */
    String label(int number) {
        Stream stream = streams.get(number);
        List<Stream> rivals = streams.stream()
                .filter(one -> one.id() == stream.id() && one.isVideo() == stream.isVideo() && !one.equals(stream))
                .toList();
        boolean ofOneCodec = rivals.stream().anyMatch(one -> one.codec().equals(stream.codec()));
        return "id " + stream.id()
                + (stream.isVideo() && rivals.isEmpty() ? "" : " " + stream.codec())
                + (ofOneCodec ? " track " + stream.subsession() : "");
    }

    /** Returns the recording's name. */
    String name() {
        return name;
    }

    /** Returns the range of time that was looked at; empty when there is no unit in it. */
    TimeRange range() {
        return range;
    }

    /** In the order in which they appear. */
    List<Stream> streams() {
        return streams;
    }

    int size() {
        return size;
    }

    /** Unix ms. */
    long time(int i) {
        return times[i];
    }

    /** Returns the payloads of its frames together. */
    int bytes(int i) {
        return bytes[i];
    }

    /** Returns whether it is a picture that decoding may start at. */
    boolean isKey(int i) {
        return keys[i];
    }

    int streamNumber(int i) {
        return streamNumbers[i];
    }

    Stream stream(int i) {
        return streams.get(streamNumbers[i]);
    }

    /**
     * Returns whether a silence in front of unit {@code i}, since the unit before it, is a gap of
     * its stream: {@link GapRule}.
     */
    boolean isGap(int i, long silenceMillis) {
        return GapRule.isGap(silenceMillis, usualMillis(streamNumbers[i]));
    }

    /**
     * Returns the usual interval of a stream in ms, as its first units tell; 0 where it is not
     * known.
     */
    long usualMillis(int stream) {
        long[] known = usual;
        if (known == null) {
            known = IntStream.range(0, streams.size())
                    .mapToLong(number -> GapRule.usualInterval(IntStream.range(0, size)
                            .filter(i -> streamNumbers[i] == number)
                            .limit(MOST_FOR_INTERVAL)
                            .mapToLong(i -> times[i])
                            .sorted()
                            .toArray()))
                    .toArray();
            usual = known;
        }
        return known[stream];
    }
}
