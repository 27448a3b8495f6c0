package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.TestFrames;

/**
 * W7: a recording has one writer, by whatever name, class loader or process it comes, and whatever the writer's own process does with the
 * directory meanwhile.
 */
class OneWriterTest {
    private static final List<String> FILES = List.of("dumpfile", "blockfile", "valkkafs.json");

    @TempDir
    static Path otherLocks;

    /** A process of this user, and one that does not see this user's locks: of another user, or on another host. */
    private static ChildJvm sameUser;

    private static ChildJvm stranger;

    @TempDir
    Path temp;

    private Path original;

    @BeforeAll
    static void startTheOthers() {
        sameUser = new ChildJvm(ObeyingProgram.class);
        stranger = new ChildJvm(List.of("-Dvalkka.lockDirectory=" + otherLocks), ObeyingProgram.class);
    }

    @AfterAll
    static void endTheOthers() {
        sameUser.close();
        stranger.close();
    }

    @BeforeEach
    void createARecording() {
        original = temp.resolve("original");
        newRecording(original).create().close();
    }

    private static ValkkaFSBuilder<ValkkaSingleFS> newRecording(Path directory) {
        return ValkkaSingleFS.newFromDirectory(directory).blockSize(8192).blocks(6);
    }

    private static ValkkaFSWriterThread writerOn(ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
        writer.setSlotId(1, TestFrames.ID);
        return writer;
    }

    private static void assertRefuses(ChildJvm other, Path directory) {
        assertThat(other.ask("start " + directory))
                .startsWith("BUSY ")
                .contains("process " + ProcessHandle.current().pid() + " on ", " since 20", "stop that writer first");
    }

    private static void assertWrites(ChildJvm other, Path directory) {
        assertThat(other.ask("start " + directory)).isEqualTo("writing");
        assertThat(other.ask("stop")).isEqualTo("stopped");
    }

    private void assertBusyHere(Path directory) {
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(directory);
                ValkkaFSWriterThread second = writerOn(fs)) {
            assertThatThrownBy(second::start)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY))
                    .hasMessageContaining("which is this process itself");
        }
    }

    // ---- other names ----

    @Test
    void filesWithHardLinksInAnotherDirectoryHaveOneWriter() throws IOException {
        for (List<String> linked : List.of(FILES, List.of("dumpfile"), List.of("blockfile"))) {
            Path twin = Files.createDirectory(temp.resolve("twin" + linked.size() + linked.get(0)));
            for (String name : FILES) {
                if (linked.contains(name)) {
                    Files.createLink(twin.resolve(name), original.resolve(name));
                } else {
                    Files.copy(original.resolve(name), twin.resolve(name));
                }
            }
            try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                    ValkkaFSWriterThread writer = writerOn(fs)) {
                writer.start();
                assertBusyHere(twin);
                assertRefuses(sameUser, twin);
            }
            assertWrites(sameUser, twin);
        }
    }

    @Test
    void aHardLinkThatIsMadeWhileTheWriterRunsIsOneOfItsNamesToo() throws IOException {
        Path twin = Files.createDirectory(temp.resolve("twin"));
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            try (Stream<Path> all = Files.list(original)) {
                for (Path file : all.toList()) { // the lock file too, as cp -al does
                    Files.createLink(twin.resolve(file.getFileName()), file);
                }
            }
            assertBusyHere(twin);
            assertRefuses(sameUser, twin);
            assertRefuses(stranger, twin);
            writer.getBlockingFrameFilter().run(TestFrames.frame(1, 0, 100));
        }
        assertWrites(sameUser, twin);
    }

    @Test
    void linksToTheDirectoryRelativePathsAndPathsThroughProcAreTheSameDirectory() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), original);
        List<Path> names = new ArrayList<>(List.of(
                link, link.resolve("../original"), Path.of("").toAbsolutePath().relativize(original)));
        Path throughProc = Path.of("/proc/" + ProcessHandle.current().pid() + "/root" + original);
        if (Files.exists(throughProc)) {
            names.add(throughProc);
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            for (Path name : names) {
                assertBusyHere(name);
                assertRefuses(sameUser, name);
                assertRefuses(stranger, name);
            }
        }
    }

    @Test
    void aDirectoryThatIsRenamedWhileItIsRecordedKeepsItsWriter() throws IOException {
        AtomicLong clock = new AtomicLong();
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                SteppedWriter writer = stepped(fs, clock)) {
            Path moved = Files.move(original, temp.resolve("moved"));
            lookAfterTheLock(writer, clock);
            assertBusyHere(moved);
            assertRefuses(sameUser, moved);
            assertRefuses(stranger, moved);
        }
    }

    @Test
    void aDirectoryThatWasDeletedWhileItIsRecordedKeepsNobodyFromANewOne() throws IOException {
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            for (String name : FILES) {
                Files.delete(original.resolve(name));
            }
            Files.delete(original.resolve("valkkafs.lock"));
            Files.delete(original);
            for (int i = 0; i < 5; i++) { // one of them would have the number of the deleted directory
                Path another = temp.resolve("another" + i);
                newRecording(another).create().close();
                assertWrites(sameUser, another);
                try (ValkkaFS next = ValkkaSingleFS.loadFromDirectory(another);
                        ValkkaFSWriterThread second = writerOn(next)) {
                    second.start();
                }
            }
        }
    }

    // ---- other class loaders ----

    @Test
    void theLibraryLoadedTwiceHasOneWriterAndTheSecondTakesNoLockFromTheFirst() throws Exception {
        List<URL> classPath = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
            classPath.add(Path.of(place).toUri().toURL());
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                ValkkaFSWriterThread writer = writerOn(fs);
                URLClassLoader again =
                        new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            writer.start();
            Object secondFs = again.loadClass("valkka.fs.ValkkaSingleFS")
                    .getMethod("loadFromDirectory", Path.class)
                    .invoke(null, original);
            Object second = again.loadClass("valkka.fs.ValkkaFSWriterThread")
                    .getConstructor(String.class, again.loadClass("valkka.fs.ValkkaFS"))
                    .newInstance("second", secondFs);
            assertThatThrownBy(() -> second.getClass().getMethod("start").invoke(second))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("which is this process itself");
            assertRefuses(sameUser, original);
            assertRefuses(stranger, original);
            writer.stop();
            second.getClass().getMethod("start").invoke(second);
            assertBusyHere(original);
            second.getClass().getMethod("stop").invoke(second);
        }
        assertWrites(stranger, original);
    }

    @Test
    void aProgramThatReplacesTheSystemPropertiesStillHasOneWriter() {
        Properties before = System.getProperties();
        Properties replaced = new Properties();
        before.stringPropertyNames().stream()
                .filter(key -> !key.startsWith("valkka."))
                .forEach(key -> replaced.setProperty(key, before.getProperty(key)));
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                ValkkaFSWriterThread writer = writerOn(fs);
                ValkkaFSWriterThread second = writerOn(fs)) {
            writer.start();
            System.setProperties(replaced);
            assertThatThrownBy(second::start)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
            assertRefuses(sameUser, original);
        } finally {
            System.setProperties(before);
        }
    }

    // ---- what the writer's own process does ----

    @Test
    void aProcessThatCopiesTheDirectoryItRecordsKeepsItsLock() throws IOException {
        AtomicLong clock = new AtomicLong();
        Path copy = temp.resolve("copy");
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                SteppedWriter writer = stepped(fs, clock)) {
            copy(original, copy);
            assertRefuses(sameUser, original);
            assertRefuses(stranger, original);

            // The copy has the text of the lock file, which names a process that runs, and is no lock of the copy.
            assertThat(Files.readString(copy.resolve("valkkafs.lock"))).contains("process ");
            assertWrites(stranger, copy);

            // On another host the text says nothing: there the lock itself counts, which is taken again.
            lookAfterTheLock(writer, clock);
            Files.writeString(original.resolve("valkkafs.lock"), "nothing");
            assertRefuses(sameUser, original);
            lookAfterTheLock(writer, clock);
            assertThat(stranger.ask("start " + original)).startsWith("BUSY ").contains("nothing");
        }
        assertThat(original.resolve("valkkafs.lock")).doesNotExist();
        assertWrites(stranger, original);
    }

    @Test
    void aWriterThatLostItsLockToAnotherHostEndsBeforeItsNextFrame() throws IOException {
        AtomicLong clock = new AtomicLong();
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                SteppedWriter writer = stepped(fs, clock)) {
            Files.writeString(original.resolve("valkkafs.lock"), ""); // loses the lock, and its text
            assertThat(stranger.ask("start " + original)).isEqualTo("writing");
            byte[] before = Files.readAllBytes(original.resolve("dumpfile"));
            List<ValkkaException> heard = new ArrayList<>();
            writer.writer().setErrorCallback(heard::add);

            clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
            writer.input().run(TestFrames.frame(1, 1, 100));
            assertThat(writer.step()).isFalse();

            assertThat(heard)
                    .singleElement()
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
            assertThat(writer.writer().stats().error()).contains("was lost", "process " + stranger.pid());
            assertThat(writer.writer().stats().droppedFailed()).isEqualTo(1);
            assertThat(Files.readAllBytes(original.resolve("dumpfile"))).isEqualTo(before);
        }
        assertThat(stranger.ask("stop")).isEqualTo("stopped");
        assertWrites(stranger, original);
    }

    @Test
    void aLockFileThatIsDeletedOrReplacedWhileRecordingIsMadeAnew() throws IOException {
        Path file = original.resolve("valkkafs.lock");
        AtomicLong clock = new AtomicLong();
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                SteppedWriter writer = stepped(fs, clock)) {
            Files.delete(file);
            assertRefuses(sameUser, original);
            lookAfterTheLock(writer, clock);
            assertRefuses(stranger, original);

            Files.writeString(temp.resolve("another"), "process 1 on nowhere since never\n");
            Files.move(temp.resolve("another"), file, StandardCopyOption.REPLACE_EXISTING);
            assertRefuses(sameUser, original);
            lookAfterTheLock(writer, clock);
            assertRefuses(stranger, original);

            Path precious = Files.writeString(temp.resolve("precious"), "all my data");
            Files.delete(file);
            Files.createSymbolicLink(file, precious);
            lookAfterTheLock(writer, clock);
            assertThat(writer.writer().stats().error()).isEmpty();
            assertRefuses(sameUser, original);
            assertThat(precious).hasContent("all my data");
        }
    }

    // ---- the end of a writer ----

    @Test
    void aKilledWriterLeavesNoLockThoughAProcessThatItStartedLivesOn() {
        try (ChildJvm killed = new ChildJvm(ObeyingProgram.class)) {
            assertThat(killed.ask("start " + original)).isEqualTo("writing");
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(killed.ask("child"))).orElseThrow();
            try {
                assertThat(sameUser.ask("start " + original))
                        .startsWith("BUSY ")
                        .contains("process " + killed.pid());
                killed.kill();
                assertThat(child.isAlive()).isTrue();
                assertWrites(sameUser, original);
                assertWrites(stranger, original);
            } finally {
                child.destroyForcibly();
            }
        }
    }

    @Test
    void anOldLockFileWhoseNumberBelongsToAnotherProcessNowIsNoLock() throws IOException {
        Path file = original.resolve("valkkafs.lock");
        String text;
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                ValkkaFSWriterThread writer = writerOn(fs)) {
            writer.start();
            text = Files.readString(file);
        }
        long mine = ProcessHandle.current().pid();
        String restored = text.replaceAll("\\b" + mine + "\\b", Long.toString(sameUser.pid()));
        assertThat(restored).isNotEqualTo(text);
        for (String old : List.of(restored, "process 1 on x since 2020\n1|" + "x".repeat(9000), "\0\n|||\n")) {
            Files.writeString(file, old);
            assertWrites(stranger, original);
            assertThat(file).doesNotExist();
        }
    }

    // ---- at the same instant ----

    @Test
    void ofTwoProcessesThatStartAtTheSameInstantOneWrites() {
        for (int round = 0; round < 50; round++) {
            ChildJvm second = round % 2 == 0 ? stranger : sameUser;
            try (ChildJvmRace race = new ChildJvmRace(sameUser == second ? stranger : sameUser, second)) {
                List<String> answers = race.ask("start " + original);
                assertThat(answers).filteredOn("writing"::equals).hasSize(1);
                assertThat(answers)
                        .filteredOn(answer -> answer.startsWith("BUSY "))
                        .hasSize(1);
            }
        }
    }

    /** Two processes that get each order at once; at the end both stop. */
    private record ChildJvmRace(ChildJvm first, ChildJvm second) implements AutoCloseable {
        List<String> ask(String order) {
            first.say(order);
            second.say(order);
            return List.of(first.line(), second.line());
        }

        @Override
        public void close() {
            ask("stop");
        }
    }

    @Test
    void ofThreeThreadsThatStartAtTheSameInstantOneWrites() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger writing = new AtomicInteger();
            List<Throwable> unexpected = new ArrayList<>();
            CyclicBarrier together = new CyclicBarrier(3);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(original);
                            ValkkaFSWriterThread writer = writerOn(fs)) {
                        together.await();
                        try {
                            writer.start();
                            writing.incrementAndGet();
                        } catch (ValkkaException e) {
                            assertThat(e.kind()).isEqualTo(Kind.BUSY);
                        }
                        together.await();
                    } catch (Exception | AssertionError e) {
                        synchronized (unexpected) {
                            unexpected.add(e);
                        }
                        together.reset();
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(unexpected).isEmpty();
            assertThat(writing).hasValue(1);
        }
    }

    // ---- helpers ----

    private static SteppedWriter stepped(ValkkaFS fs, AtomicLong clock) {
        SteppedWriter writer = new SteppedWriter("writer", fs, Durability.NONE, clock::get);
        writer.writer().setSlotId(1, TestFrames.ID);
        return writer;
    }

    /** Lets a second pass: with its next frame the writer takes its lock again. */
    private static void lookAfterTheLock(SteppedWriter writer, AtomicLong clock) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        writer.input().run(TestFrames.frame(1, clock.get() / 1_000_000_000, 100));
        writer.step();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectory(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
