package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.disk.Disk;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * What is believed of an open block, whose end a crash may have left in any state (format.md,
 * "What a crash leaves").
 */
class OpenBlockTest {
    private static final int BLOCKSIZE = 16 * 1024;
    private static final long TIME = 1_700_000_000_000L;

    @TempDir
    Path temp;

    private final ByteBuffer block = ByteBuffer.allocate(BLOCKSIZE).order(ByteOrder.LITTLE_ENDIAN);

    @BeforeEach
    void aRecordingWithThreeWholeFramesOfTheIdSeven() {
        ValkkaSingleFS.newFromDirectory(temp)
                .blockSize(BLOCKSIZE)
                .blocks(4)
                .create()
                .close();
        put(7, 100);
        put(7, 200);
        put(7, 300);
    }

    @Test
    void framesInFrontOfAnEndMarkAreThere() throws IOException {
        assertThat(sizesAfterLoad()).containsExactly(100, 200, 300);
    }

    @Test
    void aFrameBehindWhichStandsGarbageIsNotThere() throws IOException {
        fillWithGarbageFrom(block.position());
        assertThat(sizesAfterLoad()).containsExactly(100, 200);
    }

    @Test
    void aFrameWhosePayloadContainsAStartCodeIsNotThereNorAnythingBehindIt() throws IOException {
        for (byte third = 0; third <= 2; third++) {
            int start = block.position();
            put(7, 50);
            block.put(start + 36 + 20, (byte) 0).put(start + 36 + 21, (byte) 0).put(start + 36 + 22, third);
            put(7, 60);
            assertThat(sizesAfterLoad()).containsExactly(100, 200, 300);
            block.position(start);
        }
    }

    @Test
    void aFrameWhosePayloadEndsInZeroIsNotThere() throws IOException {
        put(7, 50);
        block.put(block.position() - 1, (byte) 0);
        assertThat(sizesAfterLoad()).containsExactly(100, 200, 300);
    }

    @Test
    void aFrameWithoutAStartCodeIsNotThere() throws IOException {
        int start = block.position();
        put(7, 50);
        block.put(start + 36 + 3, (byte) 9);
        assertThat(sizesAfterLoad()).containsExactly(100, 200, 300);
    }

    @Test
    void aLengthBeyondTheBlockEndsItInFrontOfTheFrameThatItFollows() throws IOException {
        for (long length : new long[] {-1, 4_000_000_000L, 1_000_000_000_000L, BLOCKSIZE}) {
            int start = block.position();
            put(7, 50);
            block.putLong(start + RecordFormat.LENGTH, length);
            assertThat(sizesAfterLoad()).containsExactly(100, 200);
            block.position(start);
        }
    }

    @Test
    void aNewStreamIsThereWhenItsRecordsLeadToAnEndMark() throws IOException {
        put(8, 50);
        put(7, 60);
        assertThat(sizesAfterLoad()).containsExactly(100, 200, 300, 50, 60);
    }

    /** libValkka writes whole pages, and a kill between two leaves half of an id and old bytes. */
    @Test
    void aNewStreamWhoseIdStandsOnTwoPagesIsThereWhenTheJsonTellsThatJvalkkaWroteIt() throws IOException {
        for (int i = 0; i < 9; i++) {
            put(7, 300);
        }
        put(7, 324);
        assertThat(block.position()).isEqualTo(RecordFormat.GRAIN - 4);
        put(8, 50);
        put(7, 60);
        assertThat(sizesAfterLoad())
                .as("the json names the block, as libValkka's does")
                .hasSize(12);
        try (ResumePoint json = new ResumePoint(
                Disk.SYSTEM, ParameterFile.load(Disk.SYSTEM, temp), () -> 0, false, (error, first) -> {})) {
            json.begin(1);
        }
        assertThat(sizesAfterLoad()).hasSize(15).endsWith(324, 50, 60);
        fillWithGarbageFrom(block.position());
        assertThat(sizesAfterLoad()).as("nothing leads to an end mark").hasSize(12);
    }

    @Test
    void aNewStreamIsThereUpToGarbageWhenEverythingElseAboutItIsSound() throws IOException {
        put(8, 50);
        put(7, 60);
        fillWithGarbageFrom(block.position());
        assertThat(sizesAfterLoad()).containsExactly(100, 200, 300, 50);
    }

    @Test
    void aNewStreamIsNotThereWhenGarbageFollowsAndItsTimeIsAYearAway() throws IOException {
        int start = block.position();
        put(8, 50);
        block.putLong(start + RecordFormat.TIMESTAMP, TIME + 31_536_000_000L);
        put(7, 60);
        fillWithGarbageFrom(block.position());
        assertThat(sizesAfterLoad()).containsExactly(100, 200);
    }

    @Test
    void norWhenItsCodecIsNotKnown() throws IOException {
        int start = block.position();
        put(8, 50);
        block.putInt(start + RecordFormat.CODEC, 999_999);
        fillWithGarbageFrom(block.position());
        assertThat(sizesAfterLoad()).containsExactly(100, 200);
    }

    @Test
    void anotherCodecsPayloadMayBeAnything() throws IOException {
        RecordFormat.putHeader(block, 7, BasicFrame.of(0, 1, TIME, Codec.AAC, new byte[40]));
        block.put(new byte[40]);
        assertThat(sizesAfterLoad()).containsExactly(100, 200, 300, 40);
    }

    @Test
    void whatIsBehindTheLastGoodFrameIsGoneForGoodWhenTheNextWriterHasBegun() throws IOException {
        fillWithGarbageFrom(block.position());
        write();
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(temp);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, 7);
            writer.start();
            writer.getBlockingFrameFilter().run(frame(70, TIME + 1000).withSlot(1));
            writer.stop();
            assertThat(sizes(fs.readBlock(0))).containsExactly(100, 200);
            assertThat(sizes(fs.readBlock(1))).containsExactly(70);
            assertThat(fs.getBlockTable().rows()[0]).containsExactly(TIME, TIME + 136);
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
    }

    private List<Integer> sizesAfterLoad() throws IOException {
        write();
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(temp)) {
            List<Integer> sizes = sizes(fs.readBlock(0));
            // The index and a search tell of the same frames.
            assertThat(fs.frameIndex(fs.getTimeRange()).size()).isEqualTo(sizes.size());
            return sizes;
        }
    }

    private static List<Integer> sizes(List<RecordedFrame> frames) {
        return frames.stream().map(recorded -> recorded.frame().size()).toList();
    }

    private void write() throws IOException {
        try (FileChannel dump = FileChannel.open(temp.resolve("dumpfile"), StandardOpenOption.WRITE)) {
            dump.write(ByteBuffer.wrap(block.array()), 0);
        }
    }

    private void put(long id, int size) {
        BasicFrame frame = frame(size, TIME + block.position());
        RecordFormat.putHeader(block, id, frame);
        block.put(frame.payload());
    }

    /** An SPS of that size, as far as its first bytes tell. */
    private static BasicFrame frame(int size, long time) {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        for (int i = 0; i < size; i++) {
            payload[i] |= 4;
        }
        payload[0] = 0;
        payload[1] = 0;
        payload[2] = 0;
        payload[3] = 1;
        payload[4] = 0x67;
        return BasicFrame.of(0, 0, time, Codec.H264, payload);
    }

    private void fillWithGarbageFrom(int position) {
        Random random = new Random(position);
        for (int i = position; i < BLOCKSIZE; i++) {
            block.put(i, (byte) (1 + random.nextInt(255)));
        }
    }
}
