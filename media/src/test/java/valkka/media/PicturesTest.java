package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.fs.Bytes.KiB;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Durability;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.NalSyntax;
import valkka.nal.NalUnits;

/** Pictures come out of a recording as they went in, at the time that is asked for. */
@Timeout(60)
class PicturesTest {
    private static final long ID = 1001;
    private static final long T0 = 1_767_261_600_000L; // 2026-01-01T10:00:00Z, where the samples begin

    @TempDir
    Path temp;

    @Test
    void thePictureAtATimeIsTheLastThatIsNotLater() {
        try (ValkkaSingleFS fs = sample("single")) {
            assertThat(Pictures.at(fs, ID, T0).mstimestamp()).isEqualTo(T0);
            assertThat(Pictures.at(fs, ID, T0 + 14_319).mstimestamp()).isEqualTo(T0 + 14_280);
            Picture exact = Pictures.at(fs, ID, T0 + 14_320);
            assertThat(exact.mstimestamp()).isEqualTo(T0 + 14_320);
            assertThat(exact.damaged()).isFalse();
            assertThat(exact.toString()).isEqualTo("640x360 picture of id 1001 at 2026-01-01T10:00:14.320Z");
            assertThat(Pictures.at(fs, ID, fs.getTimeRange().end().plusSeconds(60))
                            .mstimestamp())
                    .as("behind the end it is the last one")
                    .isEqualTo(fs.getTimeRange().to());
        }
    }

    @Test
    void inAGapThePictureInFrontOfItShows() {
        try (ValkkaSingleFS fs = sample("gap-and-wrap")) {
            assertThat(Pictures.at(fs, ID, T0 + 300_000).mstimestamp()).isEqualTo(T0 + 39_960);
        }
    }

    @Test
    void keyFramesAreSpreadEvenlyAndAreWhatDecodingFromThereShows() {
        try (ValkkaSingleFS fs = sample("single")) {
            TimeRange range = new TimeRange(T0 + 2_000, T0 + 12_000);

            List<Picture> pictures = Pictures.keyFrames(fs, ID, range, 3);

            assertThat(pictures).extracting(Picture::mstimestamp).containsExactly(T0 + 2_000, T0 + 7_000, T0 + 12_000);
            assertThat(pictures.get(1).image().getWidth()).isEqualTo(640);
            assertThat(difference(pictures.get(1), Pictures.at(fs, ID, T0 + 7_000)))
                    .isZero();
            assertThat(difference(pictures.get(1), pictures.get(2)))
                    .as("other pictures differ")
                    .isGreaterThan(100_000);
            assertThat(Pictures.keyFrames(fs, ID, range, 1000)).hasSize(11);
            assertThat(Pictures.keyFrames(fs, ID, new TimeRange(T0 + 100, T0 + 900), 5))
                    .isEmpty();
        }
    }

    @Test
    void imagesAreScaledWhileTheyAreMade() {
        try (ValkkaSingleFS fs = sample("single")) {
            BufferedImage small = Pictures.at(fs, ID, T0, 160).image();

            assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(160, 90);
            int sky = small.getRGB(80, 10);
            assertThat((sky & 0xff) - (sky >> 16 & 0xff))
                    .as("the sky is more blue than red")
                    .isGreaterThan(50);
        }
    }

    @Test
    void eachStreamOfSeveralHasItsOwn() {
        try (ValkkaMultiFS fs = ValkkaMultiFS.loadFromDirectory(Path.of("..", "sample-fs", "multi"))) {
            long time = T0 + 15_010;
            assertThat(Pictures.at(fs, 1001, time).mstimestamp()).isEqualTo(T0 + 15_000);
            assertThat(Pictures.at(fs, 1002, time).mstimestamp()).isEqualTo(T0 + 14_980);
            assertThatThrownBy(() -> Pictures.at(fs, 7, time))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                    .hasMessageContaining("the ids met there are [1001, 1002]");
            assertThatThrownBy(() -> Pictures.keyFrames(fs, 7, fs.getTimeRange(), 3))
                    .hasMessageContaining("the id 7 has no key frame");
        }
    }

    @Test
    void aStreamThatSendsSeldomIsFoundFarBack() {
        try (ValkkaMultiFS fs = ValkkaMultiFS.newFromDirectory(temp)
                .blockSize(8 * KiB)
                .blocks(40)
                .create()) {
            try (ValkkaFSWriterThread writer = writer(fs)) {
                writer.setSlotId(2, 7);
                record(writer, 1, Codec.H264, "testsrc.h264", T0, 10, UnaryOperator.identity());
                for (int i = 0; i < 200; i++) {
                    BasicFrame other =
                            BasicFrame.of(2, 0, T0 + 5_000 + i, Codec.H264, garbage(i % 10 == 0 ? 7 : 1, 900));
                    writer.getBlockingFrameFilter().run(other);
                }
            }

            assertThat(Pictures.at(fs, ID, T0 + 5_150).mstimestamp())
                    .as("the parameter sets at 1000 have no picture behind them")
                    .isEqualTo(T0 + 900);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"testsrc.h264", "testsrc.h265"})
    void h264WithSlicesAndBFramesAndH265(String name) {
        Codec codec = name.endsWith("5") ? Codec.H265 : Codec.H264;
        try (ValkkaSingleFS fs = create()) {
            try (ValkkaFSWriterThread writer = writer(fs)) {
                record(writer, 1, codec, name, T0, Integer.MAX_VALUE, UnaryOperator.identity());
            }

            List<Picture> keys = Pictures.keyFrames(fs, ID, fs.getTimeRange(), 10);

            assertThat(keys).extracting(Picture::mstimestamp).containsExactly(T0, T0 + 1_000);
            assertThat(difference(keys.get(0), keys.get(1))).isGreaterThan(10_000);
            Picture last = Pictures.at(fs, ID, T0 + 1_900);
            assertThat(List.of(last.image().getWidth(), last.image().getHeight()))
                    .containsExactly(128, 72);
            assertThat(last.damaged()).isFalse();
        }
    }

    @Test
    void whatCannotBeDecodedIsSaid() {
        try (ValkkaSingleFS fs = create()) {
            try (ValkkaFSWriterThread writer = writer(fs)) {
                record(writer, 1, Codec.H264, "testsrc.h264", T0, Integer.MAX_VALUE, PicturesTest::spoilt);
            }
            assertThatThrownBy(() -> Pictures.at(fs, ID, T0 + 500))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                    .hasMessageContaining("can be decoded")
                    .hasMessageContaining("dumpfile");
            assertThatThrownBy(() -> Pictures.keyFrames(fs, ID, fs.getTimeRange(), 5))
                    .hasMessageContaining("none of 2 key frames");
        }
    }

    @Test
    void argumentsAndInterruptsAreHeard() {
        try (ValkkaSingleFS fs = sample("single")) {
            assertThatThrownBy(() -> Pictures.keyFrames(fs, ID, fs.getTimeRange(), 0))
                    .hasMessageContaining("give 1 or more");
            assertThatThrownBy(() -> Pictures.at(fs, ID, T0, -1)).hasMessageContaining("give 0 for its own");
            assertThatThrownBy(() -> Pictures.at(fs, ID, T0 - 1)).hasMessageContaining("the recording goes from");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Pictures.at(fs, ID, T0 + 14_320))
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Pictures.at(fs, ID, T0 + 14_320).mstimestamp())
                    .as("and the next call works")
                    .isEqualTo(T0 + 14_320);
        }
    }

    private static ValkkaSingleFS sample(String name) {
        return ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", name));
    }

    private ValkkaSingleFS create() {
        return ValkkaSingleFS.newFromDirectory(temp)
                .blockSize(8 * KiB)
                .blocks(20)
                .create();
    }

    private static ValkkaFSWriterThread writer(valkka.fs.ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE);
        writer.setSlotId(1, ID);
        writer.start();
        return writer;
    }

    /** Records a file of Annex B, ten pictures a second, in the order of decoding. */
    private static void record(
            ValkkaFSWriterThread writer,
            int slot,
            Codec codec,
            String name,
            long from,
            int most,
            UnaryOperator<byte[]> change) {
        NalSyntax syntax = NalSyntax.of(codec);
        int pictures = 0;
        for (byte[] unit : NalUnits.split(resource(name))) {
            int type = syntax.type(unit[0]);
            boolean slice = syntax.isSlice(type);
            // first_mb_in_slice is 0, or first_slice_segment_in_pic_flag is 1: a picture begins.
            boolean first = slice && (unit[codec.equals(Codec.H265) ? 2 : 1] & 0x80) != 0;
            pictures += first ? 1 : 0;
            if (pictures > most) {
                return;
            }
            long number = slice ? pictures - 1 : pictures;
            byte[] payload = ByteBuffer.allocate(unit.length + 4)
                    .putInt(1)
                    .put(slice ? change.apply(unit) : unit)
                    .array();
            writer.getBlockingFrameFilter().run(BasicFrame.of(slot, 0, from + 100 * number, codec, payload));
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = PicturesTest.class.getResourceAsStream("/pictures/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] spoilt(byte[] slice) {
        byte[] spoilt = slice.clone();
        Arrays.fill(spoilt, 1, spoilt.length, (byte) 0x11);
        return spoilt;
    }

    private static byte[] garbage(int nalUnitType, int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 0x55);
        ByteBuffer.wrap(payload).putInt(1).put((byte) (0x60 | nalUnitType));
        return payload;
    }

    /** The sum of the differences of all pixels' colours. */
    private static long difference(Picture a, Picture b) {
        long sum = 0;
        for (int y = 0; y < a.image().getHeight(); y++) {
            for (int x = 0; x < a.image().getWidth(); x++) {
                int p = a.image().getRGB(x, y);
                int q = b.image().getRGB(x, y);
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((p >> shift & 0xff) - (q >> shift & 0xff));
                }
            }
        }
        return sum;
    }
}
