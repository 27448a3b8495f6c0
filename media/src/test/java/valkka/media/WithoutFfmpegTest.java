package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.ValkkaSingleFS;
import valkka.proof.RecordingProof;
import valkka.proof.SigningKey;

/** A machine on which FFmpeg's libraries do not load. */
@Timeout(90)
class WithoutFfmpegTest {
    @TempDir
    Path temp;

    @Test
    void eachCallThatNeedsFfmpegSaysTheCauseAndWhatToDo() throws IOException {
        List<String> said = said();
        assertThat(said)
                .hasSize(6)
                .allSatisfy(line -> assertThat(line)
                        .contains(
                                "FFmpeg cannot be loaded: ", "neither the home nor", "org.bytedeco.javacpp.cachedir"));
        assertThat(temp.resolve("export.mkv")).doesNotExist();
    }

    /** The libraries are copied into the first of three directories in which that is possible. */
    private List<String> said() throws IOException {
        String nowhere = Files.createFile(temp.resolve("file")).resolve("cache").toString();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-Dorg.bytedeco.javacpp.cachedir=" + nowhere,
                        "-Duser.home=" + nowhere,
                        "-Djava.io.tmpdir=" + nowhere,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutFfmpegProgram.class.getName(),
                        Path.of("..", "sample-fs", "single").toString(),
                        clip().toString(),
                        temp.resolve("export.mkv").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.inputReader().lines().toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private Path clip() throws IOException {
        Path copy = Files.createDirectory(temp.resolve("recording"));
        for (String file : List.of("dumpfile", "blockfile", "valkkafs.json")) {
            Files.copy(Path.of("..", "sample-fs", "single", file), copy.resolve(file));
        }
        Path clip = temp.resolve("clip.mp4");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(copy)) {
            RecordingProof.makeNow(fs);
            Export.of(fs, 1001, fs.getTimeRange()).proof(SigningKey.generate()).mp4(clip);
        }
        return clip;
    }
}
