package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.media.StoredPictures.Piece;
import valkka.nal.AccessUnit;

class StoredPicturesTest {
    private static final long BEGIN = 1_767_261_600_000L;
    private static final long ID = 1001;

    @TempDir
    Path temp;

    @Test
    void everyPictureOfAStreamAmongOthersComesOnceInOrder() {
        try (ValkkaMultiFS fs = ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"))) {
            StoredPictures pictures = new StoredPictures(fs, 1002);
            List<Long> times = new ArrayList<>();
            long after = 0;
            boolean last = false;
            while (!last) {
                Piece piece = pictures.read(after, after + 700);
                piece.pictures().forEach(picture -> times.add(picture.mstimestamp()));
                after = times.get(times.size() - 1);
                last = piece.isLast();
            }
            List<Long> recorded = fs.frames(fs.getTimeRange())
                    .filter(frame -> frame.id() == 1002)
                    .map(frame -> frame.frame().mstimestamp())
                    .distinct()
                    .toList();
            assertThat(times).isEqualTo(recorded);
        }
    }

    @Test
    void aPieceEndsWithTheFirstPictureThatIsNotEarlierThanItsEnd() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "single"))) {
            StoredPictures pictures = new StoredPictures(fs, ID);
            long from = fs.getTimeRange().from();

            Piece piece = pictures.read(from - 1, from + 90);

            assertThat(piece.pictures())
                    .extracting(AccessUnit::mstimestamp)
                    .containsExactly(from, from + 40, from + 80, from + 120);
            assertThat(piece.isLast()).isFalse();
        }
    }

    @Test
    void keyFramesAreFoundOverTheGapAndTheEndOfTheRing() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "gap-and-wrap"))) {
            StoredPictures pictures = new StoredPictures(fs, ID);
            List<Long> forwards = new ArrayList<>();
            for (long key = 0; pictures.keyAfter(key).isPresent(); ) {
                key = pictures.keyAfter(key).getAsLong();
                forwards.add(key);
            }
            List<Long> backwards = new ArrayList<>();
            for (long key = Long.MAX_VALUE - 1; pictures.keyBefore(key).isPresent(); ) {
                key = pictures.keyBefore(key).getAsLong() - 1;
                backwards.add(0, key + 1);
            }
            assertThat(forwards).hasSizeGreaterThan(20).isSorted().isEqualTo(backwards);
        }
    }

    @Test
    void aPictureThatIsBeingWrittenWaitsForItsEndAndForASecondAtMost() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("ring"))
                        .blockSize(64 * Bytes.KiB)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, ID);
            writer.start();
            long[] now = {BEGIN + 80};
            StoredPictures pictures = new StoredPictures(fs, ID, () -> now[0]);
            write(writer, BEGIN, 7);
            write(writer, BEGIN, 8);
            write(writer, BEGIN, 5);
            write(writer, BEGIN + 40, 1);
            writer.flush();
            fs.updateTable(false);

            assertThat(times(pictures)).as("the second picture may go on").containsExactly(BEGIN);
            now[0] += 2000;
            assertThat(times(pictures)).containsExactly(BEGIN, BEGIN + 40);
        }
    }

    private static List<Long> times(StoredPictures pictures) {
        return pictures.read(0, Long.MAX_VALUE).pictures().stream()
                .map(AccessUnit::mstimestamp)
                .toList();
    }

    /** A slice begins with first_mb_in_slice = 0. */
    private static void write(ValkkaFSWriterThread writer, long time, int nalUnitType) {
        byte[] payload = new byte[60];
        Arrays.fill(payload, (byte) 0x95);
        Arrays.fill(payload, 0, 3, (byte) 0);
        payload[3] = 1;
        payload[4] = (byte) (0x60 | nalUnitType);
        writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, time, Codec.H264, payload));
    }
}
