package valkka.lock;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A lock of the operating system, on a file that only names its holder, or on a device. It goes
 * with its process, however the process ends.
 *
 * <p>A POSIX lock is lost when its process closes any descriptor of the file, as a copy of the
 * directory does. Two things mend this. The text of the file names a process that still runs: who
 * finds the lock free respects the text. And {@link #renew} takes the lock again. Two bytes are
 * locked, and taken again one after the other. So at each moment one of them is held, and a
 * newcomer needs both. A third byte is the gate: newcomers hold it while they try, so the holder
 * never meets the lock of a newcomer that will fail.
 */
final class LockFile implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int TRIES = 10;
    /** Far behind the text, which stays readable where locks are mandatory. */
    private static final long FIRST = 1L << 40;

    private static final long SECOND = FIRST + 1;
    private static final long GATE = FIRST + 2;

    /** Tells that somebody else holds the lock. */
    static final class HeldException extends Exception {
        private static final long serialVersionUID = 1;

        private final String holder;

        HeldException(Holder holder) {
            super(holder.shown());
            this.holder = holder.shown();
        }

        /** Returns the holder's process, host and time. */
        String holder() {
            return holder;
        }
    }

    private final Path file;
    private final boolean named;
    private final Path directory;
    private final String directoryId;
    private FileChannel channel;
    private String identity;
    private @Nullable FileLock first;
    private @Nullable FileLock second;

    private LockFile(
            Path directory, String directoryId, Path file, boolean named, FileChannel channel, String identity) {
        this.file = file;
        this.named = named;
        this.directory = directory;
        this.directoryId = directoryId;
        this.channel = channel;
        this.identity = identity;
    }

    /** Takes the lock of a file that is made for it, and deleted in the end. */
    static LockFile take(Path directory, String name) throws IOException, HeldException {
        Path file = directory.resolve(name);
        String directoryId = FileIdentity.of(directory).id();
        for (int i = 0; i < TRIES; i++) {
            create(file);
            String identity = identityOf(file);
            FileChannel channel;
            try {
                channel = open(file);
            } catch (NoSuchFileException e) {
                continue; // its holder has just deleted it
            }
            LockFile taken = new LockFile(directory, directoryId, file, true, channel, identity);
            if (taken.tryNow()) {
                return taken;
            }
        }
        throw new HeldException(Holder.UNKNOWN);
    }

    /** Takes the lock of a device. */
    static LockFile takeDevice(Path device) throws IOException, HeldException {
        String identity = FileIdentity.of(device).id();
        LockFile taken = new LockFile(device, identity, device, false, open(device), identity);
        taken.tryNow();
        return taken;
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    private static void create(Path file) throws IOException {
        boolean knowsOwners = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] rights = knowsOwners
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, rights);
        } catch (FileAlreadyExistsException e) {
            // another writer's, or left by a process that was killed
        }
    }

    /** Returns the identity of the file that stands at a name now, or nothing for none. */
    private static String identityOf(Path file) throws IOException {
        try {
            FileIdentity found = FileIdentity.ofName(file);
            if (found.kind() != FileIdentity.Kind.FILE) {
                throw new FileSystemException(
                        file.toString(), null, "it is no plain file, and only a plain file is locked: remove it");
            }
            return found.id();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** @return false when the file is no longer the one at its name */
    private boolean tryNow() throws IOException, HeldException {
        boolean taken = false;
        try {
            if (named) {
                Holder holder = Holder.read(channel);
                if (holder.runsElsewhere(identity)) {
                    throw new HeldException(holder);
                }
            }
            if (!lockBoth()) {
                throw new HeldException(named ? Holder.read(channel) : Holder.UNKNOWN);
            }
            if (named && !identity.equals(identityOf(file))) {
                return false;
            }
            if (named) {
                refuseFurtherNames();
                Holder.me(identity).write(channel);
            }
            taken = true;
            return true;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /** A file with another name elsewhere may be anybody's: nothing is written into it. */
    private void refuseFurtherNames() throws IOException {
        if (FileIdentity.ofName(file).names() > 1) {
            throw new FileSystemException(
                    file.toString(), null, "it has a further name elsewhere (a hard link): remove it");
        }
    }

    private boolean lockBoth() throws IOException {
        FileLock gate = tryLock(GATE, 1);
        if (gate == null) {
            return false;
        }
        try (gate) {
            FileLock both = tryLock(FIRST, 2);
            if (both == null) {
                return false;
            }
            both.release();
            first = tryLock(FIRST, 1);
            second = tryLock(SECOND, 1);
            return first != null && second != null;
        }
    }

    private @Nullable FileLock tryLock(long position, long length) throws IOException {
        try {
            return channel.tryLock(position, length, false);
        } catch (OverlappingFileLockException e) {
            return null; // this process holds it, by a way that the list of this process does not know
        }
    }

    /**
     * Takes the lock again, in case it was lost, and makes its file anew, in case it was removed.
     *
     * @throws HeldException when somebody else has taken the lock meanwhile
     */
    void renew() throws IOException, HeldException {
        if (named && isReplaced()) {
            LockFile anew = take(directory, file.getFileName().toString());
            channel.close();
            channel = anew.channel;
            identity = anew.identity;
            first = anew.first;
            second = anew.second;
            return;
        }
        first = again(first, FIRST);
        second = again(second, SECOND);
    }

    private @Nullable FileLock again(@Nullable FileLock held, long position) throws IOException, HeldException {
        if (held != null) {
            held.release();
        }
        FileLock again = tryLock(position, 1);
        Holder holder = again == null && named ? Holder.read(channel) : Holder.UNKNOWN;
        if (again == null && !holder.isMe()) {
            throw new HeldException(holder);
        }
        return again;
    }

    /** Returns whether another file, or none, stands in the directory where this lock was taken. */
    private boolean isReplaced() throws IOException {
        String now = identityOf(file);
        if (now.equals(identity)) {
            return false;
        }
        try {
            // A directory that was renamed has its lock file with it.
            return FileIdentity.of(directory).id().equals(directoryId);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Tells programs that delete old files that this file is in use. */
    void touch() throws IOException {
        if (named && !isReplaced()) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        }
    }

    /**
     * Gives the lock back. An error is logged: the lock goes with the channel, closed well or
     * badly.
     */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // it would close the channel before the text is gone
        try (FileChannel closing = channel) {
            if (named && closing.isOpen()) {
                closing.truncate(0);
            }
            if (named && identity.equals(identityOf(file))) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, () -> "giving back the writer's lock " + file + ": " + e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
