package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.fs.RamRing.Spec;

/** One block is read while a writer, which comes between any two reads of the files, changes it. */
class BlockReaderTest {
    private static final int BLOCKSIZE = RamRing.BLOCKSIZE;
    private static final int BLOCKS = RamRing.BLOCKS;
    /** The header of the frame behind a frame of this size is not read with the first header. */
    private static final int LARGE = 270_000;

    /** A read of the block takes fewer bytes than that, and a second read of its frames more. */
    private static final long ONCE = BLOCKSIZE * 3 / 2;

    private static final long TIME = 1_700_000_000_000L;
    /** Where the frames of an open block had other sizes, the second old frame is nowhere any more. */
    private static final String NONE = "";

    private static final TableRow ROW = new TableRow(TIME, TIME + 2);
    private static final TableRow OTHER_ROW = new TableRow(TIME, TIME + 1);

    private static final List<Spec> FRAMES = List.of(
            new Spec(7, 0, TIME, MediaType.VIDEO, Codec.H264, LARGE, 0x55),
            new Spec(7, 0, TIME + 1, MediaType.VIDEO, Codec.H264, 1000, 0x56),
            new Spec(7, 0, TIME + 2, MediaType.VIDEO, Codec.H264, 120_000, 0x57));

    /** What differs in the lap that comes. */
    private enum Change {
        ID(one -> new Spec(8, one.subsession(), one.time(), one.media(), one.codec(), one.size(), one.filler())),
        SUBSESSION(one -> new Spec(one.id(), 1, one.time(), one.media(), one.codec(), one.size(), one.filler())),
        TIME(one -> new Spec(
                one.id(), one.subsession(), one.time() + 9, one.media(), one.codec(), one.size(), one.filler())),
        MEDIA(one -> new Spec(
                one.id(), one.subsession(), one.time(), MediaType.AUDIO, one.codec(), one.size(), one.filler())),
        CODEC(one ->
                new Spec(one.id(), one.subsession(), one.time(), one.media(), Codec.H265, one.size(), one.filler())),
        SIZE(one -> new Spec(
                one.id(), one.subsession(), one.time(), one.media(), one.codec(), one.size() + 8, one.filler())),
        PAYLOAD(one -> new Spec(one.id(), one.subsession(), one.time(), one.media(), one.codec(), one.size(), 0x66));

        private final UnaryOperator<Spec> how;

        Change(UnaryOperator<Spec> how) {
            this.how = how;
        }
    }

    private final RamRing disk = new RamRing();
    private final FSPars pars = new FSPars(
            Path.of("/ram/dumpfile"),
            null,
            Path.of("/ram/blockfile"),
            BLOCKSIZE,
            BLOCKS,
            0,
            Path.of("/ram/valkkafs.json"));

    @BeforeEach
    void aRecordingOfThreeBlocks() {
        reset();
    }

    private void reset() {
        Arrays.fill(disk.dump, (byte) 0);
        disk.length = disk.dump.length;
        disk.put(1, FRAMES);
        for (int block = 0; block < BLOCKS; block++) {
            disk.setRow(block, ROW);
        }
        disk.modified = longAgo();
        disk.dumpReads = 0;
        disk.tableReads = 0;
        disk.bytes = 0;
        disk.beforeDumpRead = disk.beforeTableRead = (read) -> {};
    }

    /** Two bytes of a payload are never of two laps, and no header is of another lap than its neighbour. */
    @ParameterizedTest
    @EnumSource
    void aReaderGetsOneLapWheneverTheNextLapComes(Change change) throws IOException {
        List<Spec> next = FRAMES.stream().map(change.how).toList();
        for (boolean open : new boolean[] {false, true}) {
            for (boolean index : new boolean[] {false, true}) {
                reset();
                TableRow row = open ? TableRow.UNUSED : ROW;
                disk.setRow(1, row);
                String before = frames(index);
                disk.put(1, next);
                String after = frames(index);
                assertThat(frames(index)).hasSizeGreaterThan(100);
                boolean came = true;
                for (int at = 0; came; at++) {
                    reset();
                    disk.setRow(1, row);
                    disk.modified = at % 2 == 0 ? longAgo() : now();
                    int when = at;
                    disk.beforeDumpRead = read -> {
                        if (read == when) {
                            disk.put(1, next);
                            disk.modified = now();
                        }
                    };
                    assertThat(frames(index)).as("before read %d", at).isIn(before, after, NONE);
                    came = disk.dumpReads > at;
                }
            }
        }
    }

    /** The table may be quiet: the row went away long before the first byte of the block is written. */
    @ParameterizedTest
    @EnumSource(names = {"ID", "TIME", "SIZE"})
    void anOpenBlockThatIsBegunAnewAfterALongPauseIsOfOneLap(Change change) throws IOException {
        List<Spec> next = FRAMES.stream().map(change.how).toList();
        disk.setRow(1, TableRow.UNUSED);
        String before = frames(false);
        disk.put(1, next);
        String after = frames(false);
        boolean came = true;
        for (int at = 0; came; at++) {
            reset();
            disk.setRow(1, TableRow.UNUSED);
            int when = at;
            disk.beforeDumpRead = read -> {
                if (read == when) {
                    disk.put(1, next);
                }
            };
            assertThat(frames(false)).as("before read %d", at).isIn(before, after, NONE);
            came = disk.dumpReads > at;
        }
    }

    @Test
    void aBlockOfARecordingThatNobodyWritesIsReadOnce() throws IOException {
        assertThat(read().frames()).hasSize(3);
        assertThat(disk.bytes).isBetween((long) LARGE, ONCE);
        disk.bytes = 0;
        FrameIndex index = new FrameIndex();
        add(index);
        long once = disk.bytes;
        disk.bytes = 0;
        disk.modified = now();
        add(new FrameIndex());
        assertThat(disk.bytes).isGreaterThan(once);
        assertThat(index.size()).isEqualTo(3);
    }

    // ---- rows ----

    @Test
    void aBlockWhoseRowGoesAwayMeanwhileIsGone() throws IOException {
        disk.beforeDumpRead = read -> disk.setRow(1, TableRow.UNUSED);
        assertThat(read()).isEqualTo(BlockContent.gone(1));
        reset();
        disk.beforeTableRead = read -> disk.setRow(1, read % 2 == 0 ? ROW : OTHER_ROW);
        assertThat(read()).as("its row is another one each time").isEqualTo(BlockContent.gone(1));
        reset();
        disk.beforeTableRead = read -> disk.setRow(1, read % 2 == 0 ? ROW : OTHER_ROW);
        FrameIndex index = new FrameIndex();
        add(index);
        assertThat(index.size()).isZero();
        assertThat(index.gone()).containsExactly(1);
    }

    @Test
    void aRowThatIsWrittenAnewIsReadWithTheFramesThatItIsOf() throws IOException {
        List<Spec> next = FRAMES.subList(0, 2);
        disk.beforeDumpRead = read -> {
            if (read == 1) {
                disk.setRow(1, OTHER_ROW);
                disk.put(1, next);
            }
        };
        BlockContent content = read();
        assertThat(content.state()).isEqualTo(BlockContent.State.WRITTEN);
        assertThat(content.frames()).hasSize(2);
    }

    @Test
    void anOpenBlockStaysWhenItIsClosedMeanwhileAndIsGoneWhenTheBlockBeforeItIs() throws IOException {
        disk.setRow(1, TableRow.UNUSED);
        disk.beforeDumpRead = read -> disk.setRow(1, ROW);
        assertThat(read().frames()).hasSize(3);
        reset();
        disk.setRow(1, TableRow.UNUSED);
        disk.beforeDumpRead = read -> disk.setRow(0, OTHER_ROW);
        assertThat(read()).isEqualTo(BlockContent.gone(1));
    }

    @Test
    void anEmptyBlockWithoutARowWasNeverWritten() throws IOException {
        disk.put(1, List.of());
        disk.setRow(1, TableRow.UNUSED);
        assertThat(read()).isEqualTo(new BlockContent(1, BlockContent.State.NEVER_WRITTEN, List.of(), 0, null));
        try (BlockReader reader = new BlockReader(disk, pars)) {
            assertThat(reader.row(1)).isEqualTo(TableRow.UNUSED);
            assertThat(reader.row(2)).isEqualTo(ROW);
            assertThat(reader.row(BLOCKS)).as("behind the end of the table").isEqualTo(TableRow.UNUSED);
            assertThat(reader.ring()).isEqualTo(pars.ring());
        }
    }

    // ---- files that end early ----

    @Test
    void aFileThatIsCutShortMeanwhileHasTheFramesInFrontOfTheCut() throws IOException {
        for (boolean index : new boolean[] {false, true}) {
            boolean came = true;
            for (int at = 0; came; at++) {
                reset();
                int when = at;
                disk.beforeDumpRead = read -> {
                    if (read == when) {
                        disk.length = BLOCKSIZE + 275_000;
                    }
                };
                List<String> found = List.of(frames(index).split("\n"));
                assertThat(found.size()).as("before read %d", at).isIn(2, 3);
                came = disk.dumpReads > at;
            }
        }
        assertThat(read().corruption()).isEqualTo("the file ends within the block");
    }

    // ---- visitors ----

    @Test
    void aVisitorSeesEachRecordOfAClosedBlock() throws IOException {
        Visits visits = new Visits();
        assertThat(visit(visits)).isTrue();
        assertThat(visits.headers)
                .containsExactly(
                        "7 0 " + TIME + " VIDEO H264 " + LARGE,
                        "7 0 " + (TIME + 1) + " VIDEO H264 1000",
                        "7 0 " + (TIME + 2) + " VIDEO H264 120000");
        assertThat(visits.bytes).isEqualTo(LARGE + 1000 + 120_000);
    }

    @Test
    void aVisitorIsToldOfABlockThatIsNotClosedOrNotWhole() throws IOException {
        disk.setRow(1, TableRow.UNUSED);
        Visits visits = new Visits();
        assertThat(visit(visits)).as("open").isFalse();
        assertThat(visits.headers).isEmpty();
        reset();
        disk.beforeDumpRead = read -> disk.setRow(1, TableRow.UNUSED);
        assertThat(visit(new Visits())).as("overwritten").isFalse();
        reset();
        disk.dump[2 * BLOCKSIZE - 1] = 1;
        assertThat(visit(new Visits())).as("its row was written early").isFalse();
        reset();
        disk.dumpBuffer().putLong(BLOCKSIZE + RecordFormat.LENGTH, BLOCKSIZE);
        assertThat(visit(new Visits())).as("corrupt").isFalse();
        reset();
        disk.beforeDumpRead = read -> disk.length = read == 1 ? BLOCKSIZE + 275_000 : disk.length;
        assertThat(visit(new Visits())).as("cut short").isFalse();
    }

    @Test
    void aScanTellsHowABlockEnds() throws IOException {
        int end = FRAMES.stream()
                .mapToInt(one -> RecordFormat.HEADER_LENGTH + one.size())
                .sum();
        assertThat(scan()).isEqualTo(new BlockReader.End(3, end, null, false, true));
        disk.dump[2 * BLOCKSIZE - 1] = 1;
        assertThat(scan()).isEqualTo(new BlockReader.End(3, end, null, false, false));
        reset();
        int last = end - 120_000 - RecordFormat.HEADER_LENGTH;
        disk.dumpBuffer().putLong(BLOCKSIZE + last + RecordFormat.TIMESTAMP, -1);
        assertThat(scan()).isEqualTo(new BlockReader.End(2, last, "the timestamp is -1", false, false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, TIME})
    void theFirstTimeIsThatOfARecord(long time) throws IOException {
        try (BlockReader reader = new BlockReader(disk, pars)) {
            assertThat(reader.firstTime(0)).isZero();
            disk.dumpBuffer().putLong(RecordFormat.TIMESTAMP, time);
            assertThat(reader.firstTime(0)).as("an end mark").isZero();
            disk.dumpBuffer().putLong(RecordFormat.ID, 7);
            assertThat(reader.firstTime(0)).isEqualTo(time);
            disk.dumpBuffer().putLong(RecordFormat.TIMESTAMP, -time);
            assertThat(reader.firstTime(0)).isZero();
            disk.length = 20;
            assertThat(reader.firstTime(0)).as("the file ends").isZero();
        }
    }

    // ---- open blocks ----

    /** A stream that no block has seen, in front of garbage, is believed when the block before knows it. */
    @Test
    void aStreamOfTheBlockBeforeIsKnown() throws IOException {
        Spec odd = new Spec(9, 77, TIME + 1, MediaType.VIDEO, Codec.H264, 1000, 0x58);
        List<Spec> frames = List.of(FRAMES.get(0), odd, FRAMES.get(2));
        disk.setRow(1, TableRow.UNUSED);
        disk.put(1, frames);
        int end = frames.stream()
                .mapToInt(one -> RecordFormat.HEADER_LENGTH + one.size())
                .sum();
        disk.dumpBuffer().putLong(BLOCKSIZE + end, -1).putLong(BLOCKSIZE + end + 20, -1);
        assertThat(read().frames()).as("nobody knows its stream").hasSize(0);
        disk.put(0, List.of(odd));
        assertThat(read().frames()).hasSize(2);
        assertThat(read().corruption()).isNotNull();
    }

    @Test
    void framesWithoutATimeOrWithHalfAPayloadEndAnOpenBlock() throws IOException {
        disk.setRow(1, TableRow.UNUSED);
        int second = BLOCKSIZE + RecordFormat.HEADER_LENGTH + LARGE;
        disk.dumpBuffer().putLong(second + RecordFormat.TIMESTAMP, 0);
        BlockContent content = read();
        assertThat(content.frames()).hasSize(1);
        assertThat(content.end()).isEqualTo(second - BLOCKSIZE);
        assertThat(content.corruption()).isEqualTo("the frame here is not whole");
        reset();
        disk.setRow(1, TableRow.UNUSED);
        disk.dumpBuffer().putLong(BLOCKSIZE + RecordFormat.TIMESTAMP, 0);
        assertThat(read().state()).isEqualTo(BlockContent.State.NEVER_WRITTEN);
    }

    // ---- files ----

    @Test
    void bothFilesAreClosedWhateverFails() throws IOException {
        BlockReader reader = new BlockReader(disk, pars);
        assertThat(disk.opened).isEqualTo(2);
        disk.closesFail = true;
        assertThatThrownBy(reader::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("close");
        assertThat(disk.opened).isZero();
        disk.closesFail = false;
        disk.missing = "blockfile";
        assertThatThrownBy(() -> new BlockReader(disk, pars))
                .isInstanceOf(IOException.class)
                .hasMessage("blockfile");
        assertThat(disk.opened).as("the dumpfile is closed again").isZero();
    }

    @Test
    void aReaderWithFilesOfOthersReadsThemOnce() throws IOException {
        try (BlockReader reader =
                new BlockReader(pars, disk.openForReading(pars.dumpfile()), disk.openForReading(pars.blockfile()))) {
            assertThat(reader.read(1).frames()).hasSize(3);
        }
        assertThat(disk.bytes).isLessThan(ONCE);
        assertThat(disk.opened).isZero();
    }

    // ---- the files, in memory ----

    private BlockContent read() throws IOException {
        try (BlockReader reader = new BlockReader(disk, pars)) {
            return reader.read(1);
        }
    }

    private void add(FrameIndex index) throws IOException {
        try (BlockReader reader = new BlockReader(disk, pars)) {
            reader.addTo(index, 1);
        }
    }

    private boolean visit(Visits visits) throws IOException {
        try (BlockReader reader = new BlockReader(disk, pars)) {
            return reader.visit(1, visits);
        }
    }

    private BlockReader.End scan() throws IOException {
        try (BlockReader reader = new BlockReader(disk, pars)) {
            return reader.scan(new FrameIndex(), 1);
        }
    }

    /** Returns a line for each frame of block 1, by its whole content or by its headers. */
    private String frames(boolean index) throws IOException {
        if (index) {
            FrameIndex found = new FrameIndex();
            add(found);
            return found.rows().map(Object::toString).collect(Collectors.joining("\n"));
        }
        return read().frames().stream().map(BlockReaderTest::text).collect(Collectors.joining("\n"));
    }

    private static String text(RecordedFrame recorded) {
        BasicFrame frame = recorded.frame();
        return recorded.offset() + " " + recorded.id() + " " + frame.subsession() + " " + frame.mstimestamp() + " "
                + frame.mediaType() + " " + frame.codec() + " " + frame.size() + " "
                + frame.payload().hashCode();
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    }

    private static long longAgo() {
        return now() - TimeUnit.MINUTES.toNanos(1);
    }

    private static final class Visits implements RecordVisitor {
        private final List<String> headers = new ArrayList<>();
        private int bytes;

        @Override
        public void header(long id, int subsession, long mstimestamp, MediaType media, Codec codec, int length) {
            headers.add(id + " " + subsession + " " + mstimestamp + " " + media + " " + codec + " " + length);
        }

        @Override
        public void payload(ByteBuffer some) {
            bytes += some.remaining();
        }
    }
}
