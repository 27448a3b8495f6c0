package valkka.simulator;

import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The files of a recording on a simulated disk, which processes come and go on. */
final class Platter {
    /** Hears of the changes of the recording's files. */
    interface Listener {
        /** The first bytes of a block are written: nothing of its old frames stays. */
        void blockBegun(int block);
    }

    private final Map<String, PlatterFile> files = new TreeMap<>();
    private final int blockSize;
    private final boolean losesPower;
    private Listener listener = block -> {};
    private long changes;

    Platter(Scenario scenario, Path directory) {
        this.blockSize = scenario.blockSize();
        this.losesPower =
                scenario.troubles().stream().anyMatch(one -> one.kind().cutsPower());
        put("dumpfile", new byte[scenario.blocks() * scenario.blockSize()]);
        put("blockfile", new byte[scenario.blocks() * 16]);
        // Two rows of the table that stand in two sectors are soon met.
        int firstBlock = scenario.blocks() > 32 ? 28 + (int) (scenario.seed() & 3) : 0;
        String json = String.format(
                Locale.ROOT,
                "{\"dumpfile\": \"%s\", \"partition_uuid\": null, \"blockfile\": \"%s\", \"blocksize\": %d, "
                        + "\"n_blocks\": %d, \"current_block\": %d, \"jsonfile\": \"%s\"}\n",
                directory.resolve("dumpfile"),
                directory.resolve("blockfile"),
                scenario.blockSize(),
                scenario.blocks(),
                firstBlock,
                directory.resolve("valkkafs.json"));
        put("valkkafs.json", json.getBytes(StandardCharsets.US_ASCII));
    }

    private Platter(Platter other) {
        this.blockSize = other.blockSize;
        this.losesPower = other.losesPower;
        this.changes = other.changes;
        other.files.forEach((name, file) -> files.put(name, file.copy()));
    }

    /** Returns a disk with the same files, for a look at what would be. */
    Platter copy() {
        return new Platter(this);
    }

    /**
     * Returns how many bytes of a write are written when its process is killed: the kernel copies
     * page by page.
     */
    static int partOfWrite(Dice dice, int position, int length) {
        int first = position / PlatterFile.PAGE;
        int pages = (position + length) / PlatterFile.PAGE - first;
        int copied = dice.below(pages + 2);
        if (copied > pages) {
            return length;
        }
        return copied == 0 ? 0 : (first + copied) * PlatterFile.PAGE - position;
    }

    boolean losesPower() {
        return losesPower;
    }

    /** Returns whether an end mark, 8 zero bytes, stands at this byte of the dumpfile. */
    boolean hasEndMark(long position) {
        byte[] mark = new byte[Long.BYTES];
        Objects.requireNonNull(files.get("dumpfile")).read(Math.toIntExact(position), mark, 0, mark.length);
        return Arrays.equals(mark, new byte[Long.BYTES]);
    }

    void listen(Listener hearing) {
        listener = hearing;
    }

    PlatterFile file(Path path) throws NoSuchFileException {
        PlatterFile file = files.get(String.valueOf(path.getFileName()));
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    /** Puts a whole file there, in place of an older one, on the disk. */
    void put(String name, byte[] content) {
        changes++;
        files.put(name, new PlatterFile(content, losesPower));
    }

    void write(Path path, PlatterFile file, int position, byte[] bytes, int length) {
        changes++;
        file.write(position, bytes, length, changes);
        if (length > 0 && position % blockSize == 0 && path.endsWith("dumpfile")) {
            listener.blockBegun(position / blockSize);
        }
    }

    long changes() {
        return changes;
    }

    void cutPower(Dice dice) {
        files.values().forEach(file -> file.cutPower(dice));
    }
}
