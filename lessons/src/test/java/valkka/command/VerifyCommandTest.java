package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Export;
import valkka.proof.RecordingProof;
import valkka.proof.SigningKey;

class VerifyCommandTest {
    private final TestConsole console = new TestConsole();

    @TempDir
    Path temp;

    private Path recording;
    private Path clip;
    private Path key;

    @BeforeEach
    void export() throws Exception {
        recording = Files.createDirectory(temp.resolve("recording"));
        for (String file : List.of("dumpfile", "blockfile", "valkkafs.json")) {
            Files.copy(Path.of("..", "sample-fs", "single", file), recording.resolve(file));
        }
        clip = temp.resolve("clip.mkv");
        key = temp.resolve("my.key");
        assertThat(console.run("key", key.toString())).isZero();
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(recording)) {
            RecordingProof.makeNow(fs);
            Export.of(fs, 1001, fs.getTimeRange()).proof(SigningKey.load(key)).matroska(clip);
        }
    }

    @Test
    void aGenuineClipIsZeroAndItsSignerIsTold() throws Exception {
        assertThat(console.run("verify", clip.toString())).isZero();
        assertThat(console.out())
                .contains("genuine, ")
                .contains("signed by " + SigningKey.load(key).publicKey());
        assertThat(console.run("verify", clip.toString(), "--key", key + ".pub"))
                .isZero();
    }

    @Test
    void theExportCommandSignsToo() throws Exception {
        Path other = temp.resolve("other.mp4");
        assertThat(console.run("export", recording.toString(), other.toString(), "--key", key.toString()))
                .isZero();
        assertThat(console.run("verify", other.toString(), "--key", key + ".pub"))
                .isZero();
    }

    @Test
    void aChangedByteIsOneAndNamed() throws Exception {
        byte[] bytes = Files.readAllBytes(clip);
        bytes[5000] ^= 1;
        Files.write(clip, bytes);
        assertThat(console.run("verify", clip.toString())).isEqualTo(1);
        assertThat(console.out()).contains("NOT genuine").contains("byte 5000 differs");
    }

    @Test
    void anotherSignerIsOne() throws Exception {
        Path other = temp.resolve("other.key");
        assertThat(console.run("key", other.toString())).isZero();
        assertThat(console.run("verify", clip.toString(), "--key", other + ".pub"))
                .isEqualTo(1);
        assertThat(console.out()).contains("is another one");
    }

    @Test
    void aRecordingIsHashedAgain() throws Exception {
        assertThat(console.run("verify", recording.toString())).isZero();
        assertThat(console.out()).contains("blocks are as they were written");
        byte[] dump = Files.readAllBytes(recording.resolve("dumpfile"));
        dump[(3 << 17) + 100] ^= 1;
        Files.write(recording.resolve("dumpfile"), dump);
        assertThat(console.run("verify", recording.toString())).isEqualTo(1);
        assertThat(console.out()).contains("block 3: ");
    }

    @Test
    void aClipWithoutAProofIsTwo() throws Exception {
        assertThat(console.run("verify", recording.resolve("dumpfile").toString()))
                .isEqualTo(2);
        assertThat(console.err()).contains("carries no proof");
    }
}
