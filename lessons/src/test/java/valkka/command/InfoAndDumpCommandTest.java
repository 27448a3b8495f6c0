package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Recordings of ten pictures a second, written as a camera would have sent them at noon, summer time. */
class InfoAndDumpCommandTest {
    private static final long NOON = Instant.parse("2026-07-01T09:00:00Z").toEpochMilli();
    private static final byte[] SPS = {0, 0, 0, 1, 103, 100, 0, 31};

    @TempDir
    Path temp;

    private final TestConsole console =
            new TestConsole().at(InstantSource.fixed(Instant.ofEpochMilli(NOON).plusSeconds(3600)));

    @Test
    void itSaysWhatTheRecordingIs() throws Exception {
        record(temp.resolve("a"), 64 * Bytes.KiB, 10, NOON, NOON + 10_000);

        assertThat(console.run("info", temp.resolve("a").toString())).isZero();

        assertThat(console.err()).isEmpty();
        assertThat(console.out()).isEqualTo("""
                %s
                  ring        20 blocks of 64 KiB, 1.3 MiB
                  in use      2 blocks (11 %%), the newest is block 1
                  recorded    2026-07-01 12:00:00 to 12:00:09 EEST
                              9.9 s from first to last, the last 59 min 50 s ago
                  streams     id 925412: H264, 10.0 fps
                              81 kbit/s, a key frame every 1.0 s
                  reaches     2 min 3 s back at this bit rate, when full
                  gaps        none over 2 s
                """.formatted(temp.resolve("a")));
    }

    @Test
    void gapsAreNamedWithinBlocksAndBetweenThem() throws Exception {
        Path directory = temp.resolve("gaps");
        record(directory, 64 * Bytes.KiB, 10, NOON, NOON + 5_000, NOON + 20_000, NOON + 24_000);
        resume(directory, NOON + 90_000, NOON + 92_000);

        assertThat(console.run("info", directory.toString())).isZero();

        assertThat(console.out())
                .containsPattern("gaps +2026-07-01 12:00:04 to 12:00:20 EEST \\(15 s\\)")
                .containsPattern("\n +2026-07-01 12:00:23 to 12:01:30 EEST \\(1 min 6 s\\)\n")
                .contains("10.0 fps");
    }

    @Test
    void silencesThatAreTooShortForAGapAreHolesOfTheirStream() throws Exception {
        Path directory = temp.resolve("holes");
        record(
                directory,
                64 * Bytes.KiB,
                10,
                NOON,
                NOON + 5_000,
                NOON + 5_500,
                NOON + 8_000,
                NOON + 9_000,
                NOON + 9_500);

        assertThat(console.run("info", directory.toString())).isZero();

        assertThat(console.out())
                .containsPattern(
                        "a key frame every .*\n +2 holes, 1.7 s in all, the longest 1.1 s: pictures may be missing there\n")
                .contains("none over 2 s");
    }

    @Test
    void twoMissingPicturesAreNoHoleAndThreeAreOne() throws Exception {
        record(temp.resolve("two"), 64 * Bytes.KiB, 10, NOON, NOON + 5_000, NOON + 5_200, NOON + 8_000);
        record(temp.resolve("three"), 64 * Bytes.KiB, 10, NOON, NOON + 5_000, NOON + 5_300, NOON + 8_000);

        assertThat(console.run("info", temp.resolve("two").toString())).isZero();
        assertThat(console.out()).doesNotContain("hole");
        assertThat(console.run("info", temp.resolve("three").toString())).isZero();
        assertThat(console.out()).contains("a hole of 0.4 s: pictures may be missing there");
    }

    @Test
    void aLongRingIsNotReadWholeAndItsOldGapsAreFoundAllTheSame() throws Exception {
        Path directory = temp.resolve("long");
        record(directory, 4 * Bytes.KiB, 200, 10, NOON, NOON + 10_000, NOON + 20_000, NOON + 60_000);
        assertThat(console.run("info", directory.toString())).isZero();

        assertThat(console.out())
                .contains("(as in the newest 64 blocks)")
                .containsPattern("recorded +2026-07-01 12:00:00 to 12:00:59 EEST")
                .containsPattern("gaps +2026-07-01 12:00:09 to 12:00:20 EEST \\(10 s\\)\n$");
    }

    @Test
    void underOneKeyFrameABlockIsAdvice() throws Exception {
        record(temp.resolve("long gop"), 16 * Bytes.KiB, 100, NOON, NOON + 20_000);

        assertThat(console.run("info", temp.resolve("long gop").toString())).isZero();

        assertThat(console.out()).contains("! Under one key frame a block: ");
        assertThat(console.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void soundIsAStreamOfItsOwn() throws Exception {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("sound"))
                        .blockSize(64 * Bytes.KiB)
                        .blocks(20)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, 7);
            writer.start();
            for (long time = NOON; time <= NOON + 4_000; time += 100) {
                writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, time, Codec.H264, SPS));
                writer.getBlockingFrameFilter().run(BasicFrame.of(1, 1, time, Codec.PCMA, new byte[800]));
            }
        }

        assertThat(console.run("info", temp.resolve("sound").toString())).isZero();
        assertThat(console.out())
                .contains("id 7: H264, 10.0 fps")
                .containsPattern("\n +id 7: PCMA\n +64 kbit/s\n")
                .doesNotContain("!");
    }

    @Test
    void theNewestBlockIsTheOneWrittenLastThoughTheClockWasSetBack() throws Exception {
        Path directory = temp.resolve("set back");
        record(directory, 16 * Bytes.KiB, 10, NOON + 3_600_000, NOON + 3_605_000);
        resume(directory, NOON, NOON + 1_000);

        assertThat(console.run("info", directory.toString())).isZero();

        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            int newest = fs.getInd(new TimeRange(NOON, NOON)).get(0);
            assertThat(fs.getBlockTable().last(newest)).isEqualTo(NOON + 900);
            assertThat(console.out()).contains("the newest is block " + newest);
        }
    }

    @Test
    void aPictureEveryTenSecondsIsNoGap() throws Exception {
        Path directory = temp.resolve("slow");
        long[] fromTo =
                LongStream.range(0, 40).map(i -> NOON + i / 2 * 10_000 + i % 2).toArray();
        record(directory, 64 * Bytes.KiB, 1, fromTo);

        assertThat(console.run("info", directory.toString())).isZero();

        assertThat(console.out()).contains("id 925412: H264, 0.1 fps").containsPattern("gaps +none");
    }

    @Test
    void anEmptyRecordingIsSaidToBeOne() throws Exception {
        record(temp.resolve("empty"), 64 * Bytes.KiB, 10);

        assertThat(console.run("info", temp.resolve("empty").toString())).isZero();
        assertThat(console.out()).contains("nothing is recorded yet").hasLineCount(3);
    }

    @Test
    void theTableIsDumpedAndABlockAsInTheLesson() throws Exception {
        record(temp.resolve("a"), 64 * Bytes.KiB, 10, NOON, NOON + 10_000);
        String directory = temp.resolve("a").toString();

        assertThat(console.run("dump", directory)).isZero();
        assertThat(console.out())
                .startsWith("block            key           last   key as UTC time")
                .contains("" + NOON);

        TestConsole block = new TestConsole();
        assertThat(block.run("dump", directory, "1")).isZero();
        assertThat(block.out())
                .startsWith("----- Block number : 1 -----\n[925412] <BasicFrame: ")
                .contains("slice_type=7> *     0 0 0 1 103");
    }

    @Test
    void whatCannotBeReadIsOneLine() throws Exception {
        record(temp.resolve("a"), 64 * Bytes.KiB, 10);
        String directory = temp.resolve("a").toString();

        assertOneLine(1, "no recording", "info", temp.toString());
        assertOneLine(1, "no recording", "dump", temp.toString());
        assertOneLine(2, "there is no block 20", "dump", directory, "20");
        assertOneLine(2, "BLOCK: give the number of a block", "dump", directory, "x");
        assertOneLine(2, "give DIR, the directory of one recording", "info");
        assertOneLine(2, "give DIR, the directory of one recording", "dump");
    }

    private static void assertOneLine(int exit, String words, String... args) throws Exception {
        TestConsole fresh = new TestConsole();
        assertThat(fresh.run(args)).isEqualTo(exit);
        assertThat(fresh.out()).isEmpty();
        assertThat(fresh.err()).hasLineCount(1).startsWith("valkka: ").contains(words);
    }

    private static void record(Path directory, long blockSize, int gop, long... fromTo) {
        record(directory, blockSize, 20, gop, fromTo);
    }

    private static void record(Path directory, long blockSize, int blocks, int gop, long... fromTo) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(blockSize)
                .blocks(blocks)
                .create()) {
            write(fs, gop, fromTo);
        }
    }

    private static void resume(Path directory, long... fromTo) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            write(fs, 10, fromTo);
        }
    }

    /** Pictures of a kilobyte. */
    private static void write(ValkkaSingleFS fs, int gop, long... fromTo) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, 925412);
            writer.start();
            FrameFilter input = writer.getBlockingFrameFilter();
            for (int i = 0; i < fromTo.length; i += 2) {
                int number = 0;
                for (long time = fromTo[i]; time < fromTo[i + 1]; time += 100) {
                    boolean key = number++ % gop == 0;
                    if (key) {
                        input.run(BasicFrame.of(1, 0, time, Codec.H264, SPS));
                    }
                    byte[] slice = new byte[1000];
                    slice[3] = 1;
                    slice[4] = (byte) (key ? 0x65 : 0x41);
                    input.run(BasicFrame.of(1, 0, time, Codec.H264, slice));
                }
            }
        }
    }
}
