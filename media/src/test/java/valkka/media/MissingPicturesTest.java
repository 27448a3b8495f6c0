package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;
import valkka.nal.FrameNumbers;
import valkka.nal.NalUnits;
import valkka.rtsp.QuirkyCamera;

/** A picture that is missing is noticed by the headers of those that refer to it, in streams of encoders. */
class MissingPicturesTest {
    private static final int KEY_DISTANCE = 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base.h264",
                "base.h265",
                "bframes.h264",
                "bframes.h265",
                "fields.h265",
                "mbaff.h264",
                "opengop.h265",
                "resize.h264",
                "resize.h265",
                "slices.h264",
                "slices.h265",
                "twopps-all.h264",
                "twopps-all.h265"
            })
    void inAWholeStreamNoneIsMissing(String file) throws Exception {
        assertThat(missing(pictures(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base.h264", "base.h265", "fields.h265", "slices.h264", "slices.h265", "twopps-all.h265"})
    void eachPictureThatIsMissingIsNoticedOnceAndAtTheNextOne(String file) throws Exception {
        List<AccessUnit> all = pictures(file);
        int noticed = 0;
        for (int i = 1; i < all.size() - 1; i++) {
            List<AccessUnit> rest = new ArrayList<>(all);
            rest.remove(i);
            List<Integer> missing = missing(rest);
            if (!all.get(i + 1).key()) { // nothing refers to a picture in front of an IDR picture
                assertThat(missing).as("without picture %d", i).containsExactly(i);
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(all.size() - 2 - all.size() / KEY_DISTANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bframes.h265", "opengop.h265"})
    void ofBFramesEachMissingPictureIsNoticedAtMostOnce(String file) throws Exception {
        List<AccessUnit> all = pictures(file);
        int noticed = 0;
        for (int i = 1; i < all.size() - 1; i++) {
            List<AccessUnit> rest = new ArrayList<>(all);
            rest.remove(i);
            List<Integer> missing = missing(rest);
            assertThat(missing).as("without picture %d", i).hasSizeLessThan(2);
            noticed += missing.size();
        }
        assertThat(noticed).isGreaterThan(all.size() / 5);
    }

    private static List<Integer> missing(List<AccessUnit> pictures) {
        FrameNumbers numbers = new FrameNumbers();
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            if (!numbers.follows(pictures.get(i))) {
                missing.add(i);
            }
        }
        return missing;
    }

    private static List<AccessUnit> pictures(String file) throws Exception {
        Codec codec = file.endsWith("5") ? Codec.H265 : Codec.H264;
        AccessUnitAssembler assembler = new AccessUnitAssembler();
        List<AccessUnit> pictures = new ArrayList<>();
        for (byte[] nal : NalUnits.split(Files.readAllBytes(QuirkyCamera.file(file)))) {
            byte[] unit = new byte[nal.length + 4];
            unit[3] = 1;
            System.arraycopy(nal, 0, unit, 4, nal.length);
            assembler.add(BasicFrame.of(1, 0, TestStreams.T0, codec, unit)).ifPresent(pictures::add);
        }
        assembler.finish().ifPresent(pictures::add);
        return pictures;
    }
}
