package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.WriterLock;

/**
 * Rebuilds the table and the json of a recording from the dumpfile: where they are lost, cut short,
 * or wrong. The dumpfile is never touched. libValkka has no such class.
 *
 * <p>Nothing is guessed. A row that agrees with its block's frames stays as it is. Where the files
 * leave a choice, a repair refuses, and its error names the choice and the method that makes it.
 *
 * <pre>{@code
 * System.out.println(Repair.of(Path.of("front-door")).look());
 * Repair.of(Path.of("front-door")).apply();
 * }</pre>
 */
public final class Repair {
    private static final String NEW = ".repaired";

    private final Disk disk;
    private final Path directory;
    private long blockSize;
    private int openBlock = -1;
    private @Nullable Boolean multi;
    private DoubleConsumer progress = done -> {};

    private Repair(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = Objects.requireNonNull(directory, "directory").toAbsolutePath();
    }

    /** Makes a repair of the recording in a directory, which need not be loadable. */
    public static Repair of(Path directory) {
        return of(Disk.SYSTEM, directory);
    }

    static Repair of(Disk disk, Path directory) {
        return new Repair(disk, directory);
    }

    /** Sets the bytes in a block, where nothing tells them. */
    public Repair blockSize(long bytes) {
        blockSize = bytes;
        return this;
    }

    /** Sets the block in which writing goes on, where nothing tells it. */
    public Repair openBlock(int block) {
        openBlock = block;
        return this;
    }

    /** Says that the recording is a {@link ValkkaSingleFS}, where nothing tells it. */
    public Repair single() {
        multi = false;
        return this;
    }

    /** Says that the recording is a {@link ValkkaMultiFS}, where nothing tells it. */
    public Repair multi() {
        multi = true;
        return this;
    }

    /** Sets a callback that gets how much of the dumpfile has been read: from 0 to 1. */
    public Repair progress(DoubleConsumer newProgress) {
        progress = Objects.requireNonNull(newProgress, "progress");
        return this;
    }

    /**
     * A difference between a file and the file that the repair makes.
     *
     * @param file the name of the file
     * @param what the row or the key, as in {@code block 3} or {@code n_blocks}
     * @param before its old value
     * @param after its new value
     * @param why the reason for the new value
     */
    public record Change(String file, String what, String before, String after, String why) {
        @Override
        public String toString() {
            return file + "  " + what + ": " + before + " -> " + after + "  (" + why + ")";
        }
    }

    /**
     * The result of a repair.
     *
     * @param summary the ring, and the source of its numbers
     * @param changes the differences, row by row and key by key; empty when nothing is to be repaired
     * @param unknown facts that the files no longer tell
     * @param files the files that were written
     */
    public record Report(String summary, List<Change> changes, List<String> unknown, List<Path> files) {
        /** Makes a report, with copies of the lists. */
        public Report {
            changes = List.copyOf(changes);
            unknown = List.copyOf(unknown);
            files = List.copyOf(files);
        }

        /** Returns the summary, a line for each change, for each unknown fact, and for each file. */
        @Override
        public String toString() {
            Stream<String> lines = Stream.of(
                            Stream.of(summary),
                            changes.isEmpty()
                                    ? Stream.of("all in order: nothing to repair")
                                    : changes.stream().map(Change::toString),
                            unknown.stream().map(fact -> "unknown: " + fact),
                            files.stream().map(file -> "wrote " + file))
                    .flatMap(part -> part);
            return lines.collect(Collectors.joining(System.lineSeparator()));
        }
    }

    /**
     * Compares the files with the files that a repair would make. Writes nothing, and may run while a
     * writer records: the comparison is then one of a moment.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no dumpfile; {@code BAD_ARGUMENT} when
     *     the files leave a choice, which the message names; {@code IO} when the disk fails;
     *     {@code CLOSED} when the thread is interrupted
     */
    public Report look() {
        return run(plan -> List.of());
    }

    /**
     * Writes the new files beside the old ones, as {@code blockfile.repaired} and
     * {@code valkkafs.json.repaired}. Writes neither when nothing is to be repaired.
     *
     * @throws ValkkaException as {@link #look()} does; {@code BUSY} when somebody writes the recording
     */
    public Report write() {
        return locked(() -> run(plan -> {
            List<Path> files = List.of(beside(plan.table(), NEW), beside(plan.json(), NEW));
            disk.replace(files.get(0), plan.newTable());
            disk.replace(files.get(1), plan.newJson());
            return files;
        }));
    }

    /**
     * Puts the new files into the places of the old ones, each in one step. The old files stay beside
     * them, as {@code blockfile.2026-11-28T16-37-00Z.old}. Replaces nothing when nothing is to be
     * repaired.
     *
     * @throws ValkkaException as {@link #write()} does
     */
    public Report apply() {
        return locked(this::applyLocked);
    }

    /** Does the same as {@link #apply}, for a caller that holds the lock of the recording. */
    Report applyLocked() {
        return run(plan -> {
            List<Path> files = new ArrayList<>();
            for (Path file : List.of(plan.table(), plan.json())) {
                if (Files.exists(file)) {
                    files.add(Files.copy(file, unusedName(file)));
                }
            }
            disk.replace(plan.table(), plan.newTable());
            disk.replace(plan.json(), plan.newJson());
            files.addAll(List.of(plan.table(), plan.json()));
            Files.deleteIfExists(beside(plan.table(), NEW));
            Files.deleteIfExists(beside(plan.json(), NEW));
            return files;
        });
    }

    private static Path unusedName(Path file) {
        String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
        Path name = beside(file, "." + time + ".old");
        for (int i = 2; Files.exists(name); i++) {
            name = beside(file, "." + time + "-" + i + ".old");
        }
        return name;
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** The new content of the files. */
    private record Plan(FSPars pars, Path table, Path json, byte[] newTable, byte[] newJson) {}

    /** Does something with a plan that changes something. */
    private interface Use {
        List<Path> of(Plan plan) throws IOException;
    }

    /**
     * Holds the lock while the files are compared and written. A lock that is taken later lets a
     * writer change the frames in between. A sound recording is locked too: the comparison decides
     * only for a moment.
     */
    private Report locked(Supplier<Report> work) {
        WriterLock lock = lock();
        try (lock) {
            return work.get();
        }
    }

    private WriterLock lock() {
        try {
            Map<String, Object> json = oldJson();
            List<Path> files = Stream.of(
                            RingGeometry.dumpfile(disk, directory, json), RingGeometry.blockfile(directory, json))
                    .filter(Files::exists)
                    .toList();
            return WriterLock.take(directory, files);
        } catch (IOException e) {
            throw DiskErrors.of(e, "locking a recording for a repair", directory.resolve(WriterLock.NAME));
        }
    }

    private Map<String, Object> oldJson() throws IOException {
        Path json = directory.resolve(ParameterFile.NAME);
        return Files.exists(json) ? ParameterFile.values(disk, json) : Map.of();
    }

    private Report run(Use use) {
        for (boolean kind : multi == null ? new boolean[] {false, true} : new boolean[] {multi}) {
            String sound = soundAs(kind);
            if (sound != null) {
                return new Report(sound, List.of(), List.of(), List.of());
            }
        }
        return rebuild(use);
    }

    /** Returns a line about the recording when a check finds nothing to be repaired; else {@code null}. */
    private @Nullable String soundAs(boolean ofMulti) {
        try (ValkkaFS fs = ofMulti ? new ValkkaMultiFS(disk, directory) : new ValkkaSingleFS(disk, directory)) {
            CheckReport report = new Checker(fs, progress).check();
            boolean sound = report.isClean()
                    && (blockSize == 0 || blockSize == fs.getPars().blockSize())
                    && report.notes().stream()
                            .noneMatch(note -> note.invariant().equals("F3")
                                    || note.invariant().equals("T4"));
            return sound ? fs.toString() : null;
        } catch (ValkkaException e) {
            if (e.kind() == Kind.CLOSED) {
                throw e;
            }
            return null; // the rebuild tells what is wrong
        }
    }

    private Report rebuild(Use use) {
        Path json = directory.resolve(ParameterFile.NAME);
        try {
            Map<String, Object> old = oldJson();
            RingGeometry geometry = RingGeometry.of(disk, directory, old, blockSize, progress);
            TableRebuild rebuilt = TableRebuild.of(disk, geometry, multi, openBlock, old);
            FSPars pars = rebuilt.pars();
            String text = ParameterFile.text(disk, pars, old);
            List<Change> changes = new ArrayList<>(rebuilt.changes());
            List<String> unknown = new ArrayList<>(geometry.unknown());
            unknown.addAll(rebuilt.unknown());
            changes.addAll(jsonChanges(json, old, pars, geometry, rebuilt));
            List<Path> files = changes.isEmpty()
                    ? List.of()
                    : use.of(new Plan(
                            pars, pars.blockfile(), json, rebuilt.bytes(), text.getBytes(StandardCharsets.US_ASCII)));
            String summary = directory + ": " + pars.nBlocks() + " blocks of " + Bytes.text(pars.blockSize()) + " ("
                    + geometry.source() + "), " + geometry.survey().count() + " with frames; writing goes on in block "
                    + rebuilt.open() + " (" + rebuilt.openSource() + ")";
            return new Report(summary, changes, unknown, files);
        } catch (IOException e) {
            throw DiskErrors.of(e, "repairing a recording", directory.resolve("dumpfile"));
        }
    }

    private static List<Change> jsonChanges(
            Path json, Map<String, Object> old, FSPars pars, RingGeometry geometry, TableRebuild rebuilt) {
        String file = json.getFileName().toString();
        List<Change> changes = new ArrayList<>();
        if (old.isEmpty()) {
            String state = Files.exists(json) ? "not readable" : "missing";
            changes.add(new Change(file, "the file", state, "written anew", "its numbers come from the dumpfile"));
        }
        compare(changes, file, "blocksize", old, pars.blockSize(), geometry.source());
        compare(changes, file, "n_blocks", old, pars.nBlocks(), geometry.source());
        // Either is right: the open block may just have got its first frame.
        boolean right = rebuilt.mayBeCurrent(old.get("current_block"));
        if (!right) {
            compare(changes, file, "current_block", old, pars.currentBlock(), rebuilt.openSource());
        }
        return changes;
    }

    private static void compare(
            List<Change> changes, String file, String key, Map<String, Object> old, int value, String why) {
        Object before = old.get(key);
        if (!Objects.equals(before, value)) {
            changes.add(new Change(file, key, before == null ? "missing" : before.toString(), "" + value, why));
        }
    }

    /** Makes bytes of rows. */
    static ByteBuffer bytes(List<TableRow> rows) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(TableRow.LENGTH, rows.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        rows.forEach(row -> row.put(bytes));
        return bytes.flip();
    }

    /** Returns the error for a choice that the files leave. */
    static ValkkaException choice(String unknown, String method) {
        return new ValkkaException(Kind.BAD_ARGUMENT, unknown + ": name it with " + method);
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "Repair of " + directory
                + ": look() reports, write() writes beside the old files, apply() replaces them";
    }
}
