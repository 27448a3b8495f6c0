package valkka.lock;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Lets one writer at a time onto a recording: onto its directory, and onto each of its files by
 * whatever name (invariants.md, W7). Nothing waits.
 *
 * <ul>
 *   <li>Within the process, the system properties list the files that are being written. All class
 *       loaders share the system properties, and two copies of this library need no common class.
 *   <li>For the other processes of this user, a file in the {@link LockDirectory} is locked for
 *       each file of the recording. It bears the number of the file, not its name.
 *   <li>For other users, hosts and containers, {@code valkkafs.lock} is locked in the directory of
 *       the recording, and a device is locked itself.
 * </ul>
 */
public final class WriterLock implements AutoCloseable {
    /** The lock file in the directory of a recording. */
    public static final String NAME = "valkkafs.lock";

    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final String JSON = "valkkafs.json";
    private static final String LISTED = "valkka.lock.";
    private static final long TOUCH_NANOS = TimeUnit.HOURS.toNanos(1);
    /** Nobody reads or copies the files of the user's directory, so their locks are hardly ever lost. */
    private static final long USERS_LOCKS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Path directory;
    /** The list of this process. A program may put other properties in their place meanwhile. */
    private final Properties properties = System.getProperties();

    private final Map<String, String> listed = new TreeMap<>();
    private final SortedMap<String, Path> files = new TreeMap<>();
    /** In the user's {@link LockDirectory}. */
    private final List<LockFile> usersLocks = new ArrayList<>();
    /** In the recording's directory, and on devices. */
    private final List<LockFile> locks = new ArrayList<>();

    private final List<FileChannel> pins = new ArrayList<>();
    private final LongSupplier nanoClock;
    private long touchedAt;
    private long usersLocksRenewedAt;
    private boolean troubleTold;

    private WriterLock(Path directory, LongSupplier nanoClock) {
        this.directory = directory;
        this.nanoClock = nanoClock;
        this.touchedAt = nanoClock.getAsLong();
        this.usersLocksRenewedAt = touchedAt;
    }

    /**
     * Takes the locks of a recording.
     *
     * @param files the files of the recording that will be written
     * @throws ValkkaException {@code BUSY} when somebody else writes the recording or one of the
     *     files; the message names the holder
     * @throws IOException when a lock cannot be taken for another reason
     */
    public static WriterLock take(Path directory, Collection<Path> files) throws IOException {
        return take(directory, files, System::nanoTime);
    }

    static WriterLock take(Path directory, Collection<Path> files, LongSupplier nanoClock) throws IOException {
        WriterLock lock = new WriterLock(directory, nanoClock);
        boolean complete = false;
        try {
            lock.takeAll(files);
            complete = true;
            return lock;
        } finally {
            if (!complete) {
                lock.close();
            }
        }
    }

    private void takeAll(Collection<Path> toWrite) throws IOException {
        pin(directory);
        for (Path file : toWrite) {
            if (FileIdentity.of(file).kind() == FileIdentity.Kind.FILE) {
                pin(file); // a device keeps its number, and closing it would lose its lock
            }
            files.put(FileIdentity.ofData(file).id(), file.toRealPath());
        }
        list(FileIdentity.of(directory).id(), "the recording in " + directory);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            list(file.getKey(), textOf(file.getValue()));
        }
        takeUsersLocks();
        locks.add(take(directory, NAME, "the recording in " + directory));
        for (Path file : files.values()) {
            Path parent = file.getParent();
            if (FileIdentity.of(file).kind() == FileIdentity.Kind.DEVICE) {
                takeDevice(file);
            } else if (parent != null && !Files.isSameFile(parent, directory) && Files.exists(parent.resolve(JSON))) {
                // The file is another recording's too. Its writer on another host has the lock
                // there.
                locks.add(take(parent, NAME, textOf(file)));
            }
        }
    }

    /**
     * Opens a directory or a file until the locks are given back. While it is open, nothing new gets
     * its number, even when it is deleted. Else its lock would keep others from a new recording.
     */
    private void pin(Path path) {
        try {
            pins.add(FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> path + " cannot be opened while its lock is held: " + e);
        }
    }

    private String textOf(Path file) {
        if (file.startsWith(directory)) {
            return "the recording in " + directory;
        }
        return file + ", which belongs to the recording in " + directory + ",";
    }

    private void list(String id, String what) {
        String me = Holder.me(id).shown();
        Object holder = properties.putIfAbsent(LISTED + id, me);
        if (holder != null) {
            throw busy(what, holder + ", which is this process itself");
        }
        listed.put(LISTED + id, me);
    }

    private void takeUsersLocks() throws IOException {
        Path place;
        try {
            place = LockDirectory.get();
        } catch (IOException e) {
            // A recording that cannot start is worse: its own directory keeps nearly all others out.
            LOG.log(
                    Level.WARNING,
                    () -> "no directory for the locks of this user (" + e.getMessage() + "): " + directory
                            + " is kept from writers that use the same directory, and not from those that reach its"
                            + " files by other directories; -D" + LockDirectory.PROPERTY + "=DIR gives another place");
            return;
        }
        for (Map.Entry<String, Path> file : files.entrySet()) {
            usersLocks.add(take(place, file.getKey(), textOf(file.getValue())));
        }
    }

    private static LockFile take(Path place, String name, String what) throws IOException {
        try {
            return LockFile.take(place, name);
        } catch (LockFile.HeldException e) {
            throw busy(what, e.holder());
        }
    }

    private void takeDevice(Path device) throws IOException {
        try {
            locks.add(LockFile.takeDevice(device));
        } catch (LockFile.HeldException e) {
            throw busy(textOf(device), e.holder());
        }
    }

    private static ValkkaException busy(String what, String holder) {
        return new ValkkaException(Kind.BUSY, what + " is being written by " + holder + ": stop that writer first");
    }

    /**
     * Returns the real path of a file whose lock is held, which is opened for writing.
     *
     * @throws ValkkaException {@code GONE} when another file stands in its place
     */
    public Path locked(Path file) throws IOException {
        Path real = files.get(FileIdentity.of(file).id());
        if (real == null) {
            throw gone(file);
        }
        return real;
    }

    /**
     * Checks that files which have just been opened are those that were locked: nobody has put
     * others in their place since then.
     *
     * @throws ValkkaException {@code GONE} when one is another file
     */
    public void checkOpened(Path... opened) throws IOException {
        for (Path file : opened) {
            if (!locked(file).equals(file.toRealPath())) {
                throw gone(file);
            }
        }
    }

    private static ValkkaException gone(Path file) {
        return new ValkkaException(
                Kind.GONE, file + " is no longer the file that was locked for writing: load the recording again");
    }

    /**
     * Takes the locks again that may have been lost: when the process read or copied the lock file,
     * and when somebody deleted the lock file. A writer calls this about once a second, before it
     * writes. The locks in the user's directory take their turn every 10 seconds.
     *
     * @throws ValkkaException {@code BUSY} when somebody else has taken a lock meanwhile
     */
    public void renew() {
        long now = nanoClock.getAsLong();
        boolean touch = now - touchedAt > TOUCH_NANOS;
        boolean usersToo = touch || now - usersLocksRenewedAt > USERS_LOCKS_NANOS;
        try {
            renew(locks, touch);
            if (usersToo) {
                renew(usersLocks, touch);
                usersLocksRenewedAt = now;
            }
            if (touch) {
                touchedAt = now;
            }
        } catch (LockFile.HeldException e) {
            throw busy("the lock of the recording in " + directory + " was lost, and the recording", e.holder());
        } catch (IOException e) {
            if (!troubleTold) {
                troubleTold = true;
                LOG.log(Level.WARNING, () -> "looking after the lock of " + directory + ": " + e);
            }
        }
    }

    private static void renew(List<LockFile> locks, boolean touch) throws IOException, LockFile.HeldException {
        for (LockFile lock : locks) {
            lock.renew();
            if (touch) {
                lock.touch();
            }
        }
    }

    /** Gives the locks back. Never throws: errors are logged. */
    @Override
    public void close() {
        usersLocks.forEach(LockFile::close);
        usersLocks.clear();
        locks.forEach(LockFile::close);
        locks.clear();
        listed.forEach((key, me) -> {
            properties.remove(key, me);
            System.getProperties().remove(key, me); // perhaps a copy
        });
        listed.clear();
        for (FileChannel pin : pins) { // last: their numbers are free from here on
            try {
                pin.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "closing a file of " + directory + ": " + e);
            }
        }
        pins.clear();
    }
}
