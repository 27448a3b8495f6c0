package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.testkit.TestFrames;

/** Each way in which the records of a block can end, and each byte of a record. */
class RecordCursorTest {
    private static final int BLOCK = 4 * RecordFormat.GRAIN;
    /** The block stands behind another one, whose bytes belong to no record. */
    private static final int START = RecordFormat.GRAIN;

    private static final long ID = 0x1122_3344_5566_7788L;

    private final ByteBuffer file = ByteBuffer.allocate(START + BLOCK + START).order(ByteOrder.LITTLE_ENDIAN);
    private final MemoryFile dump = new MemoryFile(file.array());
    private RecordCursor cursor = new RecordCursor(dump);

    RecordCursorTest() {
        Arrays.fill(file.array(), 0, START, (byte) 7);
        Arrays.fill(file.array(), START + BLOCK, file.capacity(), (byte) 7);
        file.position(START);
    }

    private void put(int size) {
        put(ID, 0, TestFrames.payload(file.position(), Math.max(TestFrames.SMALLEST, size)), size);
    }

    private void put(long id, int subsession, byte[] payload, int size) {
        RecordFormat.putHeader(file, id, BasicFrame.of(0, subsession, 1234, Codec.H264, Arrays.copyOf(payload, size)));
        file.put(payload, 0, size);
    }

    private int offset() {
        return file.position() - START;
    }

    /** Fills up with one record, so that the next one begins at this byte of the block. */
    private void fillTo(int offset) {
        put(offset - offset() - RecordFormat.HEADER_LENGTH);
    }

    private List<Integer> sizes() throws IOException {
        cursor.start(START, BLOCK);
        List<Integer> sizes = new ArrayList<>();
        while (cursor.next()) {
            sizes.add(cursor.payloadLength());
        }
        assertThat(cursor.next()).as("behind the end").isFalse();
        return sizes;
    }

    @Test
    void allFieldsOfARecordAreThere() throws IOException {
        put(50);
        put(-2, 3, new byte[] {0, 0, 0, 1, 0x67, 9}, 6);
        cursor.start(START, BLOCK);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.id()).isEqualTo(-2);
        assertThat(cursor.subsession()).isEqualTo(3);
        assertThat(cursor.mstimestamp()).isEqualTo(1234);
        assertThat(cursor.mediaType()).isEqualTo(MediaType.VIDEO.id());
        assertThat(cursor.codec()).isEqualTo(Codec.H264.id());
        assertThat(cursor.payloadLength()).isEqualTo(6);
        assertThat(cursor.nalUnitHeader()).isEqualTo((byte) 0x67);
        assertThat(cursor.isSeekable()).isTrue();
        assertThat(cursor.hasStartCode()).isTrue();
        assertThat(cursor.offset()).isEqualTo(86);
        byte[] head = new byte[8];
        assertThat(cursor.copyHead(head, 5)).isEqualTo(5);
        assertThat(head).containsExactly(0, 0, 0, 1, 0x67, 0, 0, 0);
        assertThat(cursor.copyHead(head, 8)).isEqualTo(6);
        assertThat(cursor.payload()).containsExactly(0, 0, 0, 1, 0x67, 9);
        assertThatThrownBy(cursor::payload)
                .as("the payload is read once")
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the cursor stands at no record");
    }

    @Test
    void aShortPayloadHasNoStartCodeAndNoNalUnit() throws IOException {
        put(ID, 0, new byte[] {0, 0, 0, 1}, 4);
        put(ID, 0, new byte[] {0, 0, 2, 1, 0x67}, 5);
        put(ID, 0, new byte[0], 0);
        cursor.start(START, BLOCK);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.hasStartCode()).isFalse();
        assertThat(cursor.nalUnitHeader()).isZero();
        assertThat(cursor.isSeekable()).isFalse();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.hasStartCode()).isFalse();
        assertThat(cursor.nalUnitHeader()).isEqualTo((byte) 0x67);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.payload()).isEmpty();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.corruption()).isNull();
    }

    @Test
    void anEmptyBlockAndABlockWithoutAByteToSpareEndSoundly() throws IOException {
        assertThat(sizes()).isEmpty();
        assertThat(cursor.corruption()).isNull();
        assertThat(cursor.offset()).isZero();
        assertThat(cursor.onlyZerosBehind()).isTrue();
        for (int left = 0; left <= RecordFormat.END_MARK_LENGTH; left++) {
            file.position(START);
            fillTo(BLOCK - left);
            assertThat(sizes()).hasSize(1);
            assertThat(cursor.corruption()).as("%d bytes left", left).isNull();
            assertThat(cursor.endsInCutHeader()).isFalse();
            assertThat(cursor.offset()).isEqualTo(BLOCK - left);
            Arrays.fill(file.array(), START, START + BLOCK, (byte) 0);
        }
    }

    @Test
    void aRecordThatHasNoRoomIsNone() throws IOException {
        fillTo(BLOCK - RecordFormat.HEADER_LENGTH);
        put(ID, 0, new byte[0], 0);
        assertThat(sizes()).hasSize(2);
        assertThat(cursor.corruption()).isNull();
        file.position(START);
        fillTo(BLOCK - RecordFormat.HEADER_LENGTH + 1);
        file.putLong(ID);
        assertThat(sizes()).hasSize(1);
        assertThat(cursor.corruption()).isEqualTo("no room is left for a record's header");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 4_000_000_000L, 1_000_000_000_000L, BLOCK - 86 - 36 + 1})
    void aLengthThatNamesBytesOutsideOfTheBlockIsCorrupt(long length) throws IOException {
        put(50);
        put(20);
        file.putLong(START + 86 + RecordFormat.LENGTH, length);
        assertThat(sizes()).containsExactly(50);
        assertThat(cursor.corruption())
                .isEqualTo("the payload length is " + Long.toUnsignedString(length) + ", more than the block holds");
        assertThat(cursor.offset()).isEqualTo(86);
    }

    @Test
    void aSubsessionOrATimeBelowZeroIsCorrupt() throws IOException {
        put(50);
        put(30);
        file.putInt(START + 86 + RecordFormat.SUBSESSION, -3);
        assertThat(sizes()).containsExactly(50);
        assertThat(cursor.corruption()).isEqualTo("the subsession is -3");
        file.putInt(START + 86 + RecordFormat.SUBSESSION, 0);
        file.putLong(START + 86 + RecordFormat.TIMESTAMP, -4);
        assertThat(sizes()).containsExactly(50);
        assertThat(cursor.corruption()).isEqualTo("the timestamp is -4");
        file.putLong(START + 86 + RecordFormat.TIMESTAMP, 0);
        assertThat(sizes()).containsExactly(50, 30);
    }

    /** Cuts the file at each byte of the second of two records. */
    @Test
    void aFileThatEndsWithinTheBlockEndsInFrontOfTheRecordThatItCuts() throws IOException {
        put(50);
        put(30);
        for (int end = 0; end <= 152 + 8; end++) {
            cursor = new RecordCursor(new MemoryFile(Arrays.copyOf(file.array(), START + end)));
            assertThat(sizes()).hasSize(end < 86 ? 0 : end < 152 ? 1 : 2);
            assertThat(cursor.corruption())
                    .as("cut at %d", end)
                    .isEqualTo(end < 160 ? "the file ends within the block" : null);
        }
        cursor = new RecordCursor(new MemoryFile(new byte[START - 1]));
        assertThat(sizes()).isEmpty();
        assertThat(cursor.corruption()).isEqualTo("the file ends within the block");
    }

    @Test
    void bytesBehindTheEndMarkAreSeen() throws IOException {
        put(50);
        assertThat(sizes()).hasSize(1);
        assertThat(cursor.onlyZerosBehind()).isTrue();
        file.put(START + BLOCK - 1, (byte) 1);
        assertThat(sizes()).hasSize(1);
        assertThat(cursor.onlyZerosBehind()).isFalse();
        file.put(START + BLOCK - 1, (byte) 0).put(START + 86 + 8, (byte) 1);
        assertThat(sizes()).hasSize(1);
        assertThat(cursor.onlyZerosBehind()).isFalse();
    }

    /** A header on two pages, of which the second is zero, as libValkka leaves it when it is killed. */
    @Test
    void aHeaderOfWhichThePageBehindIsZeroIsCut() throws IOException {
        for (int inFirst = 1; inFirst < RecordFormat.HEADER_LENGTH; inFirst++) {
            Arrays.fill(file.array(), START, START + BLOCK, (byte) 0);
            file.position(START);
            fillTo(RecordFormat.GRAIN - inFirst);
            put(60);
            Arrays.fill(file.array(), START + RecordFormat.GRAIN, START + BLOCK, (byte) 0);
            assertThat(sizes()).hasSize(1);
            assertThat(cursor.corruption()).isNull();
            assertThat(cursor.endsInCutHeader())
                    .as("%d bytes are there", inFirst)
                    .isTrue();
            assertThat(cursor.offset()).isEqualTo(RecordFormat.GRAIN - inFirst);
            file.put(START + BLOCK - 1, (byte) 1);
            sizes();
            assertThat(cursor.endsInCutHeader()).as("with a byte behind it").isFalse();
        }
    }

    @Test
    void aHeaderOnOnePageIsNotCut() throws IOException {
        fillTo(RecordFormat.GRAIN - RecordFormat.HEADER_LENGTH);
        put(ID, 0, new byte[8], 8);
        assertThat(sizes()).hasSize(2);
        assertThat(cursor.endsInCutHeader()).isFalse();
        assertThat(cursor.idMayBeTorn()).isFalse();
    }

    /** The next writer fills the block with zeros, and the power fails: half of an id is left in its sector. */
    @Test
    void anIdOfWhichTheSectorBehindIsZeroIsCut() throws IOException {
        for (int inFirst = 1; inFirst < Long.BYTES; inFirst++) {
            Arrays.fill(file.array(), START, START + BLOCK, (byte) 0);
            file.position(START);
            fillTo(3 * RecordFormat.SECTOR - inFirst);
            put(60);
            Arrays.fill(file.array(), START + 3 * RecordFormat.SECTOR, START + BLOCK, (byte) 0);
            assertThat(sizes()).hasSize(1);
            assertThat(cursor.endsInCutHeader()).isTrue();
        }
    }

    /** {@link RecordAppender} writes an id on two sectors in two parts. */
    @Test
    void aRecordThatIsBeingCommittedIsAnEndMark() throws IOException {
        fillTo(3 * RecordFormat.SECTOR - 3);
        put(60);
        int at = START + 3 * RecordFormat.SECTOR - 3;
        file.putInt(at + RecordFormat.SUBSESSION, RecordFormat.UNCOMMITTED);
        assertThat(sizes()).hasSize(1);
        assertThat(cursor.corruption()).isNull();
        file.putLong(at + RecordFormat.TIMESTAMP, 0);
        assertThat(sizes()).hasSize(1);
        assertThat(cursor.corruption()).as("a record without a time").isEqualTo("the subsession is -1");
        file.putLong(at + RecordFormat.TIMESTAMP, 1);
        int room = BLOCK - (at - START) - RecordFormat.HEADER_LENGTH - RecordFormat.END_MARK_LENGTH;
        for (long length : new long[] {-1, room + 1L}) {
            file.putLong(at + RecordFormat.LENGTH, length);
            sizes();
            assertThat(cursor.corruption()).isEqualTo("the subsession is -1");
        }
        file.putLong(at + RecordFormat.LENGTH, room);
        sizes();
        assertThat(cursor.corruption()).isNull();
    }

    @Test
    void anIdOnOneSectorIsCommittedAtOnce() throws IOException {
        put(50);
        put(30);
        file.putInt(START + 86 + RecordFormat.SUBSESSION, RecordFormat.UNCOMMITTED);
        assertThat(sizes()).hasSize(1);
        assertThat(cursor.corruption()).isEqualTo("the subsession is -1");
    }

    @Test
    void anIdMayBeTornWhereItStandsOnTwoPages() throws IOException {
        for (int inFirst = 0; inFirst < 10; inFirst++) {
            Arrays.fill(file.array(), START, START + BLOCK, (byte) 0);
            file.position(START);
            fillTo(RecordFormat.GRAIN - inFirst);
            put(60);
            cursor.start(START, BLOCK);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.idMayBeTorn()).isEqualTo(inFirst > 0 && inFirst < 8);
        }
    }

    @Test
    void payloadsAreComparedToTheByte() throws IOException {
        byte[] payload = TestFrames.payload(5, 3000);
        put(ID, 0, payload, 3000);
        for (int wrong : new int[] {-1, 0, 1500, 2999}) {
            byte[] other = payload.clone();
            if (wrong >= 0) {
                other[wrong] ^= 1;
            }
            cursor.start(START, BLOCK);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.payloadIs(ByteBuffer.wrap(other))).isEqualTo(wrong < 0);
        }
        cursor.start(START, BLOCK);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.payloadIs(ByteBuffer.wrap(payload, 0, 2999))).isFalse();
    }

    /** Frames larger than a window, whose payloads are skipped or read: far headers need small reads. */
    @Test
    void largeFramesAreReadWholeAndSkippedWithSmallReads() throws IOException {
        int size = 2 * RecordCursor.WINDOW + 777;
        int block = 8 * (size / RecordFormat.GRAIN + 1) * RecordFormat.GRAIN;
        ByteBuffer large = ByteBuffer.allocate(block).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < 6; n++) {
            RecordFormat.putHeader(large, ID, TestFrames.frame(1, n, size));
            large.put(TestFrames.payload(n, size));
        }
        MemoryFile memory = new MemoryFile(large.array());
        RecordCursor far = new RecordCursor(memory);
        far.start(0, block);
        for (int n = 0; n < 6; n++) {
            assertThat(far.next()).isTrue();
            assertThat(far.mstimestamp()).isEqualTo(TestFrames.TIME_0 + n);
        }
        assertThat(far.next()).isFalse();
        assertThat(memory.reads).as("no payload was read").hasSizeLessThan(10);
        assertThat(memory.reads.get(3)[1]).isLessThan(1024);
        assertThat(memory.reads).allMatch(read -> read[0] % 64 == 0, "reads begin at a cache line");
        far.start(0, block);
        for (int n = 0; n < 6; n++) {
            assertThat(far.next()).isTrue();
            assertThat(
                            n % 2 == 0
                                    ? Arrays.equals(far.payload(), TestFrames.payload(n, size))
                                    : far.payloadIs(ByteBuffer.wrap(TestFrames.payload(n, size))))
                    .isTrue();
        }
    }

    @Test
    void aFileThatIsCutWhileItIsReadIsToldOf() throws IOException {
        put(50);
        MemoryFile shrinking = new MemoryFile(file.array()) {
            @Override
            public int read(ByteBuffer target, long position) {
                return -1;
            }
        };
        cursor = new RecordCursor(shrinking);
        cursor.start(START, BLOCK);
        assertThatThrownBy(cursor::next).isInstanceOf(IOException.class).hasMessageContaining("cut short");
    }
}
