package valkka.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.testkit.SequencedFrames;

class ClipProofTest {
    private static final SequencedFrames FRAMES = new SequencedFrames(400, 10);

    private final SigningKey key = SigningKey.generate();

    @TempDir
    Path temp;

    private Path clip;
    private int media;

    @BeforeEach
    void make() throws Exception {
        clip = temp.resolve("clip");
        byte[] content = new byte[20_000];
        new Random(1).nextBytes(content);
        media = content.length;
        Files.write(clip, content);
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                .blockSize(16 << 10)
                .blocks(10)
                .create()) {
            try (ProofRecorder proof = RecordingProof.follow(fs)) {
                try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
                    writer.setSlotId(1, SequencedFrames.ID);
                    writer.start();
                    writer.getBlockingFrameFilter().run(MarkerFrame.start());
                    for (int i = 0; i < 200; i++) {
                        writer.getBlockingFrameFilter().run(FRAMES.frame(i));
                    }
                }
                proof.stop();
            }
            assertThat(ClipProof.append(clip, fs, SequencedFrames.ID, fs.getTimeRange(), key))
                    .isEmpty();
        }
    }

    @Test
    void whatWasWrittenIsRead() {
        ClipProof proof = ClipProof.read(clip);
        assertThat(proof.isSignatureSound()).isTrue();
        assertThat(proof.signer()).isEqualTo(key.publicKey());
        assertThat(proof.media()).isEqualTo(media);
        assertThat(proof.blocks()).hasSizeGreaterThan(2).allMatch(ClipProof.ProvenBlock::isProven);
        assertThat(proof.chainFindings()).isEmpty();
        assertThat(ClipProof.firstDifference(clip)).isEmpty();
    }

    @Test
    void oneChangedByteAnywhereIsNamed() throws Exception {
        byte[] whole = Files.readAllBytes(clip);
        Random random = new Random(1);
        int[] places = {
            random.nextInt(media), // of the media
            media + 9 + random.nextInt(1000), // of the proof's text
            whole.length - 96 - 1 - random.nextInt(32), // of the list of hashes
            whole.length - 32 + random.nextInt(32) // of the hash of the list
        };
        for (int at : places) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(clip, changed);
            assertThat(ClipProof.firstDifference(clip))
                    .as("byte %d", at)
                    .contains(new ByteDifference(at, at, whole[at] & 0xff, changed[at] & 0xff));
        }
    }

    @Test
    void ofManyChangedBytesThePieceIsNamed() throws Exception {
        byte[] changed = Files.readAllBytes(clip);
        for (int i = 9000; i < 18_000; i++) {
            changed[i]++;
        }
        Files.write(clip, changed);
        assertThat(ClipProof.firstDifference(clip)).contains(new ByteDifference(8192, 10_239, -1, -1));
    }

    @Test
    void aForgerWhoMakesTheListAnewLacksTheKey() throws Exception {
        byte[] changed = Arrays.copyOf(Files.readAllBytes(clip), media);
        changed[4711] ^= 1;
        byte[] text;
        try (ClipFile file = ClipFile.open(clip)) {
            text = file.text();
        }
        Files.write(clip, changed);
        try (ClipFile file = ClipFile.openForAppending(clip)) {
            String hash = file.hash(media);
            String forged = new String(text, java.nio.charset.StandardCharsets.US_ASCII)
                    .replaceFirst("clip " + media + " [0-9a-f]+", "clip " + media + " " + hash);
            file.append(forged.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        assertThat(ClipProof.firstDifference(clip)).isEmpty();
        assertThat(ClipProof.read(clip).isSignatureSound()).isFalse();
    }

    @Test
    void aClipThatWasCutOrHasNoProofSaysSo() throws Exception {
        byte[] whole = Files.readAllBytes(clip);
        for (int length : new int[] {0, 10, media, whole.length - 1}) {
            Files.write(clip, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ClipProof.firstDifference(clip))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("carries no proof at its end");
        }
        byte[] shorter = Arrays.copyOfRange(whole, 100, whole.length); // cut in front
        Files.write(clip, shorter);
        assertThatThrownBy(() -> ClipProof.read(clip)).hasMessageContaining("do not fit the clip");
    }

    @Test
    void anyChangedByteOfTheTailIsAnErrorInPlainWords() throws Exception {
        byte[] whole = Files.readAllBytes(clip);
        for (int at = whole.length - 96; at < whole.length - 32; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 0x55;
            Files.write(clip, changed);
            try {
                ClipProof.read(clip);
                ClipProof.firstDifference(clip);
            } catch (ValkkaException e) {
                assertThat(e.kind()).isIn(ValkkaException.Kind.NOT_FOUND, ValkkaException.Kind.CORRUPT);
            }
        }
    }

    @Test
    void aKeyIsReadBackFromItsFile() throws Exception {
        Path file = temp.resolve("my.key");
        SigningKey made = SigningKey.create(file);
        assertThat(SigningKey.load(file).publicKey()).isEqualTo(made.publicKey());
        assertThat(SigningKey.loadPublic(SigningKey.publicFile(file))).isEqualTo(made.publicKey());
        byte[] message = {1, 2, 3};
        assertThat(SigningKey.isSigned(
                        made.publicKey(), message, SigningKey.load(file).sign(message)))
                .isTrue();
        assertThat(made.toString()).doesNotContain(Files.readAllLines(file).get(1));
        assertThatThrownBy(() -> SigningKey.create(file)).hasMessageContaining("is there already");
        assertThatThrownBy(() -> SigningKey.load(clip)).hasMessageContaining("is no Ed25519 key");
    }
}
