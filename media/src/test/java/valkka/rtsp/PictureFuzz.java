package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;
import valkka.nal.AvcDecoderConfiguration;
import valkka.nal.FrameNumbers;
import valkka.nal.HevcDecoderConfiguration;
import valkka.nal.LeadingPictures;
import valkka.nal.NalUnits;
import valkka.nal.PictureAssembler;

/**
 * Any NAL units, live and as frames of a recording. The first byte chooses the codec; what stands between two start
 * codes is a unit, of which the first byte tells time, marker and loss.
 */
final class PictureFuzz {
    private static final int START_CODE = 4;

    private final Codec codec;
    private final PictureAssembler live;
    private final AccessUnitAssembler recorded = new AccessUnitAssembler();
    private final FrameNumbers numbers = new FrameNumbers();
    private final LeadingPictures leading = new LeadingPictures();
    private long given;
    private long shown;
    private long time;

    private PictureFuzz(Codec codec) {
        this.codec = codec;
        this.live = new PictureAssembler(codec, picture -> shown++);
    }

    static void take(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        PictureFuzz fuzz = new PictureFuzz((bytes[0] & 1) == 0 ? Codec.H264 : Codec.H265);
        byte[] units = Arrays.copyOfRange(bytes, 1, bytes.length);
        NalUnits.forEach(units, units.length, fuzz::unit);
        fuzz.live.finish();
        fuzz.recorded.finish().ifPresent(fuzz::whole);
        assertThat(fuzz.shown + fuzz.live.damaged() + fuzz.live.tooLarge())
                .as("pictures")
                .isLessThanOrEqualTo(2 * fuzz.given); // a unit may show one loss, and be another
    }

    private void unit(byte[] bytes, int offset, int length) {
        if (length < 2) {
            return;
        }
        int how = bytes[offset] & 0xff;
        byte[] nal = new byte[START_CODE + length - 1];
        nal[START_CODE - 1] = 1;
        System.arraycopy(bytes, offset + 1, nal, START_CODE, length - 1);
        time += (how >> 4) * 1000L;
        given++;
        live.unit(nal, time, (how & 1) != 0, (how & 2) != 0, time * 11_111);
        recorded.add(BasicFrame.of(1, 0, time / 90, codec, nal)).ifPresent(this::whole);
    }

    private void whole(AccessUnit unit) {
        numbers.follows(unit);
        leading.isLeading(unit);
        leading.begin(unit);
        Optional<byte[]> configuration = codec.equals(Codec.H264)
                ? AvcDecoderConfiguration.of(unit)
                : HevcDecoderConfiguration.of(unit, time % 2 == 0);
        configuration.ifPresent(bytes -> assertThat(bytes).hasSizeLessThan(8 << 20));
    }
}
