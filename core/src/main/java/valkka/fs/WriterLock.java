package valkka.fs;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Lets one writer at a time onto a recording. The lock is the operating system's, on a file of its own, so it goes with its
 * process, however that ends; the file stays, and names who held it last.
 *
 * <p>A POSIX lock is lost when its process closes any descriptor of the file. So within this process nothing opens the file
 * while it is locked: {@link #HELD} is asked first.
 */
final class WriterLock implements AutoCloseable {
    private static final String NAME = "valkkafs.lock";
    private static final int LONGEST_HOLDER = 400;
    /** The byte that is locked: far behind the text, which stays readable where locks are mandatory. */
    private static final long LOCKED_BYTE = 1L << 40;
    /** Who holds which lock file in this process. It is process-wide because the operating system's locks are. */
    private static final Map<Object, String> HELD = new ConcurrentHashMap<>();

    private final Object key;
    private final FileChannel channel;

    private WriterLock(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** @throws ValkkaException {@code BUSY} when somebody else writes, naming him */
    static WriterLock take(Path directory) {
        Path file = directory.resolve(NAME);
        String me = "process " + ProcessHandle.current().pid() + " on " + hostName() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try {
            Object key = keyOf(file);
            String holder = HELD.putIfAbsent(key, me);
            if (holder != null) {
                throw busy(directory, holder + ", which is this process itself");
            }
            try {
                return new WriterLock(key, lock(directory, file, me));
            } catch (IOException | RuntimeException e) {
                HELD.remove(key);
                throw e;
            }
        } catch (IOException e) {
            throw DiskErrors.of(e, "locking a recording for writing", file);
        }
    }

    private static FileChannel lock(Path directory, Path file, String me) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw busy(directory, read(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((me + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ValkkaException busy(Path directory, String holder) {
        return new ValkkaException(
                Kind.BUSY,
                "the recording in " + directory + " is being written by " + holder + ": stop that one first");
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_HOLDER);
        channel.read(text, 0);
        String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return holder.isEmpty() ? "another process" : holder;
    }

    private static Object keyOf(Path file) throws IOException {
        try {
            boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
            Files.createFile(
                    file,
                    posix
                            ? new FileAttribute<?>[] {
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                            }
                            : new FileAttribute<?>[0]);
        } catch (FileAlreadyExistsException e) {
            // an earlier writer's
        }
        Object fileKey = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return fileKey != null ? fileKey : file.toRealPath();
    }

    private static String hostName() {
        Path linux = Path.of("/proc/sys/kernel/hostname");
        try {
            // Linux' own answer first: getLocalHost may wait for a name server.
            return Files.isReadable(linux)
                    ? Files.readString(linux).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "an unnamed host";
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(key);
        }
    }
}
