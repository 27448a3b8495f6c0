package valkka.fs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** What the tests of the writer thread share: a recording on a disk that can be stalled and broken. */
abstract class WriterThreadFixture {
    static final int QUEUE = 8192;

    @TempDir
    Path temp;

    final TroubledDisk disk = new TroubledDisk();

    ValkkaFS newRecording(long blockSize, int blocks) {
        return new ValkkaFSBuilder<>(disk, temp, ValkkaSingleFS::new)
                .blockSize(blockSize)
                .blocks(blocks)
                .create();
    }

    static ValkkaFSWriterThread writerOn(ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
        writer.setSlotId(1, TestFrames.ID);
        return writer;
    }

    static void assertClosed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ValkkaException.class)
                .extracting(e -> ((ValkkaException) e).kind())
                .isEqualTo(Kind.CLOSED);
    }

    static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
