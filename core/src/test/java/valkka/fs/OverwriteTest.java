package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.FailingDisk;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** A new recording in the place of an old one, which stays whole until the new one is made. */
class OverwriteTest {
    private static final int SIZE = 900;

    @TempDir
    Path temp;

    /** Makes a recording of four blocks with twelve frames. */
    private static void makeOld(Path directory) {
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(8192)
                .blocks(4)
                .create()) {
            Recordings.write(fs, 0, 12, SIZE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumpfile.new", "blockfile.new"})
    void overwriteLeavesTheOldRecordingWholeWhenTheNewOneHasNoRoom(String name) throws IOException {
        Path directory = temp.resolve("fs");
        makeOld(directory);
        Map<String, String> before = Recordings.fingerprint(directory);
        before.remove("valkkafs.lock");
        assertThatThrownBy(() -> new ValkkaFSBuilder<>(
                                new TroubledDisk().withoutRoomFor(name), directory, ValkkaSingleFS::new)
                        .blockSize(4096)
                        .blocks(40)
                        .overwrite()
                        .create())
                .isInstanceOf(ValkkaException.class)
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.FULL);
        assertThat(Recordings.fingerprint(directory)).containsAllEntriesOf(before);
        assertThat(directory.resolve(name)).doesNotExist();
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            assertThat(TestFrames.numbers(fs)).hasSize(12);
        }
    }

    /** Whichever change of the disk fails: with a disk that works again at once, and with one that is mended later. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void overwriteLeavesTheOldRecordingOrMakesTheNewOneWhateverFails(boolean once) throws IOException {
        int failures = 0;
        for (boolean made = false; !made; failures++) {
            Path directory = temp.resolve("overwritten" + failures);
            makeOld(directory);
            Files.write(directory.resolve("valkkafs.proof"), new byte[100]); // of the old recording alone
            FailingDisk failing = new FailingDisk(failures, "Input/output error");
            ValkkaFSBuilder<ValkkaSingleFS> builder = new ValkkaFSBuilder<>(
                            once ? failing.once() : failing, directory, ValkkaSingleFS::new)
                    .blockSize(4096)
                    .blocks(9);
            try {
                builder.overwrite().create().close();
                made = true;
            } catch (ValkkaException e) {
                assertThat(e.kind()).isEqualTo(Kind.IO);
            }
            if (!Files.exists(directory.resolve("valkkafs.json"))) {
                assertThat(once).isFalse();
                assertThatThrownBy(() -> ValkkaSingleFS.loadFromDirectory(directory))
                        .hasMessageContaining("an overwrite() of it was interrupted");
            }
            if (!made && !once) { // the next attempt finds the old recording, and refuses to overwrite it
                assertThatThrownBy(() -> ValkkaSingleFS.newFromDirectory(directory)
                                .blockSize(4096)
                                .blocks(9)
                                .create())
                        .hasMessageContaining("there is a recording");
            }
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                    Stream<Path> files = Files.list(directory)) {
                assertThat(fs.getPars().nBlocks()).isEqualTo(made ? 9 : 4);
                assertThat(TestFrames.numbers(fs)).hasSize(made ? 0 : 12);
                Set<String> names =
                        files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
                assertThat(names.remove("valkkafs.proof")).isEqualTo(!made);
                assertThat(names).containsExactly("blockfile", "dumpfile", "valkkafs.json");
            }
        }
        assertThat(failures).isGreaterThan(7);
    }

    @Test
    void whatAKilledOverwriteLeftBesideTheRecordingIsNoObstacle() throws IOException {
        Path directory = temp.resolve("fs");
        makeOld(directory);
        Files.write(directory.resolve("dumpfile.new"), new byte[100]);
        Files.write(directory.resolve("blockfile.new"), new byte[100]);
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(4096)
                .blocks(9)
                .overwrite()
                .create()) {
            assertThat(fs.getPars().nBlocks()).isEqualTo(9);
            assertThat(directory.resolve("dumpfile")).hasSize(9 * 4096);
            assertThat(directory.resolve("dumpfile.new")).doesNotExist();
            assertThat(directory.resolve("blockfile.new")).doesNotExist();
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
    }
}
