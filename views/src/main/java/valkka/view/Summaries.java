package valkka.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import valkka.frame.GapRule;

/** Sums up the units of a recording by second and by group of pictures. */
final class Summaries {
    private Summaries() {}

    /** A row of either table while it is summed up. */
    private static final class Sum {
        private final long start;
        private final int stream;
        private int pictures; // of sound: packets
        private int keys;
        private long bytes;
        private long keyBytes;
        private long last;
        private long longest = -1;
        private long next = -1;

        private Sum(long start, int stream) {
            this.start = start;
            this.stream = stream;
        }

        private void add(UnitIndex units, int i) {
            pictures++;
            keys += units.isKey(i) ? 1 : 0;
            bytes += units.bytes(i);
            keyBytes += units.isKey(i) ? units.bytes(i) : 0;
            last = Math.max(last, units.time(i));
        }
    }

    static Table perSecond(UnitIndex units) {
        List<Map<Long, Sum>> sums = new ArrayList<>();
        units.streams().forEach(stream -> sums.add(new HashMap<>()));
        long[] before = new long[sums.size()];
        Arrays.fill(before, -1);
        for (int i = 0; i < units.size(); i++) {
            int stream = units.streamNumber(i);
            long second = Math.floorDiv(units.time(i), 1000L) * 1000;
            Sum sum = sums.get(stream).computeIfAbsent(second, start -> new Sum(start, stream));
            sum.add(units, i);
            if (before[stream] >= 0) {
                sum.longest = Math.max(sum.longest, units.time(i) - before[stream]);
            }
            before[stream] = units.time(i);
        }
        List<Sum> rows = new ArrayList<>();
        sums.forEach(ofStream -> rows.addAll(ofStream.values()));
        rows.sort(Comparator.<Sum>comparingLong(sum -> sum.start).thenComparingInt(sum -> sum.stream));

        InstantColumn time = InstantColumn.create("time");
        LongColumn id = LongColumn.create("id");
        StringColumn codec = StringColumn.create("codec");
        IntColumn pictures = IntColumn.create("pictures");
        IntColumn keys = IntColumn.create("key frames");
        LongColumn bytes = LongColumn.create("bytes");
        DoubleColumn rate = DoubleColumn.create("kbit/s");
        IntColumn longest = IntColumn.create("longest interval");
        for (Sum sum : rows) {
            time.append(Instant.ofEpochMilli(sum.start));
            id.append(units.streams().get(sum.stream).id());
            codec.append(units.streams().get(sum.stream).codec().label());
            pictures.append(sum.pictures);
            keys.append(sum.keys);
            bytes.append(sum.bytes);
            rate.append(sum.bytes * 8 / 1000.0);
            if (sum.longest < 0) {
                longest.appendMissing();
            } else {
                longest.append((int) Math.min(Integer.MAX_VALUE, sum.longest));
            }
        }
        return Columns.decimals(
                3, Table.create("seconds of " + units.name(), time, id, codec, pictures, keys, bytes, rate, longest));
    }

    static Table perGop(UnitIndex units) {
        List<Sum> rows = new ArrayList<>();
        Sum[] open = new Sum[units.streams().size()];
        for (int i = 0; i < units.size(); i++) {
            int stream = units.streamNumber(i);
            Sum sum = open[stream];
            if (units.isKey(i)) {
                if (sum != null) {
                    sum.next = units.time(i);
                }
                sum = new Sum(units.time(i), stream);
                rows.add(sum);
                open[stream] = sum;
            }
            if (sum != null) {
                sum.add(units, i);
            }
        }
        InstantColumn time = InstantColumn.create("time");
        LongColumn id = LongColumn.create("id");
        IntColumn pictures = IntColumn.create("pictures");
        DoubleColumn seconds = DoubleColumn.create("seconds");
        LongColumn bytes = LongColumn.create("bytes");
        LongColumn keyBytes = LongColumn.create("key bytes");
        LongColumn interBytes = LongColumn.create("inter bytes");
        DoubleColumn rate = DoubleColumn.create("kbit/s");
        for (Sum sum : rows) {
            time.append(Instant.ofEpochMilli(sum.start));
            id.append(units.streams().get(sum.stream).id());
            pictures.append(sum.pictures);
            seconds.append((sum.last - sum.start) / 1000.0);
            bytes.append(sum.bytes);
            keyBytes.append(sum.keyBytes);
            if (sum.pictures == 1) {
                interBytes.appendMissing();
            } else {
                interBytes.append(Math.round((sum.bytes - sum.keyBytes) / (sum.pictures - 1.0)));
            }
            boolean whole = sum.next > sum.start && !GapRule.isGap(sum.next - sum.last, units.usualMillis(sum.stream));
            rate.append(whole ? sum.bytes * 8.0 / (sum.next - sum.start) : Double.NaN);
        }
        return Columns.decimals(
                3,
                Table.create(
                        "groups of pictures of " + units.name(),
                        time,
                        id,
                        pictures,
                        seconds,
                        bytes,
                        keyBytes,
                        interBytes,
                        rate));
    }
}
