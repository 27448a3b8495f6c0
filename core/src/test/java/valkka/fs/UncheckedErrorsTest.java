package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.DelegatingFile;
import valkka.testkit.SequencedFrames;

/**
 * Whatever the n-th call of the disk throws, in opening and closing too, and also what nobody expects, as an error of memory: no file stays
 * open, no lock stays taken, no half recording stays.
 */
class UncheckedErrorsTest {
    private static final int FRAMES = 12;

    @TempDir(factory = InMemory.class)
    Path temp;

    private final SequencedFrames frames = new SequencedFrames(1500, 5);

    enum Fault {
        IO(() -> new IOException("Input/output error")),
        UNCHECKED(() -> new IllegalStateException("a fault of the library")),
        MEMORY(() -> new OutOfMemoryError("Cannot reserve direct buffer memory"));

        final Supplier<Throwable> thrown;

        Fault(Supplier<Throwable> thrown) {
            this.thrown = thrown;
        }
    }

    /** Fails its n-th call once, and knows which files are open. */
    private static final class OnceFailingDisk extends DelegatingDisk {
        final Set<DiskFile> open = ConcurrentHashMap.newKeySet();
        private final Fault fault;
        private int left;
        String failed = "";

        OnceFailingDisk(Fault fault, int callsBefore) {
            this.fault = fault;
            this.left = callsBefore;
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
            throw (T) thrown;
        }

        private synchronized void call(String what) throws IOException {
            if (left-- == 0) {
                failed = what;
                throw OnceFailingDisk.<IOException>unchecked(fault.thrown.get());
            }
        }

        private DiskFile known(DiskFile file, String name) {
            DiskFile known = new DelegatingFile(file) {
                @Override
                public int read(ByteBuffer target, long position) throws IOException {
                    call("read " + name);
                    return super.read(target, position);
                }

                @Override
                public void write(ByteBuffer source, long position) throws IOException {
                    call("write " + name);
                    super.write(source, position);
                }

                @Override
                public void force() throws IOException {
                    call("force " + name);
                }

                @Override
                public long size() throws IOException {
                    call("size " + name);
                    return super.size();
                }

                @Override
                public void close() throws IOException {
                    open.remove(this);
                    super.close();
                    call("close " + name);
                }
            };
            open.add(known);
            return known;
        }

        @Override
        public DiskFile openForReading(Path file) throws IOException {
            call("open for reading " + file.getFileName());
            return known(super.openForReading(file), file.getFileName().toString());
        }

        @Override
        public DiskFile openForWriting(Path file) throws IOException {
            call("open for writing " + file.getFileName());
            return known(super.openForWriting(file), file.getFileName().toString());
        }

        @Override
        public void create(Path file, long size) throws IOException {
            call("create " + file.getFileName());
            Files.write(file, new byte[(int) size]); // without a program that allocates the space
        }

        @Override
        public void replace(Path file, byte[] content) throws IOException {
            call("replace " + file.getFileName());
            super.replace(file, content);
        }

        @Override
        public byte[] readAll(Path file, int limit) throws IOException {
            call("read all of " + file.getFileName());
            return super.readAll(file, limit);
        }

        @Override
        public long modifiedNanos(Path file) throws IOException {
            call("look at " + file.getFileName());
            return super.modifiedNanos(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingStaysOpenOrLocked(Fault fault) throws IOException {
        int calls = 0;
        int step = fault == Fault.MEMORY ? 1 : 3;
        for (boolean failed = true; failed; calls += step) {
            Path directory = temp.resolve(fault + "-" + calls);
            OnceFailingDisk disk = new OnceFailingDisk(fault, calls);
            use(directory, disk);
            failed = !disk.failed.isEmpty();
            assertThat(disk.open).as("open after %s failed", disk.failed).isEmpty();
            if (Files.exists(directory.resolve("valkkafs.json"))) {
                try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                        ValkkaFSWriterThread next = new ValkkaFSWriterThread("next", fs, Durability.NONE)) {
                    next.start();
                    assertThat(next.isRunning())
                            .as("lock after %s failed", disk.failed)
                            .isTrue();
                }
            } else {
                try (Stream<Path> left = Files.list(directory)) {
                    assertThat(left).as("left after %s failed", disk.failed).isEmpty();
                }
            }
            assertThat(directory.resolve("valkkafs.lock")).doesNotExist();
        }
        assertThat(calls).isGreaterThan(60);
    }

    private void use(Path directory, OnceFailingDisk disk) {
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(disk, directory)
                        .blockSize(8192)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.BLOCK)) {
            List<ValkkaException> heard = new ArrayList<>();
            writer.setErrorCallback(heard::add);
            writer.setSlotId(1, SequencedFrames.ID);
            try {
                writer.start();
                for (int i = 0; i < FRAMES; i++) {
                    writer.getFrameFilter().run(frames.frame(i));
                }
                writer.flush();
                fs.updateTable(true);
                fs.readBlock(0);
            } finally {
                writer.stop();
                // A json that cannot be written is told and counted, and ends no recording.
                boolean jsonAlone =
                        heard.stream().allMatch(e -> e.getMessage().contains("records on without its json"));
                assertThat(writer.stats().error().isEmpty()).as(disk.failed).isEqualTo(jsonAlone);
                if (jsonAlone && !heard.isEmpty()) {
                    assertThat(disk.failed).endsWith("valkkafs.json");
                    assertThat(writer.stats().jsonNotWritten()).isEqualTo(1);
                    assertThat(writer.stats().framesWritten()).isEqualTo(FRAMES);
                }
            }
            new ValkkaFSTool(fs).check();
            new ValkkaFSTool(fs).repair();
            fs.reinit();
        } catch (ValkkaException | IllegalStateException | OutOfMemoryError e) {
            assertThat(disk.failed).as(e.toString()).isNotEmpty();
        }
    }

    @Test
    void aDiskThatFailsWhileAWriterClosesIsToldByTheCallbackAndTheCounters() {
        DelegatingDisk disk = new DelegatingDisk() {
            @Override
            public DiskFile openForWriting(Path file) throws IOException {
                return new DelegatingFile(super.openForWriting(file)) {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        throw new IOException("Input/output error");
                    }
                };
            }
        };
        List<ValkkaException> heard = new ArrayList<>();
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(disk, temp.resolve("closing"))
                        .blockSize(8192)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setErrorCallback(heard::add);
            writer.start();
            writer.stop();
            assertThat(heard)
                    .singleElement()
                    .satisfies(e -> assertThat(writer.stats().error())
                            .isEqualTo(e.getMessage())
                            .contains("closing the recording", "Input/output error"));
        }
    }
}
