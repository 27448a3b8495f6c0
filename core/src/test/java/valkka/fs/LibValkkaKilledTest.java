package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * What libValkka leaves when it is killed: it writes whole pages, so the block ends at the end of a page, in the middle of a
 * record, with zeros behind that in the first lap and records of the lap before in the later ones.
 */
class LibValkkaKilledTest {
    private static final int BLOCKSIZE = 64 * 1024;
    private static final int BLOCKS = 4;
    private static final int PAGE = RecordFormat.GRAIN;
    private static final int MOST_OF_A_PAGE = 4040 - 36;
    private static final long TIME = 1_700_000_000_000L;
    private static final List<Long> IDS = List.of(77L, 925_412L, 0x0102_0304_0506_0708L);

    @TempDir(factory = InMemory.class)
    Path temp;

    private final Random random = new Random(1);

    /** A record as it was written. */
    private record Written(long id, BasicFrame frame) {}

    /** Which kind of recording, what is recorded, under which id, and how many bytes of the last header are on the page. */
    record Cut(boolean multi, Codec codec, long id, int headerBytes) {}

    static Stream<Cut> cuts() {
        return Stream.of(false, true)
                .flatMap(multi -> Stream.of(Codec.H264, Codec.H265, Codec.AAC, Codec.PCMU)
                        .flatMap(codec -> IDS.stream()
                                .flatMap(id -> IntStream.range(1, RecordFormat.HEADER_LENGTH)
                                        .mapToObj(bytes -> new Cut(multi, codec, id, bytes)))));
    }

    @Test
    void aFrameThatNeverWasIsNotReturnedAndIsNamedByTheCheck() throws IOException {
        Path copy = Golden.copyResource("libvalkka/phantom-h264", temp.resolve("sealed"));
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(copy)) {
            assertThat(fs.readBlock(0)).hasSize(1);
            assertThat(fs.readBlock(1)).hasSize(1);
            assertThat(fs.frameIndex(fs.getTimeRange()).size()).isEqualTo(2);
            assertThat(new ValkkaFSTool(fs).check().findings())
                    .anyMatch(finding -> finding.invariant().equals("B5") && finding.block() == 0);
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            tool.repair();
            assertThat(fs.block(0).last())
                    .as("the frame's time, not the phantom's")
                    .isEqualTo(TIME);
        }
    }

    @Test
    void norIsItSealedByTheNextWriter() throws IOException {
        Path copy = Golden.copyResource("libvalkka/phantom-h264", temp.resolve("killed"));
        byte[] dump = Files.readAllBytes(copy.resolve("dumpfile"));
        Files.write(copy.resolve("dumpfile"), withBlock(dump, 1, new byte[dump.length / 10]));
        Files.write(copy.resolve("blockfile"), new byte[160]);
        String json = Files.readString(copy.resolve("valkkafs.json"));
        Files.writeString(copy.resolve("valkkafs.json"), json.replace("_block\": 2", "_block\": 0"));
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(copy)) {
            assertThat(new ValkkaFSTool(fs).check().notes()).anyMatch(note -> note.block() == 0);
            assertThat(fs.readBlock(0)).hasSize(1);
            writeOneFrame(fs);
            assertThat(fs.readBlock(0)).hasSize(1);
            assertThat(fs.block(0).last()).isEqualTo(TIME);
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void inTheFirstLapAllWholeFramesAreReturnedAndNothingElse(Cut cut) throws IOException {
        List<Written> written = records(cut, 0);
        byte[] dump = new byte[BLOCKS * BLOCKSIZE];
        Path directory = killed(dump, bytes(written), new TableRow[BLOCKS], 0);
        verify(cut, directory, 0, written, written.size() - 1);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void overEqualFramesOfTheLapBeforeNothingIsSpliced(Cut cut) throws IOException {
        List<Written> written = records(cut, 1_000_000);
        byte[] dump = lapBefore(records(cut, 0));
        Path directory = killed(dump, bytes(written), rowsOfTwoLaps(), 1);
        verify(cut, directory, 1, written, written.size() - 2);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void overOtherFramesOfTheLapBeforeNothingIsSpliced(Cut cut) throws IOException {
        List<Written> old = new ArrayList<>();
        for (int i = 0, used = 0; used < BLOCKSIZE - 2100; i++) {
            Written record = record(cut.codec, cut.id, TIME + 40L * i, 1000 + random.nextInt(1000));
            old.add(record);
            used += (int) RecordFormat.recordLength(record.frame);
        }
        List<Written> written = records(cut, 1_000_000);
        Path directory = killed(lapBefore(old), bytes(written), rowsOfTwoLaps(), 1);
        verify(cut, directory, 1, written, written.size() - 2);
    }

    @Test
    void aFirstRecordThatIsNotWholeIsNotReturned() throws IOException {
        for (int lap = 0; lap < 2; lap++) {
            List<Written> written = List.of(record(Codec.H264, 77, TIME + 1_000_000, 6000));
            List<Written> old = IntStream.range(0, 10)
                    .mapToObj(i -> record(Codec.H264, 77, TIME + 40L * i, 6000))
                    .toList();
            byte[] dump = lap == 0 ? new byte[BLOCKS * BLOCKSIZE] : lapBefore(old);
            TableRow[] rows = lap == 0 ? new TableRow[BLOCKS] : rowsOfTwoLaps();
            Path directory = killed(dump, bytes(written), rows, lap);
            verify(new Cut(false, Codec.H264, 77, 1), directory, lap, written, 0);
        }
    }

    @Test
    void aStreamThatTheBlockBeforeLacksIsReturnedWhereEverythingElseAboutItIsSound() throws IOException {
        Cut cut = new Cut(true, Codec.H264, 925_412, 20);
        List<Written> written = new ArrayList<>(records(cut, 1_000_000));
        for (int i = 0; i < 13; i++) {
            written.add(record(Codec.H264, 925_413 + i % 2, TIME + 1_000_160 + i, 700));
        }
        Path directory = killed(lapBefore(records(cut, 0)), bytes(written), rowsOfTwoLaps(), 1);
        int whole = 0;
        for (int used = 0; used <= (bytes(written).length & -PAGE); whole++) {
            used += (int) RecordFormat.recordLength(written.get(whole).frame);
        }
        verify(cut, directory, 1, written, whole - 2);
    }

    /** Records of a page each but for the last ones: of that the header begins {@code headerBytes} before a page's end. */
    private List<Written> records(Cut cut, long later) {
        List<Written> records = new ArrayList<>();
        int used = 0;
        for (int i = 0; i < 3; i++) {
            records.add(record(cut.codec, cut.id, TIME + later + 40L * i, MOST_OF_A_PAGE - 100 * i));
            used += (int) RecordFormat.recordLength(records.get(i).frame);
        }
        int end = RecordFormat.roundUpToGrain(used) + PAGE - cut.headerBytes;
        records.add(record(cut.codec, cut.id, TIME + later + 120, end - used - RecordFormat.HEADER_LENGTH));
        records.add(record(cut.codec, cut.id, TIME + later + 160, 900));
        return records;
    }

    private Written record(Codec codec, long id, long time, int size) {
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        for (int i = 0; i < size; i++) {
            payload[i] |= 4;
        }
        if (codec.equals(Codec.H264) || codec.equals(Codec.H265)) {
            payload[0] = payload[1] = payload[2] = 0;
            payload[3] = 1;
            payload[4] = (byte) (codec.equals(Codec.H264) ? 0x67 : 0x40);
        }
        return new Written(id, BasicFrame.of(0, 0, time, codec, payload));
    }

    private static byte[] bytes(List<Written> records) {
        ByteBuffer bytes = ByteBuffer.allocate(BLOCKSIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (Written record : records) {
            RecordFormat.putHeader(bytes, record.id, record.frame);
            bytes.put(record.frame.payload());
        }
        byte[] used = new byte[bytes.flip().remaining()];
        bytes.get(used);
        return used;
    }

    /** A ring whose block 1 holds these, of the lap before, up to an end mark: the rest of the block repeats the last one. */
    private byte[] lapBefore(List<Written> records) {
        List<Written> all = new ArrayList<>(records);
        int used = bytes(records).length;
        for (int i = 1; used + 1100 < BLOCKSIZE; i++) {
            Written last = records.get(records.size() - 1);
            Written more = record(last.frame.codec(), last.id, last.frame.mstimestamp() + 40L * i, 900);
            all.add(more);
            used += (int) RecordFormat.recordLength(more.frame);
        }
        return withBlock(new byte[BLOCKS * BLOCKSIZE], 1, bytes(all));
    }

    /** Block 0 closed in this lap, 1 being written, 2 and 3 of the lap before. */
    private static TableRow[] rowsOfTwoLaps() {
        return new TableRow[] {
            new TableRow(TIME + 900_000, TIME + 999_000),
            TableRow.UNUSED,
            new TableRow(TIME + 100_000, TIME + 200_000),
            new TableRow(TIME + 200_001, TIME + 300_000),
        };
    }

    /** The recording when the writer of these bytes was killed behind the last whole page of them. */
    private Path killed(byte[] dump, byte[] written, TableRow[] rows, int block) throws IOException {
        int whole = written.length & -PAGE;
        System.arraycopy(new byte[PAGE], 0, dump, block * BLOCKSIZE, PAGE);
        System.arraycopy(written, 0, dump, block * BLOCKSIZE, whole);
        Path directory = temp.resolve("killed" + block);
        Files.createDirectories(directory);
        Files.write(directory.resolve("dumpfile"), dump);
        ByteBuffer table = ByteBuffer.allocate(BLOCKS * TableRow.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        for (TableRow row : rows) {
            (row == null ? TableRow.UNUSED : row).put(table);
        }
        Files.write(directory.resolve("blockfile"), table.array());
        Files.writeString(
                directory.resolve("valkkafs.json"),
                "{\"dumpfile\": \"dumpfile\", \"partition_uuid\": null, \"blockfile\": \"blockfile\", \"blocksize\": "
                        + BLOCKSIZE + ", \"n_blocks\": " + BLOCKS + ", \"current_block\": " + block + "}");
        return directory;
    }

    private static void verify(Cut cut, Path directory, int block, List<Written> written, int atLeast)
            throws IOException {
        try (ValkkaFS fs =
                cut.multi ? ValkkaMultiFS.loadFromDirectory(directory) : ValkkaSingleFS.loadFromDirectory(directory)) {
            List<RecordedFrame> found = fs.readBlock(block);
            assertWereWritten(found, written);
            assertThat(found).hasSizeGreaterThanOrEqualTo(atLeast).hasSizeLessThan(written.size());
            writeOneFrame(fs);
            if (!found.isEmpty()) {
                assertThat(fs.readBlock(block)).hasSameSizeAs(found);
                assertThat(fs.block(block).last())
                        .isEqualTo(found.get(found.size() - 1).frame().mstimestamp());
            }
        }
    }

    private static void assertWereWritten(List<RecordedFrame> found, List<Written> written) {
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).id()).isEqualTo(written.get(i).id);
            assertThat(found.get(i).frame().mstimestamp())
                    .isEqualTo(written.get(i).frame.mstimestamp());
            assertThat(found.get(i).frame().payload())
                    .isEqualTo(written.get(i).frame.payload());
        }
    }

    private static byte[] withBlock(byte[] dump, int block, byte[] content) {
        System.arraycopy(content, 0, dump, block * BLOCKSIZE, content.length);
        return dump;
    }

    private static void writeOneFrame(ValkkaFS fs) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, 5);
            writer.start();
            writer.getBlockingFrameFilter()
                    .run(BasicFrame.of(1, 0, TIME + 2_000_000, Codec.H264, new byte[] {0, 0, 0, 1, 0x67, 9, 9}));
        }
    }
}
