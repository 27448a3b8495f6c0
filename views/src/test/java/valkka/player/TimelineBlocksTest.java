package valkka.player;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** A page that takes what has changed has the same rows as one that takes all of them. */
class TimelineBlocksTest {
    private static final TimeRange ALL = new TimeRange(0, Long.MAX_VALUE);
    private static final byte[] SPS = {0, 0, 0, 1, 0x67, 66, (byte) 192, 30};
    private static final int BLOCKS = 40;

    @TempDir
    Path temp;

    private ValkkaSingleFS fs;
    private ValkkaFSWriterThread writer;
    private TimelineBlocks timeline;
    private long time = 1_767_225_600_000L;

    /** Takes answers as the page's module does. */
    private static final class TestPage {
        private final List<List<Double>> rows = new ArrayList<>();
        private long version = -1;
        private long gone;
        private int taken;
        private boolean anew;

        void take(Answer answer) {
            JsonNode json = Json.object(answer.json());
            List<List<Double>> changed = rowsOf(answer);
            taken = changed.size();
            anew = json.path("anew").asBoolean();
            if (anew) {
                rows.clear();
            } else {
                rows.subList(0, (int) (json.path("gone").asLong() - gone)).clear();
                rows.subList(json.path("at").asInt(), rows.size()).clear();
            }
            rows.addAll(changed);
            JsonNode first = json.path("first");
            if (!first.isEmpty()) {
                rows.get(0).set(0, first.path(0).asDouble());
                rows.get(0).set(1, first.path(1).asDouble());
                rows.get(0).set(5, first.path(2).asDouble());
            }
            version = json.path("version").asLong();
            gone = json.path("gone").asLong();
        }
    }

    private static List<List<Double>> rowsOf(Answer answer) {
        ByteBuffer numbers = ByteBuffer.wrap(answer.bytes());
        List<List<Double>> rows = new ArrayList<>();
        while (numbers.hasRemaining()) {
            List<Double> row = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                row.add(numbers.getDouble());
            }
            rows.add(row);
        }
        return rows;
    }

    @BeforeEach
    void record() {
        fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                .blockSize(4 * Bytes.KiB)
                .blocks(BLOCKS)
                .create();
        writer = new ValkkaFSWriterThread("writer", fs);
        writer.setSlotId(1, 1001);
        writer.start();
        timeline = new TimelineBlocks(fs);
    }

    @AfterEach
    void close() {
        writer.close();
        fs.close();
    }

    /** Writes so many blocks and a half, each with a key frame in front. */
    private void write(int blocks) {
        for (int i = 0; i < blocks * 2 + 1; i++) {
            time += 1000;
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, time, Codec.H264, SPS));
            byte[] slice = new byte[1800];
            System.arraycopy(new byte[] {0, 0, 0, 1, 0x65, (byte) 0x88}, 0, slice, 0, 6);
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, time, Codec.H264, slice));
        }
        fs.updateTable(true);
    }

    private void update(TestPage page) {
        page.take(timeline.changed(page.version, page.gone));
        assertThat(page.rows).isEqualTo(rowsOf(timeline.in(ALL)));
    }

    @Test
    void anEmptyRecordingHasNoRows() {
        TestPage page = new TestPage();
        update(page);
        assertThat(page.rows).isEmpty();
    }

    @Test
    void aPageFollowsARingThatFillsAndIsOverwrittenForSeveralLaps() {
        TestPage often = new TestPage();
        TestPage seldom = new TestPage();
        int mostTaken = 0;
        int anew = 0;
        for (int i = 0; i < 3 * BLOCKS; i++) {
            write(1);
            update(often);
            if (i > 0) {
                mostTaken = Math.max(mostTaken, often.anew ? 0 : often.taken);
                anew += often.anew ? 1 : 0;
            }
            if (i % 7 == 0) {
                update(seldom);
            }
        }
        assertThat(often.rows).hasSizeGreaterThan(BLOCKS - 3);
        assertThat(mostTaken).as("rows of an update").isLessThanOrEqualTo(4);
        assertThat(anew)
                .as("a new lap changes all rows, and so does the second row")
                .isLessThanOrEqualTo(6);

        update(often);
        assertThat(often.taken).as("nothing has changed").isZero();
        assertThat(often.anew).isFalse();
    }

    @Test
    void aPageOfARingOfMoreBlocksThanRowsGetsOnlyWhatHasChanged() {
        timeline = new TimelineBlocks(fs, BLOCKS / 5);
        TestPage page = new TestPage();
        int mostTaken = 0;
        int anew = 0;
        for (int i = 0; i < 3 * BLOCKS; i++) {
            write(1);
            update(page);
            mostTaken = Math.max(mostTaken, page.anew ? 0 : page.taken);
            anew += page.anew ? 1 : 0;
            double blocks = page.rows.stream().mapToDouble(row -> row.get(5)).sum();
            assertThat(blocks).isEqualTo(fs.blocks().size());
        }
        assertThat(page.rows).hasSizeLessThanOrEqualTo(BLOCKS / 5 + 4);
        assertThat(mostTaken).as("rows of an update").isLessThanOrEqualTo(4);
        assertThat(anew).as("a new lap changes all rows").isLessThanOrEqualTo(8);
    }

    @Test
    void blocksThatAreSmallerThanAGopStandBesideEachOther() {
        write(2);
        for (int i = 0; i < 12; i++) {
            time += 1000;
            byte[] slice = new byte[1800];
            System.arraycopy(new byte[] {0, 0, 0, 1, 0x41, (byte) 0x9a}, 0, slice, 0, 6);
            writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, time, Codec.H264, slice));
        }
        fs.updateTable(true);

        List<List<Double>> rows = rowsOf(timeline.in(ALL));
        assertThat(rows).hasSizeGreaterThan(6);
        for (int i = 1; i < rows.size(); i++) {
            assertThat(rows.get(i).get(1))
                    .isGreaterThanOrEqualTo(rows.get(i - 1).get(2));
        }
    }

    @Test
    void aRecordingThatWasEmptiedIsToldAnew() {
        TestPage page = new TestPage();
        write(5);
        update(page);
        assertThat(page.rows).isNotEmpty();
        writer.close();
        fs.reinit();
        update(page);
        assertThat(page.rows).isEmpty();
    }

    @Test
    void aPageOfAnotherTimelineGetsAllRows() {
        write(5);
        TestPage page = new TestPage();
        update(page);
        page.version = 1_000_000; // Java was restarted meanwhile
        update(page);
        assertThat(page.anew).isTrue();
    }
}
