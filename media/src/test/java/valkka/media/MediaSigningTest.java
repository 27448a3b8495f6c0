package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.ValkkaSingleFS;
import valkka.proof.RecordingProof;
import valkka.proof.SigningKey;

/**
 * A camera that signs its stream puts the signatures into SEI units of user data, under the identifier of ONVIF Media Signing. Each export keeps
 * these units, byte for byte and in their places: without them nobody can check the camera's signature.
 */
@Timeout(120)
class MediaSigningTest {
    private static final byte[] ONVIF_MEDIA_SIGNING = HexFormat.of().parseHex("005bc93f2d715e95ada4796f90877a6f");
    private static final int USER_DATA_UNREGISTERED = 5;

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(ints = {27, 173}) // FFmpeg's numbers of H.264 and H.265
    void eachExportKeepsTheSignaturesOfTheCamera(int number) throws Exception {
        Codec codec = Codec.of(number);
        String[] encoder = codec.equals(Codec.H264)
                ? new String[] {"-c:v", "libx264", "-bf", "0"}
                : new String[] {"-c:v", "libx265", "-x265-params", "bframes=0:log-level=error"};
        List<List<BasicFrame>> pictures = TestStreams.encode(temp, codec, "320x240", 60, TestStreams.T0, encoder);
        List<byte[]> signatures = sign(pictures, codec);
        assertThat(signatures).hasSize(12);
        try (ValkkaSingleFS fs = TestStreams.create(temp.resolve("fs"), 40)) {
            TestStreams.record(fs, pictures);
            RecordingProof.makeNow(fs);
            Export export = Export.of(fs, TestStreams.ID, fs.getTimeRange()).proof(SigningKey.generate());
            Path matroska = temp.resolve("clip.mkv");
            Path mp4 = temp.resolve("clip.mp4");
            export.matroska(matroska);
            export.mp4(mp4);
            Path inPieces =
                    Files.write(temp.resolve("pieces.mp4"), Export.mp4Bytes(fs, TestStreams.ID, fs.getTimeRange()));
            for (Path clip : List.of(matroska, mp4, inPieces)) {
                assertThat(signaturesOf(clip)).as(clip.toString()).containsExactlyElementsOf(signatures);
            }
            for (Path clip : List.of(matroska, mp4)) {
                assertThat(ClipVerification.of(clip).findings()).isEmpty();
            }
        }
    }

    /** Puts a signature in front of the slices of each fifth picture, key pictures among them. */
    private static List<byte[]> sign(List<List<BasicFrame>> pictures, Codec codec) {
        List<byte[]> signatures = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i += 5) {
            List<BasicFrame> picture = pictures.get(i);
            byte[] unit = unit(codec, "the signature of picture " + i);
            byte[] payload =
                    ByteBuffer.allocate(4 + unit.length).putInt(1).put(unit).array();
            BasicFrame slice = picture.get(picture.size() - 1);
            picture.add(picture.size() - 1, BasicFrame.of(1, 0, slice.mstimestamp(), codec, payload));
            signatures.add(unit);
        }
        return signatures;
    }

    private static byte[] unit(Codec codec, String signature) {
        ByteArrayOutputStream unit = new ByteArrayOutputStream();
        unit.writeBytes(codec.equals(Codec.H264) ? new byte[] {0x06} : new byte[] {0x4e, 0x01}); // SEI; prefix SEI
        unit.write(USER_DATA_UNREGISTERED);
        unit.write(ONVIF_MEDIA_SIGNING.length + signature.length());
        unit.writeBytes(ONVIF_MEDIA_SIGNING);
        unit.writeBytes(signature.getBytes(StandardCharsets.US_ASCII));
        unit.write(0x80); // the stop bit
        return unit.toByteArray();
    }

    private static List<byte[]> signaturesOf(Path clip) {
        List<byte[]> units = new ArrayList<>();
        try (PacketReader packets = new PacketReader(clip)) {
            for (Optional<PacketReader.Packet> next = packets.next(); next.isPresent(); next = packets.next()) {
                ByteBuffer rest = ByteBuffer.wrap(next.get().bytes());
                while (rest.hasRemaining()) {
                    byte[] unit = new byte[rest.getInt()];
                    rest.get(unit);
                    String text = new String(unit, StandardCharsets.ISO_8859_1);
                    if (text.contains(new String(ONVIF_MEDIA_SIGNING, StandardCharsets.ISO_8859_1))) {
                        units.add(unit);
                    }
                }
            }
        }
        return units;
    }
}
