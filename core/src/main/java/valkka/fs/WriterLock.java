package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Lets one writer at a time onto a recording. The lock is the operating system's, on a file of its
 * own, so it goes with its process, however the process ends. The file stays, and names its last
 * holder.
 *
 * <p>A json may name a dumpfile or blockfile elsewhere, as a copy without these files does. The
 * lock then covers that directory too, since the file may be another recording's.
 *
 * <p>A POSIX lock is lost when its process closes any descriptor of the file. So within this
 * process nothing opens the file while it is locked: {@link #HELD} is asked first.
 */
final class WriterLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final String NAME = "valkkafs.lock";
    private static final int LONGEST_HOLDER = 400;
    /**
     * The byte that is locked: far behind the text, which stays readable where locks are mandatory.
     */
    private static final long LOCKED_BYTE = 1L << 40;
    /**
     * The holder of each lock file in this process. It is process-wide because the operating
     * system's locks are.
     */
    private static final Map<Object, String> HELD = new ConcurrentHashMap<>();

    private final List<Held> held = new ArrayList<>();

    private record Held(Object key, FileChannel channel) {}

    private WriterLock() {}

    /**
     * Takes the lock of a directory.
     *
     * @throws ValkkaException {@code BUSY} when somebody else writes; the message names the holder
     */
    static WriterLock take(Path directory) {
        return take(List.of(directory), "");
    }

    /**
     * Takes the locks of a directory and of the recording's files.
     *
     * @throws ValkkaException {@code BUSY} when somebody else writes in a directory or to one of
     *     the files; the message names the holder
     */
    static WriterLock take(Path directory, FSPars pars) {
        Set<Path> directories = new LinkedHashSet<>(List.of(directory));
        for (Path file : List.of(pars.dumpfile(), pars.blockfile())) {
            // A partition is no regular file, and nothing is locked among the devices.
            if (Files.isRegularFile(file)) {
                try {
                    directories.add(file.toRealPath().getParent());
                } catch (IOException e) {
                    throw DiskErrors.of(e, "locking a recording for writing", file);
                }
            }
        }
        return take(directories, ", and " + pars.jsonfile() + " names a file there");
    }

    /**
     * Takes the locks of several directories.
     *
     * @param elsewhere the addition to a message about a directory other than the first
     */
    private static WriterLock take(Iterable<Path> directories, String elsewhere) {
        WriterLock lock = new WriterLock();
        boolean complete = false;
        try {
            String why = "";
            for (Path directory : directories) {
                lock.add(directory, why);
                why = elsewhere;
            }
            complete = true;
            return lock;
        } finally {
            if (!complete) {
                lock.close();
            }
        }
    }

    private void add(Path directory, String why) {
        Path file = directory.resolve(NAME);
        String me = "process " + ProcessHandle.current().pid() + " on " + hostName() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try {
            Object key = keyOf(file);
            if (held.stream().anyMatch(mine -> mine.key.equals(key))) {
                return;
            }
            String holder = HELD.putIfAbsent(key, me);
            if (holder != null) {
                throw busy(directory, holder + ", which is this process itself" + why);
            }
            try {
                held.add(new Held(key, lock(directory, file, me, why)));
            } catch (IOException | RuntimeException e) {
                HELD.remove(key);
                throw e;
            }
        } catch (IOException e) {
            throw DiskErrors.of(e, "locking a recording for writing", file);
        }
    }

    private static FileChannel lock(Path directory, Path file, String me, String why) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw busy(directory, read(channel) + why);
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
                "the recording in " + directory + " is being written by " + holder + ": stop that writer first");
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(LONGEST_HOLDER);
        channel.read(text, 0);
        String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
        return holder.isEmpty() ? "another process" : holder;
    }

    private static Object keyOf(Path file) throws IOException {
        try {
            Files.createFile(file, OwnerRights.file(file));
        } catch (FileAlreadyExistsException e) {
            // an earlier writer's text
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

    /**
     * Gives the lock back. An error is logged: the lock goes with the channel, closed well or
     * badly.
     */
    @Override
    public void close() {
        for (Held one : held) {
            try {
                one.channel.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "giving back the writer's lock: {0}", e.getMessage());
            } finally {
                HELD.remove(one.key);
            }
        }
        held.clear();
    }
}
