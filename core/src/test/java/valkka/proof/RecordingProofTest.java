package valkka.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MarkerFrame;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.testkit.SequencedFrames;

class RecordingProofTest {
    private static final SequencedFrames FRAMES = new SequencedFrames(400, 10);

    @TempDir
    Path temp;

    private ValkkaFS create() {
        return ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                .blockSize(16 << 10)
                .blocks(10)
                .create();
    }

    private static void record(ValkkaFS fs, int from, int to) {
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, SequencedFrames.ID);
            writer.start();
            writer.getBlockingFrameFilter().run(MarkerFrame.start());
            for (int i = from; i < to; i++) {
                writer.getBlockingFrameFilter().run(FRAMES.frame(i));
            }
        }
    }

    private static ProofRecorder.Stats recordWithProof(ValkkaFS fs, int from, int to) {
        try (ProofRecorder proof = RecordingProof.follow(fs)) {
            record(fs, from, to);
            proof.stop();
            return proof.stats();
        }
    }

    @Test
    void anEmptiedRecordingHasNoProofAndBeginsAnother() {
        try (ValkkaFS fs = create()) {
            recordWithProof(fs, 0, 3000);
            String first = RecordingProof.of(fs).recording();

            fs.reinit();

            assertThatThrownBy(() -> RecordingProof.of(fs)).hasMessageContaining("has no proof");
            recordWithProof(fs, 0, 100); // fewer blocks than before
            RecordingProof proof = RecordingProof.of(fs);
            assertThat(proof.recording()).isNotEqualTo(first);
            assertThat(proof.check().isGenuine()).as(proof.check().toString()).isTrue();
            assertThat(proof.check().notes()).isEmpty();
        }
    }

    private void change(long offset) throws IOException {
        try (FileChannel dump =
                FileChannel.open(temp.resolve("fs/dumpfile"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            dump.read(one, offset);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            dump.write(one, offset);
        }
    }

    @Test
    void aRecordingIsGenuineLapAfterLapAndAfterARestart() {
        try (ValkkaFS fs = create()) {
            assertThat(recordWithProof(fs, 0, 300).missed()).isZero();
            assertThat(RecordingProof.of(fs).check().isGenuine()).isTrue();
            assertThat(recordWithProof(fs, 300, 3000).missed()).isZero(); // several laps
            RecordingProof proof = RecordingProof.of(fs);
            assertThat(proof.check().findings()).isEmpty();
            assertThat(proof.check().notes()).isEmpty();
            assertThat(proof.check().proven()).isEqualTo(fs.blocks().size()).isGreaterThan(8);
            assertThat(proof.check().late()).isZero();
        }
    }

    @Test
    void aChangedByteOfAnyFrameIsFound() throws Exception {
        try (ValkkaFS fs = create()) {
            recordWithProof(fs, 0, 700);
            for (Block block : fs.blocks()) {
                RecordedFrame frame = fs.readBlock(block.number()).get(3);
                for (long offset : new long[] {frame.offset() + 12, frame.offset() + 50}) { // the time; the payload
                    change(offset);
                    assertThat(RecordingProof.of(fs).check().findings())
                            .singleElement()
                            .asString()
                            .startsWith("block " + block.number() + ":");
                    change(offset);
                }
            }
            assertThat(RecordingProof.of(fs).check().isGenuine()).isTrue();
        }
    }

    @Test
    void aLapWhoseTimesStandStillHasLinksOfItsOwn() {
        try (ValkkaFS fs = create();
                ProofRecorder proof = RecordingProof.follow(fs);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, SequencedFrames.ID);
            writer.start();
            for (int i = 0; i < 1500; i++) {
                byte[] payload = new byte[FRAMES.frame(i).size()];
                FRAMES.frame(i).payload().get(payload);
                writer.getBlockingFrameFilter().run(BasicFrame.of(1, 0, 1000, Codec.H264, payload));
            }
            writer.stop();
            proof.stop();
            assertThat(RecordingProof.of(fs).check().findings()).isEmpty();
        }
    }

    @Test
    void theQuickHashOfABlockIsTheCarefulOne() {
        try (ValkkaFS fs = create()) {
            record(fs, 0, 333);
            for (Block block : fs.blocks()) {
                assertThat(BlockHash.of(fs, block.number())).isEqualTo(BlockHash.carefully(fs, block.number()));
                assertThat(BlockHash.of(fs, block.number()).records())
                        .isEqualTo(fs.readBlock(block.number()).size());
            }
        }
    }

    @Test
    void aRowThatWasTakenOutOfTheTableIsFound() throws Exception {
        try (ValkkaFS fs = create()) {
            recordWithProof(fs, 0, 3000); // the ring is full
            assertThat(RecordingProof.of(fs).check().isGenuine()).isTrue();
        }
        int hidden;
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp.resolve("fs"))) {
            hidden = fs.blocks().get(3).number();
        }
        Path table = temp.resolve("fs/blockfile");
        byte[] rows = Files.readAllBytes(table);
        java.util.Arrays.fill(rows, 16 * hidden, 16 * hidden + 16, (byte) 0);
        Files.write(table, rows);
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp.resolve("fs"))) {
            assertThat(RecordingProof.of(fs).check().findings())
                    .singleElement()
                    .asString()
                    .contains("block " + hidden + ":", "its row is gone");
        }
    }

    @Test
    void blocksThatNobodyHashedAreHashedLateAndSaidSo() {
        try (ValkkaFS fs = create()) {
            record(fs, 0, 300);
            ProofRecorder.Stats stats = recordWithProof(fs, 300, 400);
            assertThat(stats.late()).isGreaterThan(1);
            RecordingProof.Report report = RecordingProof.of(fs).check();
            assertThat(report.isGenuine()).isTrue();
            assertThat(report.late()).isEqualTo((int) stats.late());
            assertThat(report.toString()).contains("after a restart");
        }
    }

    @Test
    void aSignedHeadTellsAChainThatWasMadeAnew() throws Exception {
        SigningKey key = SigningKey.generate();
        try (ValkkaFS fs = create()) {
            recordWithProof(fs, 0, 300);
            RecordingProof.Signed head = RecordingProof.of(fs).sign(key);
            assertThat(RecordingProof.of(fs).compare(head)).isEmpty();
            recordWithProof(fs, 300, 400);
            assertThat(RecordingProof.of(fs).compare(head)).isEmpty();

            change(fs.readBlock(1).get(0).offset() + 50);
            Files.delete(temp.resolve("fs/valkkafs.proof"));
            RecordingProof.makeNow(fs); // a forger hashes again
            assertThat(RecordingProof.of(fs).check().proven()).isGreaterThan(3);
            assertThat(RecordingProof.of(fs).check().isGenuine()).isTrue();
            assertThat(RecordingProof.of(fs).compare(head)).contains("the signature is of another recording");
            RecordingProof.Signed changed = new RecordingProof.Signed(
                    RecordingProof.of(fs).recording(),
                    head.sequence(),
                    head.chain(),
                    head.publicKey(),
                    head.signature());
            assertThat(RecordingProof.of(fs).compare(changed)).contains("the signature is not that of its key");
        }
    }

    @Test
    void aTornLinkIsNone() throws Exception {
        try (ValkkaFS fs = create()) {
            recordWithProof(fs, 0, 300);
            int links = RecordingProof.of(fs).entries().size();
            Path file = temp.resolve("fs/valkkafs.proof");
            byte[] bytes = Files.readAllBytes(file);
            bytes[64 + 136 + 60] ^= 1;
            Files.write(file, bytes);
            assertThat(RecordingProof.of(fs).entries()).hasSize(links - 1);
            assertThat(recordWithProof(fs, 300, 301).late()).isEqualTo(1); // made again
            assertThat(RecordingProof.of(fs).check().findings()).isEmpty();
        }
    }

    @Test
    void aRecordingGoesOnWhenItsProofCannotBeWritten() throws Exception {
        try (ValkkaFS fs = create();
                ProofRecorder proof = RecordingProof.follow(fs)) {
            Files.delete(temp.resolve("fs/valkkafs.proof"));
            record(fs, 0, 300);
            await().until(() -> proof.stats().missed() >= 3);
            assertThat(fs.blocks().stream()
                            .mapToInt(block -> fs.readBlock(block.number()).size())
                            .sum())
                    .isEqualTo(300);
        }
    }

    @Test
    void aFileThatIsNoProofIsRefused() throws Exception {
        try (ValkkaFS fs = create()) {
            assertThatThrownBy(() -> RecordingProof.of(fs)).hasMessageContaining("has no proof");
            for (byte[] content : List.of(new byte[0], new byte[10], new byte[100_000])) {
                Files.write(temp.resolve("fs/valkkafs.proof"), content);
                assertThatThrownBy(() -> RecordingProof.follow(fs))
                        .isInstanceOf(ValkkaException.class)
                        .hasMessageContaining("is no proof of this recording");
            }
        }
    }
}
