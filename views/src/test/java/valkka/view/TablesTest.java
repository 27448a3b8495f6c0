package valkka.view;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.KiB;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;
import valkka.fs.BlockTable;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/** The tables say what reading every frame says. */
@Timeout(60)
class TablesTest {
    @TempDir
    Path temp;

    @Test
    void theBlockTableSaysWhatTheFramesOfEachBlockSay() {
        try (ValkkaSingleFS fs = Recorded.sample("gap-and-wrap")) {
            BlockTable rows = fs.getBlockTable();
            Table table = Tables.blocks(fs);

            assertThat(table.columnNames())
                    .containsExactly(
                            "block", "state", "lap", "first", "key", "last", "seconds", "gap before", "gap within");
            assertThat(table.rowCount()).isEqualTo(16);
            for (int block = 0; block < 16; block++) {
                List<RecordedFrame> frames = fs.readBlock(block);
                assertThat(table.intColumn("block").get(block)).isEqualTo(block);
                assertThat(table.stringColumn("state").get(block)).isEqualTo(frames.isEmpty() ? "empty" : "used");
                if (!frames.isEmpty()) {
                    Instant first = frames.get(0).frame().timestamp();
                    Instant last = frames.get(frames.size() - 1).frame().timestamp();
                    assertThat(table.instantColumn("first").get(block)).isEqualTo(first);
                    assertThat(table.instantColumn("last").get(block)).isEqualTo(last);
                    assertThat(table.instantColumn("key").get(block).toEpochMilli())
                            .isEqualTo(rows.key(block));
                    assertThat(table.doubleColumn("seconds").get(block))
                            .isEqualTo((last.toEpochMilli() - first.toEpochMilli()) / 1000.0);
                }
            }
        }
    }

    @Test
    void gapsShowBetweenBlocksAndWithinThem() {
        try (ValkkaSingleFS fs = Recorded.sample("gap-and-wrap")) {
            Table table = Tables.blocks(fs);

            assertThat(table.doubleColumn("gap within").removeMissing().asDoubleArray())
                    .as("40 s of recording, then nothing until 10:15:00")
                    .containsExactly(860.04);
            assertThat(table.stringColumn("lap").asList().subList(10, 13)).containsExactly("this", "", "before");
            assertThat(table.doubleColumn("gap before").isMissing(12))
                    .as("the oldest has none before it")
                    .isTrue();
            assertThat(table.doubleColumn("gap before").max()).isEqualTo(0.04);
        }
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("short"), 64 * KiB, 8)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                Recorded.pictures(writer, Recorded.T0, 400, 300);
                Recorded.pictures(writer, Recorded.T0 + 400 * Recorded.FRAME_MILLIS + 3_000, 400, 300);
            }
            assertThat(Tables.blocks(fs)
                            .doubleColumn("gap within")
                            .removeMissing()
                            .asDoubleArray())
                    .as("three seconds in a block of many")
                    .containsExactly(3.04);
        }
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("twice"), 16 * KiB, 8)) {
            record(fs, Recorded.T0, 25);
            record(fs, Recorded.T0 + 60_000, 25);

            assertThat(Tables.blocks(fs).doubleColumn("gap before").max()).isEqualTo(60 - 0.96);
        }
    }

    @Test
    void behindAClockThatWasSetBackTheBlocksAreInTheOrderInWhichTheyWereWritten() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("set back"), 16 * KiB, 8)) {
            record(fs, Recorded.T0 + 3_600_000, 90);
            int newestBefore = fs.blocks().size() - 1;
            record(fs, Recorded.T0, 90);
            int used = fs.blocks().size();
            assertThat(used).as("no lap is over").isBetween(newestBefore + 2, 7);

            Table table = Tables.blocks(fs);

            assertThat(table.stringColumn("lap").removeMissing().asList())
                    .hasSize(used)
                    .containsOnly("this");
            assertThat(table.doubleColumn("gap before").isMissing(newestBefore + 1))
                    .as("the time goes back in front of block %d", newestBefore + 1)
                    .isTrue();
            assertThat(Plots.blocks(fs).toString()).contains("█").doesNotContain("░");
        }
    }

    @Test
    void aPictureEveryTenSecondsIsNoGap() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("slow"), 64 * KiB, 4)) {
            try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
                for (int i = 0; i < 20; i++) {
                    Recorded.pictures(writer, Recorded.T0 + i * 10_000L, 1, 100);
                }
            }
            assertThat(Tables.blocks(fs)
                            .doubleColumn("gap within")
                            .removeMissing()
                            .asDoubleArray())
                    .isEmpty();
            assertThat(Tables.perGop(fs).doubleColumn("kbit/s").countMissing())
                    .as("the last group alone has no next key frame")
                    .isEqualTo(1);
            assertThat(Plots.frameIntervals(fs).toString())
                    .contains("median 10000 ms")
                    .doesNotContain("gap");
        }
    }

    @Test
    void theBlockBeingWrittenIsSaidToBe() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 16 * KiB, 4);
                ValkkaFSWriterThread writer = Recorded.writer(fs)) {
            Recorded.pictures(writer, Recorded.T0, 200, 200);
            writer.flush();

            List<String> states = Tables.blocks(fs).stringColumn("state").asList();

            assertThat(states).containsOnlyOnce("writing").doesNotContain("empty");
            try (ValkkaSingleFS elsewhere = ValkkaSingleFS.loadFromDirectory(temp.resolve("fs"))) {
                assertThat(Tables.blocks(elsewhere).stringColumn("state").asList())
                        .as("as another process sees it")
                        .isEqualTo(states);
            }
            writer.stop();
            assertThat(Tables.blocks(fs).stringColumn("state").asList())
                    .containsOnlyOnce("empty")
                    .doesNotContain("writing");
        }
    }

    @Test
    void theFramesOfARangeAreThoseWhoseTimeIsInIt() {
        try (ValkkaSingleFS fs = Recorded.sample("audio")) {
            TimeRange range = new TimeRange(Recorded.T0 + 4_000, Recorded.T0 + 9_500);
            List<RecordedFrame> expected = frames(fs, range);

            Table table = Tables.frames(fs, range);

            assertThat(table.rowCount()).isEqualTo(expected.size()).isGreaterThan(200);
            for (int row = 0; row < expected.size(); row++) {
                RecordedFrame frame = expected.get(row);
                assertThat(List.of(
                                table.instantColumn("time").get(row),
                                table.longColumn("ms").get(row),
                                table.longColumn("id").get(row),
                                table.intColumn("subsession").get(row),
                                table.stringColumn("codec").get(row),
                                table.intColumn("size").get(row),
                                table.booleanColumn("key").get(row),
                                table.intColumn("block").get(row),
                                table.longColumn("offset").get(row)))
                        .containsExactly(
                                frame.frame().timestamp(),
                                frame.frame().mstimestamp(),
                                frame.id(),
                                frame.frame().subsession(),
                                frame.frame().codec().label(),
                                frame.frame().size(),
                                frame.frame().isSeekable(),
                                frame.block(),
                                frame.offset());
            }
            assertThat(table.stringColumn("type").unique().asList())
                    .containsExactlyInAnyOrder("SPS", "PPS", "IDR", "slice", "audio");
        }
    }

    @Test
    void theSecondsSumUpTheFrames() {
        try (ValkkaSingleFS fs = Recorded.sample("gap-and-wrap")) {
            Map<Long, Long> bytes = new TreeMap<>(everyFrame(fs).stream()
                    .collect(Collectors.groupingBy(
                            frame -> frame.frame().mstimestamp() / 1000,
                            Collectors.summingLong(frame -> frame.frame().size()))));
            Map<Long, Long> pictures = new TreeMap<>(everyFrame(fs).stream()
                    .map(frame -> frame.frame().mstimestamp())
                    .distinct()
                    .collect(Collectors.groupingBy(time -> time / 1000, Collectors.counting())));

            Table table = Tables.perSecond(fs);

            assertThat(table.instantColumn("time").asList().stream().map(Instant::getEpochSecond))
                    .containsExactlyElementsOf(bytes.keySet());
            assertThat(table.longColumn("bytes").asList()).containsExactlyElementsOf(bytes.values());
            assertThat(table.intColumn("pictures").asList().stream().map(Integer::longValue))
                    .containsExactlyElementsOf(pictures.values());
            assertThat(table.doubleColumn("kbit/s").get(5))
                    .isEqualTo(table.longColumn("bytes").get(5) / 125.0);
            assertThat(table.intColumn("longest interval").max()).isEqualTo(860_040);
        }
    }

    @Test
    void theGroupsOfPicturesBeginAtKeyFrames() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 32 * KiB, 8)) {
            record(fs, Recorded.T0, 60);

            Table table = Tables.perGop(fs);

            assertThat(table.intColumn("pictures").asList()).containsExactly(25, 25, 10);
            assertThat(table.longColumn("bytes").asList()).containsExactly(5_628L, 5_628L, 2_628L);
            assertThat(table.longColumn("key bytes").asList()).containsOnly(828L);
            assertThat(table.longColumn("inter bytes").asList()).containsOnly(200L);
            assertThat(table.doubleColumn("kbit/s").get(0)).isEqualTo(5_628 * 8 / 1000.0);
            assertThat(table.doubleColumn("kbit/s").isMissing(2))
                    .as("nothing says when it ends")
                    .isTrue();
        }
    }

    @Test
    void twoStreamsAreToldApart() {
        try (ValkkaMultiFS fs = ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"))) {
            Table seconds = Tables.perSecond(fs);

            for (long id : List.of(1001L, 1002L)) {
                Table ofOne = seconds.where(seconds.longColumn("id").isEqualTo((double) id));
                assertThat((long) ofOne.longColumn("bytes").sum())
                        .isEqualTo(everyFrame(fs).stream()
                                .filter(frame -> frame.id() == id)
                                .mapToLong(frame -> frame.frame().size())
                                .sum());
                assertThat(ofOne.intColumn("pictures").sum()).isEqualTo(700);
                assertThat(ofOne.intColumn("key frames").sum()).isEqualTo(28);
            }
        }
    }

    @Test
    void numbersPrintAlikeInEachLanguage() {
        Locale before = Locale.getDefault();
        try (ValkkaSingleFS fs = Recorded.sample("gap-and-wrap")) {
            Locale.setDefault(Locale.ENGLISH);
            String english = printed(fs);
            for (String language : List.of("de-DE", "ar-EG", "fa-IR", "fr-CH")) {
                Locale.setDefault(Locale.forLanguageTag(language));
                assertThat(printed(fs)).as(language).isEqualTo(english);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String printed(ValkkaSingleFS fs) {
        return Tables.blocks(fs).print()
                + Tables.frames(fs).print()
                + Tables.perSecond(fs).print()
                + Tables.perGop(fs).print();
    }

    @Test
    void anEmptyRecordingHasItsColumnsAndNoRows() {
        try (ValkkaSingleFS fs = Recorded.empty(temp.resolve("fs"), 16 * KiB, 5)) {
            assertThat(Tables.blocks(fs).stringColumn("state").asList())
                    .hasSize(5)
                    .containsOnly("empty");
            for (Table table : List.of(Tables.frames(fs), Tables.perSecond(fs), Tables.perGop(fs))) {
                assertThat(table.rowCount()).as(table.name()).isZero();
                assertThat(table.columnCount()).isGreaterThan(7);
                assertThat(table.print()).contains("time");
            }
        }
    }

    private static void record(ValkkaSingleFS fs, long from, int pictures) {
        try (ValkkaFSWriterThread writer = Recorded.writer(fs)) {
            Recorded.pictures(writer, from, pictures, 200);
        }
    }

    private static List<RecordedFrame> frames(ValkkaFS fs, TimeRange range) {
        try (Stream<RecordedFrame> frames = fs.frames(range)) {
            return frames.filter(frame -> range.contains(frame.frame().mstimestamp()))
                    .toList();
        }
    }

    private static List<RecordedFrame> everyFrame(ValkkaFS fs) {
        return IntStream.range(0, fs.getPars().nBlocks())
                .boxed()
                .flatMap(block -> fs.readBlock(block).stream())
                .toList();
    }
}
