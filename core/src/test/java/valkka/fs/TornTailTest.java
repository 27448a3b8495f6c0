package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.testkit.TestFrames;

/** Each condition by which the end of an open block is believed. */
class TornTailTest {
    private static final long TIME = TestFrames.TIME_0;
    private static final TableRow PREVIOUS = new TableRow(500, 590);
    private static final TableRow NEXT = new TableRow(200, 290);

    // ---- frames of the lap before ----

    /** Frames at these times, each on pages of its own; how many of them are new. */
    @ParameterizedTest
    @CsvSource({
        "600 610 620, 3",
        "600 610 150, 1",
        "600 150 160, 0",
        "600 610 620 150 160, 2",
        "600 610 290, 1",
        "600 610 291, 3",
        "100 110 120, 3",
        "600 150 620, 3",
        "600, 1",
        "'', 0"
    })
    void timesThatStepBackToTheBlockBehindAreOfTheLapBefore(String times, int expected) {
        assertThat(TornTail.framesBeforeOldLap(frames(times, 5000), PREVIOUS, NEXT))
                .isEqualTo(expected);
    }

    @Test
    void aFrameOnOnePageIsWhole() {
        assertThat(TornTail.framesBeforeOldLap(frames("600 610 150", 100), PREVIOUS, NEXT))
                .isEqualTo(2);
        // The second frame ends with its page, or one byte behind it.
        assertThat(TornTail.framesBeforeOldLap(frames("600 610 150", 2048), PREVIOUS, NEXT))
                .isEqualTo(2);
        assertThat(TornTail.framesBeforeOldLap(frames("600 610 150", 2049), PREVIOUS, NEXT))
                .isEqualTo(1);
    }

    @Test
    void withoutALapBeforeAllFramesAreNew() {
        List<RecordedFrame> frames = frames("600 610 150", 5000);
        assertThat(TornTail.framesBeforeOldLap(frames, PREVIOUS, TableRow.UNUSED))
                .isEqualTo(3);
        assertThat(TornTail.framesBeforeOldLap(frames, TableRow.UNUSED, NEXT)).isEqualTo(3);
        assertThat(TornTail.framesBeforeOldLap(frames, new TableRow(0, 590), NEXT))
                .isEqualTo(3);
        assertThat(TornTail.framesBeforeOldLap(frames, PREVIOUS, new TableRow(200, 500)))
                .as("the times of both laps overlap")
                .isEqualTo(3);
        assertThat(TornTail.framesBeforeOldLap(frames, PREVIOUS, new TableRow(200, 499)))
                .isEqualTo(1);
    }

    private static List<RecordedFrame> frames(String times, int distance) {
        List<RecordedFrame> frames = new ArrayList<>();
        for (String time : times.isEmpty() ? new String[0] : times.split(" ")) {
            frames.add(new RecordedFrame(
                    0, (long) distance * frames.size(), 7, frame(Long.parseLong(time), 0, Codec.H264, 30)));
        }
        return frames;
    }

    // ---- headers of streams that are not known ----

    @Test
    void aHeaderIsSoundWhenEachOfItsFieldsIs() throws IOException {
        assertThat(isSound(TIME, 0, Codec.H264, 30, at -> {})).isTrue();
        assertThat(isSound(TIME, 1, Codec.AAC, 30, at -> {})).isTrue();
        assertThat(isSound(TIME, 15, Codec.H264, 30, at -> {})).isTrue();
        assertThat(isSound(TIME, 16, Codec.H264, 30, at -> {}))
                .as("a subsession too many")
                .isFalse();
        long day = TimeUnit.DAYS.toMillis(1);
        assertThat(isSound(TIME + day, 0, Codec.H264, 30, at -> {})).isTrue();
        assertThat(isSound(TIME - day, 0, Codec.H264, 30, at -> {})).isTrue();
        assertThat(isSound(TIME + day + 1, 0, Codec.H264, 30, at -> {})).isFalse();
        assertThat(isSound(TIME - day - 1, 0, Codec.H264, 30, at -> {})).isFalse();
        assertThat(isSound(TIME, 1, Codec.AAC, 0, at -> {}))
                .as("without a payload")
                .isFalse();
        assertThat(isSound(TIME, 0, Codec.H264, 30, at -> at.put(RecordFormat.HEADER_LENGTH, (byte) 1)))
                .as("no start code")
                .isFalse();
        assertThat(isSound(TIME, 1, Codec.AAC, 30, at -> at.put(RecordFormat.HEADER_LENGTH, (byte) 1)))
                .as("sound has none")
                .isTrue();
        assertThat(isSound(TIME, 0, Codec.H264, 30, at -> at.putInt(RecordFormat.CODEC, 4711)))
                .isFalse();
        assertThat(isSound(TIME, 0, Codec.H264, 30, at -> at.putInt(RecordFormat.MEDIA_TYPE, MediaType.AUDIO.id())))
                .isFalse();
        assertThat(isSound(
                        TIME,
                        0,
                        Codec.H264,
                        30,
                        at -> at.putInt(RecordFormat.CODEC, 4711)
                                .putInt(RecordFormat.MEDIA_TYPE, MediaType.UNKNOWN.id())))
                .as("an unknown codec has no media type to agree with")
                .isFalse();
    }

    @Test
    void aUsualHeaderHasASubsessionOfACameraAndTheMediaTypeOfItsCodec() throws IOException {
        assertThat(TornTail.isUsual(cursor(TIME, 15, Codec.H264, 30, at -> {}))).isTrue();
        assertThat(TornTail.isUsual(cursor(TIME, 16, Codec.H264, 30, at -> {}))).isFalse();
        assertThat(TornTail.isUsual(cursor(
                        TIME, 0, Codec.H264, 30, at -> at.putInt(RecordFormat.MEDIA_TYPE, MediaType.AUDIO.id()))))
                .isFalse();
    }

    private static boolean isSound(long time, int subsession, Codec codec, int size, Consumer<ByteBuffer> change)
            throws IOException {
        List<RecordedFrame> before = List.of(new RecordedFrame(0, 0, 7, frame(TIME, 0, Codec.H264, 30)));
        return TornTail.isSoundHeader(cursor(time, subsession, codec, size, change), before);
    }

    /** A cursor at a record, which a test has changed. */
    private static RecordCursor cursor(long time, int subsession, Codec codec, int size, Consumer<ByteBuffer> change)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocate(RecordFormat.GRAIN).order(ByteOrder.LITTLE_ENDIAN);
        RecordFormat.putHeader(block, 8, frame(time, subsession, codec, size));
        block.put(TestFrames.payload(1, TestFrames.SMALLEST + size), 0, size);
        change.accept(block);
        RecordCursor cursor = new RecordCursor(new MemoryFile(block.array()));
        cursor.start(0, RecordFormat.GRAIN);
        assertThat(cursor.next()).isTrue();
        return cursor;
    }

    private static BasicFrame frame(long time, int subsession, Codec codec, int size) {
        return BasicFrame.of(1, subsession, time, codec, new byte[size]);
    }
}
