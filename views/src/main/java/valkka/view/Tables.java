package valkka.view;

import java.time.Instant;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.media.Activity;

/**
 * Makes Tablesaw tables of recordings, for sorting, filtering and sums. Tables read only the block
 * table and the headers of frames, and decode nothing. You may make a table during recording; the
 * table then shows the recording at this moment. The same recording gives the same tables. The
 * errors are the errors of {@link ValkkaFS}.
 */
public final class Tables {
    private Tables() {}

    /**
     * Returns the block table, a row a block, in the order of their numbers.
     *
     * <p>Columns: {@code block}; {@code state}, which is {@code used}, {@code writing} or
     * {@code empty}; {@code lap}, which is {@code this} for a block written since the writer last
     * passed block 0, else {@code before}; {@code first}, the time of its first frame; {@code key},
     * the time by which searches find the block, and {@code last}, as in {@code getBlockTable()};
     * {@code seconds} from first to last; {@code gap before}, the seconds from the last frame of
     * the block that was written before it to its first one; {@code gap within}, the longest time
     * without a frame inside it, where that is a gap ({@link valkka.frame.GapRule}); in a ring with
     * more than 200 used blocks the table looks only into blocks that last much longer than most.
     * An empty block has only its number and state. In a ring with more than 10,000 used blocks
     * {@code first} is {@code key}: no block is read.
     */
    public static Table blocks(ValkkaFS fs) {
        Slf4j.keepQuiet();
        RecordedBlocks recorded = RecordedBlocks.of(fs);
        BlockTimes[] times = new BlockTimes[recorded.pars().nBlocks()];
        recorded.blocks().forEach(used -> times[used.number()] = used);
        IntColumn block = IntColumn.create("block");
        StringColumn state = StringColumn.create("state");
        StringColumn lap = StringColumn.create("lap");
        InstantColumn first = InstantColumn.create("first");
        InstantColumn key = InstantColumn.create("key");
        InstantColumn last = InstantColumn.create("last");
        DoubleColumn seconds = DoubleColumn.create("seconds");
        DoubleColumn gap = DoubleColumn.create("gap before");
        DoubleColumn within = DoubleColumn.create("gap within");
        for (int i = 0; i < times.length; i++) {
            BlockTimes used = times[i];
            block.append(i);
            state.append(used == null ? "empty" : used.isOpen() ? "writing" : "used");
            if (used == null) {
                lap.appendMissing();
                first.appendMissing();
                key.appendMissing();
                last.appendMissing();
                seconds.appendMissing();
                gap.appendMissing();
                within.appendMissing();
                continue;
            }
            lap.append(used.isThisLap() ? "this" : "before");
            first.append(Instant.ofEpochMilli(used.first()));
            key.append(Instant.ofEpochMilli(used.block().key()));
            last.append(Instant.ofEpochMilli(used.last()));
            seconds.append((used.last() - used.first()) / 1000.0);
            gap.append(used.silenceBefore() < 0 ? Double.NaN : used.silenceBefore() / 1000.0);
            within.append(used.longestGapWithin() < 0 ? Double.NaN : used.longestGapWithin() / 1000.0);
        }
        return Columns.decimals(
                3,
                Table.create(
                        "blocks of " + recorded.name(), block, state, lap, first, key, last, seconds, gap, within));
    }

    /**
     * Returns the frames in a range of time, a row a frame, in the order of reading. In a recording
     * each NAL unit is a frame.
     *
     * <p>Columns: {@code time}; {@code ms}, the same in Unix milliseconds; {@code id};
     * {@code subsession}, 0 for video; {@code codec}; {@code type} of the NAL unit, as {@code SPS}
     * or {@code IDR}; {@code size} in bytes; {@code key}, whether reading may start here;
     * {@code block}; {@code offset}, its byte in the dumpfile.
     */
    public static Table frames(ValkkaFS fs, TimeRange range) {
        Slf4j.keepQuiet();
        fs.updateTable(false);
        return FrameTable.of("frames of " + RecordedBlocks.name(fs.getPars()), fs.frameIndex(range), range);
    }

    /**
     * {@link #frames(ValkkaFS, TimeRange)} of the whole recording, with the frames in front of its
     * first key frame.
     */
    public static Table frames(ValkkaFS fs) {
        return frames(fs, UnitIndex.everything(fs));
    }

    /**
     * Returns a table of each stream's seconds in a range of time, a row a second and stream.
     * Seconds without frames have no row.
     *
     * <p>Columns: {@code time}, the beginning of the second; {@code id}; {@code codec};
     * {@code pictures}, or the packets of a stream of sound; {@code key frames}; {@code bytes};
     * {@code kbit/s}; {@code longest interval}, the most milliseconds from one picture to the next
     * that ends in this second.
     */
    public static Table perSecond(ValkkaFS fs, TimeRange range) {
        Slf4j.keepQuiet();
        return Summaries.perSecond(UnitIndex.of(fs, range));
    }

    /** {@link #perSecond(ValkkaFS, TimeRange)} of the whole recording. */
    public static Table perSecond(ValkkaFS fs) {
        return perSecond(fs, UnitIndex.everything(fs));
    }

    /**
     * Returns the groups of pictures in a range of time, a row a group: a key frame and the
     * pictures up to the next one of its stream. Pictures before the first key frame belong to no
     * group.
     *
     * <p>Columns: {@code time} of the key frame; {@code id}; {@code pictures};
     * {@code seconds} from its first picture to its last; {@code bytes}; {@code key bytes}, the
     * bytes of the key frame; {@code inter bytes}, the average bytes of each other picture,
     * rounded; {@code kbit/s}, up to the next key frame, and missing in the last group and in front
     * of a gap.
     */
    public static Table perGop(ValkkaFS fs, TimeRange range) {
        Slf4j.keepQuiet();
        return Summaries.perGop(UnitIndex.of(fs, range).video());
    }

    /** {@link #perGop(ValkkaFS, TimeRange)} of the whole recording. */
    public static Table perGop(ValkkaFS fs) {
        return perGop(fs, UnitIndex.everything(fs));
    }

    /**
     * Returns the moments of motion, a row a moment, in the order of time.
     *
     * <p>Columns: {@code start}; {@code end}; {@code seconds} from start to end; {@code peak}, when
     * the motion was strongest; {@code score}, how large the pictures were then, beside the quiet
     * level.
     */
    public static Table activity(Activity activity) {
        Slf4j.keepQuiet();
        InstantColumn start = InstantColumn.create("start");
        InstantColumn end = InstantColumn.create("end");
        DoubleColumn seconds = DoubleColumn.create("seconds");
        InstantColumn peak = InstantColumn.create("peak");
        DoubleColumn score = DoubleColumn.create("score");
        for (Activity.Moment moment : activity.moments()) {
            start.append(moment.start());
            end.append(moment.end());
            seconds.append((moment.range().to() - moment.range().from()) / 1000.0);
            peak.append(Instant.ofEpochMilli(moment.peak()));
            score.append(moment.score());
        }
        return Columns.decimals(3, Table.create("activity of id " + activity.id(), start, end, seconds, peak, score));
    }
}
