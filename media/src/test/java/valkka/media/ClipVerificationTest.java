package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.AvcDecoderConfiguration;
import valkka.proof.ClipProof;
import valkka.proof.Forging;
import valkka.proof.RecordingProof;
import valkka.proof.SigningKey;
import valkka.rtsp.ExternalPrograms;

/** Clips of the sample recordings, forged in the ways that a forger would try. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ClipVerificationTest {
    private final SigningKey key = SigningKey.generate();

    @TempDir
    Path temp;

    private ValkkaFS sample(String name) throws IOException {
        Path copy = Files.createDirectory(temp.resolve(name));
        for (String file : List.of("dumpfile", "blockfile", "valkkafs.json")) {
            Files.copy(Path.of("..", "sample-fs", name, file), copy.resolve(file));
        }
        ValkkaFS fs =
                name.equals("multi") ? ValkkaMultiFS.loadFromDirectory(copy) : ValkkaSingleFS.loadFromDirectory(copy);
        RecordingProof.makeNow(fs);
        return fs;
    }

    private Path export(ValkkaFS fs, String name) {
        long id = fs.readBlock(fs.blocks().get(0).number()).get(0).id();
        TimeRange all = fs.getTimeRange();
        Export export = Export.of(fs, id, new TimeRange(all.from() + 2000, all.to() - 1000))
                .proof(key);
        Path clip = temp.resolve(name);
        Export.Result result = name.endsWith("mkv") ? export.matroska(clip) : export.mp4(clip);
        assertThat(result.pictures()).isGreaterThan(20);
        return clip;
    }

    @ParameterizedTest
    @CsvSource({
        "single, mkv",
        "single, mp4",
        "multi, mkv",
        "multi, mp4",
        "gap-and-wrap, mkv",
        "audio, mkv",
        "audio, mp4"
    })
    void aClipIsGenuineAndPlays(String sample, String container) throws Exception {
        try (ValkkaFS fs = sample(sample)) {
            Path clip = export(fs, "clip." + container);
            ClipVerification result = ClipVerification.of(clip);
            assertThat(result.findings()).as(result.toString()).isEmpty();
            assertThat(result.signer()).contains(key.publicKey());
            assertThat(result.pictures()).isGreaterThan(20);
            if (sample.equals("audio") && container.equals("mkv")) { // mp4 has no place for G.711
                assertThat(result.soundPackets()).isGreaterThan(50);
            }
            if (ExternalPrograms.find("ffmpeg").isEmpty()) {
                return;
            }
            assertThat(ExternalPrograms.run(
                                    java.time.Duration.ofSeconds(60),
                                    "ffmpeg",
                                    "-v",
                                    "error",
                                    "-xerror",
                                    "-i",
                                    clip.toString(),
                                    "-f",
                                    "null",
                                    "-")
                            .output())
                    .isEmpty();
        }
    }

    @Test
    void picturesInAnotherOrderAndAacAreComparedToo() throws Exception {
        try (ValkkaSingleFS fs = TestStreams.create(temp.resolve("b-frames"), 20)) {
            List<List<BasicFrame>> pictures =
                    TestStreams.encode(temp, Codec.H264, "320x240", 100, TestStreams.T0, "-c:v", "libx264", "-bf", "2");
            TestStreams.record(fs, TestSound.beside(pictures, TestSound.aac(temp, 4000, TestStreams.T0)));
            RecordingProof.makeNow(fs);
            for (String name : List.of("clip.mkv", "clip.mp4")) {
                Path clip = temp.resolve(name);
                Export export = Export.of(fs, TestStreams.ID, fs.getTimeRange()).proof(key);
                Export.Result result = name.endsWith("mkv") ? export.matroska(clip) : export.mp4(clip);
                assertThat(result.soundPackets()).isGreaterThan(100);
                ClipVerification verified = ClipVerification.of(clip);
                assertThat(verified.findings()).as(verified.toString()).isEmpty();
                assertThat(verified.notes()).isNotEmpty().allMatch(note -> note.contains("hashed after a restart"));
                assertThat(verified.soundPackets()).isGreaterThan(30);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip.mkv", "clip.mp4"})
    void oneChangedByteIsNamed(String name) throws Exception {
        try (ValkkaFS fs = sample("single")) {
            Path clip = export(fs, name);
            byte[] whole = Files.readAllBytes(clip);
            int at = new Random(7).nextInt(whole.length - 100);
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(clip, changed);
            ClipVerification result = ClipVerification.of(clip);
            assertThat(result.isGenuine()).isFalse();
            assertThat(result.findings().get(0))
                    .isEqualTo("byte %d differs: it was %02x and is %02x", at, whole[at], changed[at]);
        }
    }

    /** The forger changes a picture, and makes the hashes of the clip's bytes anew. Only the key is missing. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForgerWithoutTheKeyIsCaughtByTheSignatureAndByThePicture(boolean drops) throws Exception {
        try (ValkkaFS fs = sample("single")) {
            Path clip = export(fs, "clip.mp4");
            long media = ClipProof.read(clip).media();
            byte[] whole = Files.readAllBytes(clip);
            String text = textOf(whole);
            byte[] forged = Arrays.copyOf(whole, (int) media);
            for (int i = 0; i < 40; i++) {
                forged[(int) media / 2 + i] ^= 0x10;
            }
            Files.write(clip, forged);
            String unsigned = text.substring(0, text.indexOf("signer "));
            String hash = sha256(forged);
            String anew = unsigned.replaceFirst("clip [0-9]+ [0-9a-f]+", "clip " + media + " " + hash);
            Forging.append(clip, drops ? anew : anew + text.substring(text.indexOf("signer ")));
            ClipVerification result = ClipVerification.of(clip);
            assertThat(result.difference()).isNull();
            assertThat(result.isGenuine()).isFalse();
            assertThat(result.findings()).anyMatch(line -> line.contains("the proven blocks do not have there"));
            if (!drops) {
                assertThat(result.findings()).anyMatch(line -> line.startsWith("the signature is not"));
            }
        }
    }

    /** Codes of 2 to 5 bits; the last packets have bits behind their last code. */
    @ParameterizedTest
    @CsvSource({"40", "60", "80", "100", "61"})
    void g726IsComparedThoughFilesHoldItsBitsInAnotherOrder(int bytes) throws Exception {
        Random random = new Random(1);
        List<List<BasicFrame>> pictures =
                TestStreams.encode(temp, Codec.H264, "320x240", 100, TestStreams.T0, "-c:v", "libx264", "-bf", "0");
        List<BasicFrame> sound = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] packet = new byte[bytes];
            random.nextBytes(packet);
            sound.add(BasicFrame.of(1, 1, TestStreams.T0 + 20L * i, Codec.G726, packet));
        }
        try (ValkkaSingleFS fs = TestStreams.create(temp.resolve("fs"), 20)) {
            TestStreams.record(fs, TestSound.beside(pictures, sound));
            RecordingProof.makeNow(fs);
            Path clip = temp.resolve("clip.mkv");
            Export.of(fs, TestStreams.ID, fs.getTimeRange()).proof(key).matroska(clip);
            ClipVerification genuine = ClipVerification.of(clip);
            assertThat(genuine.findings()).as(genuine.toString()).isEmpty();
            assertThat(genuine.soundPackets()).isGreaterThan(190);

            byte[] whole = Files.readAllBytes(clip);
            byte[] packet = packetOfSound(clip);
            int at = indexOf(whole, packet) + 7;
            forge(clip, forged -> forged[at] ^= 0x10);
            assertThat(ClipVerification.of(clip).findings())
                    .anyMatch(line ->
                            line.startsWith("the sound at ") && line.endsWith("is not what was recorded there"));
        }
    }

    private static byte[] packetOfSound(Path clip) {
        try (PacketReader packets = new PacketReader(clip)) {
            PacketReader.Packet next = packets.next().orElseThrow();
            while (next.isVideo() || next.pts() < 1000) {
                next = packets.next().orElseThrow();
            }
            return next.bytes();
        }
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int at = 0; ; at++) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
    }

    /** The decoder takes the sets of the header, whatever the pictures hold. */
    @ParameterizedTest
    @ValueSource(strings = {"clip.mkv", "clip.mp4"})
    void anAlteredHeaderIsNamed(String name) throws Exception {
        try (ValkkaFS fs = sample("single")) {
            Path clip = export(fs, name);
            byte[] set;
            try (PacketReader packets = new PacketReader(clip)) {
                byte[] record = packets.header().orElseThrow().bytes();
                set = AvcDecoderConfiguration.parameterSets(record)
                        .orElseThrow()
                        .get(0);
            }
            int at = indexOf(Files.readAllBytes(clip), set) + set.length - 2;
            forge(clip, forged -> forged[at] ^= 0x10);
            assertThat(ClipVerification.of(clip).findings())
                    .anyMatch(line -> line.equals("the header of the clip is altered: it has a parameter set of "
                            + set.length + " bytes that the proven blocks do not have"));
        }
    }

    /** Changes the media of a clip, and makes the hashes of its bytes anew; the old signature stays. */
    private static void forge(Path clip, Consumer<byte[]> change) throws Exception {
        byte[] whole = Files.readAllBytes(clip);
        byte[] forged = Arrays.copyOf(whole, (int) ClipProof.read(clip).media());
        change.accept(forged);
        Files.write(clip, forged);
        Forging.append(
                clip,
                textOf(whole).replaceFirst("clip [0-9]+ [0-9a-f]+", "clip " + forged.length + " " + sha256(forged)));
        assertThat(ClipProof.firstDifference(clip)).isEmpty();
    }

    @Test
    void aClipWithoutAProofSaysSo() throws Exception {
        try (ValkkaFS fs = sample("single")) {
            Path clip = temp.resolve("plain.mkv");
            Export.matroska(fs, 1001, fs.getTimeRange(), clip);
            assertThatThrownBy(() -> ClipVerification.of(clip))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("carries no proof");
            assertThatThrownBy(() -> ClipVerification.of(temp.resolve("none"))).hasMessageContaining("no file");
        }
    }

    @Test
    void picturesThatAreLeftOutAreTold() throws Exception {
        try (ValkkaFS fs = sample("gap-and-wrap")) {
            Path clip = export(fs, "clip.mkv");
            assertThat(ClipVerification.of(clip).isGenuine()).isTrue();
        }
    }

    @Test
    void aRecordingThatWasChangedBeforeTheExportGivesNoGenuineClip() throws Exception {
        try (ValkkaFS fs = sample("single")) {
            Path dump = temp.resolve("single/dumpfile");
            byte[] bytes = Files.readAllBytes(dump);
            int block = fs.blocks().get(1).number();
            bytes[(int) fs.readBlock(block).get(5).offset() + 60] ^= 1;
            Files.write(dump, bytes);
            ClipVerification result = ClipVerification.of(export(fs, "clip.mkv"));
            assertThat(result.findings()).anyMatch(line -> line.startsWith("block " + block + ":"));
        }
    }

    private static String textOf(byte[] whole) {
        String all = new String(whole, StandardCharsets.ISO_8859_1);
        int from = all.lastIndexOf("recording ", all.lastIndexOf("\nstream "));
        int to = all.indexOf('\n', all.lastIndexOf("\nsignature ") + 1) + 1;
        return all.substring(from, to);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
