package valkka.view;

import java.time.Instant;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;

/** Makes the table of frames; by arrays, a million rows take a good second. */
final class FrameTable {
    private FrameTable() {}

    static Table of(String name, FrameIndex frames, TimeRange range) {
        int[] rows = new int[frames.size()];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (range.contains(frames.mstimestamp(i))) {
                rows[count++] = i;
            }
        }
        InstantColumn time = InstantColumn.create("time");
        long[] ms = new long[count];
        long[] id = new long[count];
        int[] subsession = new int[count];
        StringColumn codec = StringColumn.create("codec");
        StringColumn type = StringColumn.create("type");
        int[] size = new int[count];
        boolean[] key = new boolean[count];
        int[] block = new int[count];
        long[] offset = new long[count];
        for (int row = 0; row < count; row++) {
            int i = rows[row];
            ms[row] = frames.mstimestamp(i);
            time.append(Instant.ofEpochMilli(ms[row]));
            id[row] = frames.id(i);
            subsession[row] = frames.subsession(i);
            codec.append(frames.codec(i).label());
            type.append(type(frames.codec(i), frames.nalUnitType(i)));
            size[row] = frames.payloadSize(i);
            key[row] = frames.isKey(i);
            block[row] = frames.block(i);
            offset[row] = frames.offset(i);
        }
        Table table = Table.create(
                name,
                time,
                LongColumn.create("ms", ms),
                LongColumn.create("id", id),
                IntColumn.create("subsession", subsession),
                codec,
                type,
                IntColumn.create("size", size),
                BooleanColumn.create("key", key),
                IntColumn.create("block", block),
                LongColumn.create("offset", offset));
        return Columns.decimals(0, table);
    }

    /**
     * Returns the specifications' name of a NAL unit of this type; {@code audio} and the like for
     * other frames.
     */
    static String type(Codec codec, int nalUnitType) {
        if (codec.equals(Codec.H264)) {
            return switch (nalUnitType) {
                case 1 -> "slice";
                case 2, 3, 4 -> "partition";
                case 5 -> "IDR";
                case 6 -> "SEI";
                case 7 -> "SPS";
                case 8 -> "PPS";
                case 9 -> "AUD";
                default -> "NAL " + nalUnitType;
            };
        }
        if (codec.equals(Codec.H265)) {
            return switch (nalUnitType) {
                case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> "slice";
                case 16, 17, 18 -> "BLA";
                case 19, 20 -> "IDR";
                case 21 -> "CRA";
                case 32 -> "VPS";
                case 33 -> "SPS";
                case 34 -> "PPS";
                case 35 -> "AUD";
                case 39, 40 -> "SEI";
                default -> "NAL " + nalUnitType;
            };
        }
        return codec.mediaType() == MediaType.AUDIO ? "audio" : "other";
    }
}
