package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.nal.PictureAssembler;

/** Any bytes as a session description. */
final class DescriptionFuzz {
    private DescriptionFuzz() {}

    static void take(byte[] bytes) {
        SdpDocument description;
        try {
            description = SdpDocument.parse(bytes, TrackChoice::isRecordable);
        } catch (ValkkaException e) {
            assertThat(e.kind()).isEqualTo(ValkkaException.Kind.CORRUPT);
            return;
        }
        assertThat(description.offered()).isNotEmpty();
        TrackChoice choice = TrackChoice.of(description, true);
        assertThat(choice.tracks()).hasSizeLessThanOrEqualTo(2);
        for (MediaDescription track : description.media()) {
            assertThat(track.clockRate()).isPositive();
            assertThat(track.payloadType()).isBetween(0, 127);
            assertThat(RtspUris.resolve("rtsp://camera/", track.control())).startsWithIgnoringCase("rtsp");
            sets(track, bytes.length);
        }
    }

    private static void sets(MediaDescription track, int length) {
        List<byte[]> sets = track.parameterSets();
        assertThat(sets.stream().mapToInt(set -> set.length).sum())
                .as("bytes of sets")
                .isLessThanOrEqualTo(4 * length);
        for (Codec codec : List.of(Codec.H264, Codec.H265)) {
            PictureAssembler assembler = new PictureAssembler(codec, picture -> {
                throw new AssertionError("a picture of sets alone");
            });
            sets.forEach(assembler::announce);
            assertThat(assembler.parameterSets().all()).hasSizeLessThanOrEqualTo(sets.size());
        }
    }
}
