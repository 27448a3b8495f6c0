package valkka.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;

/**
 * A reader in another process, for which the writer stops between any two of its changes. The disk is
 * copied before each of some changes. Later the reader reads blocks on these copies, and goes on to a
 * newer copy between two calls, or in the middle of a read.
 */
final class LappedRead {
    private static final int MOST_CHANGES_AT_ONCE = 8;

    private final Scenario scenario;
    private final Path directory;
    private final Story story;
    private final Ledger ledger;
    private final Dice dice;
    private final long changes;
    private final List<Platter> moments = new ArrayList<>();
    private final List<Integer> written = new ArrayList<>(); // at each moment, the block that was written last
    /** Blocks that a power cut had spoilt at one of the moments; some are overwritten by now. */
    private final Set<Integer> damaged = new HashSet<>();

    private int now;

    LappedRead(Scenario scenario, Path directory, Story story, Ledger ledger, Dice dice, long changes) {
        this.scenario = scenario;
        this.directory = directory;
        this.story = story;
        this.ledger = ledger;
        this.dice = dice;
        this.changes = changes;
    }

    /**
     * Keeps the disk as it is now.
     *
     * @return whether these were all changes
     */
    boolean take(Platter platter) {
        moments.add(platter.copy());
        written.add(Math.max(0, ledger.current()));
        IntStream.range(0, scenario.blocks()).filter(ledger::isDamaged).forEach(damaged::add);
        return moments.size() >= changes;
    }

    /** Reads the block that is being written, and those that are overwritten next, from each moment on. */
    void read() {
        for (int from = 0; from < moments.size() - 1 && !story.isOver(); from++) {
            now = from;
            try (ValkkaFS fs = Recorder.load(scenario.multi(), new Moments(), directory)) {
                check(fs, (written.get(from) + dice.below(3)) % scenario.blocks());
            } catch (ValkkaException e) {
                story.unexpected("reading", e);
            }
        }
        story.tell(() -> "a reader has read while " + moments.size() + " changes were made");
    }

    private void check(ValkkaFS fs, int block) {
        try {
            List<RecordedFrame> frames = fs.readBlock(block);
            if (!damaged.contains(block) && ledger.span(frames, 0) == null) {
                story.broken(Promise.WHOLE, "a reader got from block " + block + ": " + ledger.fault(frames));
            }
        } catch (ValkkaException e) {
            if (e.kind() != ValkkaException.Kind.GONE) {
                throw e;
            }
        }
    }

    private Platter present() {
        return moments.get(now);
    }

    private void goOn() {
        if (dice.oneIn(4)) {
            int most = dice.oneIn(2) ? MOST_CHANGES_AT_ONCE : moments.size();
            now = Math.min(moments.size() - 1, now + 1 + dice.below(most));
        }
    }

    /** The disk at the present moment. */
    private final class Moments implements Disk {
        @Override
        public DiskFile openForReading(Path path) {
            return new OpenFile(path);
        }

        @Override
        public DiskFile openForWriting(Path path) throws IOException {
            throw new IOException("a reader writes " + path);
        }

        @Override
        public void create(Path path, long size) throws IOException {
            throw new IOException("a reader creates " + path);
        }

        @Override
        public void replace(Path path, byte[] content) throws IOException {
            throw new IOException("a reader replaces " + path);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            throw new IOException("a reader renames " + from);
        }

        @Override
        public byte[] readAll(Path path, int limit) throws IOException {
            return present().file(path).content();
        }

        @Override
        public long modifiedNanos(Path path) {
            return present().changes();
        }

        @Override
        public String listBlockDevices() throws IOException {
            throw new IOException("a simulated disk has no devices");
        }
    }

    private final class OpenFile implements DiskFile {
        private final Path path;

        private OpenFile(Path path) {
            this.path = path;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int length = (int) Math.min(target.remaining(), size() - position);
            if (length <= 0) {
                return target.hasRemaining() ? -1 : 0;
            }
            byte[] bytes = new byte[length];
            int first = Math.min(length, PlatterFile.PAGE / 2);
            present().file(path).read((int) position, bytes, 0, first);
            goOn();
            present().file(path).read((int) position + first, bytes, first, length - first);
            target.put(bytes);
            return length;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            throw new IOException("a reader writes " + path);
        }

        @Override
        public void force() throws IOException {
            throw new IOException("a reader forces " + path);
        }

        @Override
        public long size() throws IOException {
            return present().file(path).size();
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
