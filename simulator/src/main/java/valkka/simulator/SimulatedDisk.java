package valkka.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskFile;

/** The disk as one process sees it: its calls fail on demand, and no longer when it is dead. */
final class SimulatedDisk implements Disk {
    private static final byte[] NOTHING = {};

    private final Platter platter;
    private final Dice dice;
    private final Consumer<Trouble.Kind> ends;
    private final List<Armed> armed = new ArrayList<>();
    private Runnable beforeRead = () -> {};
    private Watcher watcher = (path, position, bytes) -> {};
    private long withoutRoom; // so many replacements fail
    private boolean dead;

    /** A trouble that waits for its call. */
    private static final class Armed {
        private final Trouble.Kind kind;
        private long calls;

        private Armed(Trouble.Kind kind, long calls) {
            this.kind = kind;
            this.calls = calls;
        }
    }

    /**
     * Makes a process's view of the disk.
     *
     * @param ends hears of the end of the process: {@code KILL} or {@code POWER_CUT}
     */
    SimulatedDisk(Platter platter, Dice dice, Consumer<Trouble.Kind> ends) {
        this.platter = platter;
        this.dice = dice;
        this.ends = ends;
    }

    /** Lets the n-th change from now on bring a trouble. */
    void arm(Trouble.Kind kind, long calls) {
        armed.add(new Armed(kind, Math.max(1, calls)));
    }

    /** Leaves no room for the next replacements of a whole file. */
    void leaveNoRoom(long replacements) {
        withoutRoom += replacements;
    }

    /** Lets something happen before each call that reads. */
    void beforeRead(Runnable action) {
        beforeRead = action;
    }

    /** Hears of each change before it is made. */
    interface Watcher {
        /**
         * A change comes.
         *
         * @param path the file that is written; {@code null} for a change that is no write
         * @param position where
         * @param bytes what
         */
        void comes(@Nullable Path path, int position, byte[] bytes);
    }

    /** Lets somebody watch the changes. */
    void watch(Watcher watching) {
        watcher = watching;
    }

    /** Ends the process: all its further calls fail. */
    void kill() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    private void checkAlive() throws IOException {
        if (dead) {
            throw new IOException("this process has ended");
        }
    }

    /** Counts a change of a file. Returns the trouble that comes with it, or null. */
    private Trouble.@Nullable Kind change(Path path, boolean isWrite) throws IOException {
        checkAlive();
        boolean isTable = path.endsWith("blockfile");
        Trouble.@Nullable Kind due = null;
        for (Armed one : List.copyOf(armed)) {
            boolean counts = one.kind.isOfTheTable() ? isTable : one.kind != Trouble.Kind.SHORT_WRITE || isWrite;
            if (counts) {
                one.calls--;
            }
            if (one.calls <= 0 && due == null) {
                due = one.kind;
                armed.remove(one);
            }
        }
        return due;
    }

    private IOException end(Trouble.Kind kind) {
        return switch (kind) {
            case EIO -> new IOException("Input/output error");
            case SHORT_WRITE -> new IOException("No space left on device");
            default -> {
                dead = true;
                ends.accept(kind.cutsPower() ? Trouble.Kind.POWER_CUT : Trouble.Kind.KILL);
                yield new IOException("this process has ended");
            }
        };
    }

    @Override
    public DiskFile openForReading(Path path) throws IOException {
        checkAlive();
        return new OpenFile(path, platter.file(path));
    }

    @Override
    public DiskFile openForWriting(Path path) throws IOException {
        return openForReading(path);
    }

    @Override
    public void create(Path path, long size) throws IOException {
        replace(path, new byte[Math.toIntExact(size)]);
    }

    @Override
    public void replace(Path path, byte[] content) throws IOException {
        checkAlive();
        watcher.comes(null, 0, NOTHING);
        Trouble.@Nullable Kind trouble = change(path, false);
        if (trouble == null && withoutRoom > 0) {
            withoutRoom--;
            throw new IOException("No space left on device");
        }
        if (trouble == null || (trouble != Trouble.Kind.EIO && dice.oneIn(2))) {
            platter.put(path.getFileName().toString(), content.clone());
        }
        if (trouble != null) {
            throw end(trouble);
        }
    }

    @Override
    public void rename(Path path, Path newName) throws IOException {
        throw new IOException("no scenario replaces a recording by another");
    }

    @Override
    public byte[] readAll(Path path, int limit) throws IOException {
        beforeRead.run();
        checkAlive();
        return platter.file(path).content();
    }

    @Override
    public long modifiedNanos(Path path) throws IOException {
        checkAlive();
        return platter.changes();
    }

    @Override
    public String listBlockDevices() throws IOException {
        throw new IOException("a simulated disk has no devices");
    }

    private final class OpenFile implements DiskFile {
        private final Path path;
        private final PlatterFile file;

        private OpenFile(Path path, PlatterFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            beforeRead.run();
            checkAlive();
            int length = (int) Math.min(target.remaining(), file.size() - position);
            if (length <= 0) {
                return target.hasRemaining() ? -1 : 0;
            }
            byte[] bytes = new byte[length];
            // A large read is not one: a writer may come between two pages of it.
            int first = Math.min(length, PlatterFile.PAGE / 2);
            file.read((int) position, bytes, 0, first);
            if (first < length) {
                beforeRead.run();
                checkAlive();
                file.read((int) position + first, bytes, first, length - first);
            }
            target.put(bytes);
            return length;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            checkAlive();
            watcher.comes(path, (int) position, bytes);
            Trouble.@Nullable Kind trouble = change(path, true);
            int whole = trouble == null ? bytes.length : part((int) position, bytes.length, trouble);
            platter.write(path, file, (int) position, bytes, whole);
            if (trouble != null) {
                throw end(trouble);
            }
        }

        private int part(int position, int length, Trouble.Kind trouble) {
            return trouble == Trouble.Kind.EIO && dice.oneIn(2) ? 0 : Platter.partOfWrite(dice, position, length);
        }

        @Override
        public void force() throws IOException {
            checkAlive();
            watcher.comes(null, 0, NOTHING);
            Trouble.@Nullable Kind trouble = change(path, false);
            if (trouble == null) {
                file.force();
            } else {
                throw end(trouble);
            }
        }

        @Override
        public long size() throws IOException {
            checkAlive();
            return file.size();
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
