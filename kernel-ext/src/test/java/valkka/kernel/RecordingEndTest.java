package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.Bytes;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** When a timeline that follows recordings has nothing more to follow. */
class RecordingEndTest {
    @TempDir
    Path temp;

    private ValkkaSingleFS recording(String name) {
        return ValkkaSingleFS.newFromDirectory(temp.resolve(name))
                .blockSize(64 * Bytes.KiB)
                .blocks(4)
                .create();
    }

    @Test
    void aRecordingEndsWithTheWriterThatWasSeenAtWork() {
        try (ValkkaSingleFS fs = recording("fs")) {
            ValkkaFSWriterThread earlier = new ValkkaFSWriterThread("earlier", fs);
            earlier.start();
            earlier.close();
            RecordingEnd end = new RecordingEnd(List.of(fs));
            assertThat(end.getAsBoolean()).as("that writer was never seen").isFalse();

            ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
            writer.start();
            assertThat(end.getAsBoolean()).isFalse();
            writer.close();
            assertThat(end.getAsBoolean()).isTrue();
            assertThat(fs.writer()).contains(writer);
        }
    }

    @Test
    void severalRecordingsEndWithTheLastOfThem() {
        ValkkaSingleFS front = recording("front");
        try (ValkkaSingleFS back = recording("back")) {
            RecordingEnd end = new RecordingEnd(List.of(front, back));
            ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", back);
            writer.start();
            assertThat(end.getAsBoolean()).isFalse();
            front.close();
            assertThat(front.isClosed()).isTrue();
            assertThat(end.getAsBoolean()).isFalse();
            writer.close();
            assertThat(end.getAsBoolean()).isTrue();
        }
    }
}
