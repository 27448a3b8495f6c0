package valkka.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The number of blocks and their size, with the place that tells them: the json, the sizes of the
 * files, or the dumpfile alone. Each is believed only when the records of the blocks agree.
 *
 * @param pars the parameters, with the first block as the current one
 * @param survey the blocks
 * @param source where the numbers come from
 * @param reach the size of the dumpfile
 * @param unknown facts that the files no longer tell
 */
record RingGeometry(FSPars pars, RingSurvey survey, String source, long reach, List<String> unknown) {
    private static final int MOST_NAMED = 8;

    static RingGeometry of(Disk disk, Path directory, Map<String, Object> json, long givenSize, DoubleConsumer progress)
            throws IOException {
        Path dumpfile = dumpfile(disk, directory, json);
        Path blockfile = blockfile(directory, json);
        String uuid = json.get("partition_uuid") instanceof String text ? text : null;
        try (DiskFile dump = disk.openForReading(dumpfile)) {
            Search search = new Search(dump, dumpfile, uuid, blockfile, directory, progress);
            long rows = Files.isRegularFile(blockfile) ? Files.size(blockfile) / TableRow.LENGTH : 0;
            if (givenSize > 0) {
                return search.given(givenSize);
            }
            long size = json.get("blocksize") instanceof Integer number ? number : 0;
            long blocks = json.get("n_blocks") instanceof Integer number ? number : 0;
            RingGeometry bySizes = rows > 0 && uuid == null && dump.size() % rows == 0
                    ? search.believed(dump.size() / rows, rows, "from the sizes of the files")
                    : null;
            // A dumpfile that was cut short has fewer bytes than the json says.
            RingGeometry byJson = bySizes == null || dump.size() == size * blocks || uuid != null
                    ? search.believed(size, blocks, "from the json")
                    : null;
            RingGeometry found =
                    byJson == null || (bySizes != null && bySizes.unsound() < byJson.unsound()) ? bySizes : byJson;
            return found != null ? found : search.fromTheDump();
        }
    }

    /** Returns how many blocks that the dumpfile reaches are not sound. */
    private int unsound() {
        return (int) IntStream.range(0, pars.nBlocks())
                .filter(block -> survey.block(block).end() < reach
                        && !survey.block(block).isSound())
                .count();
    }

    private static String name(@Nullable Object path, String otherwise) {
        if (path instanceof String text && !text.isEmpty() && text.indexOf('\0') < 0) {
            Path name = Path.of(text).getFileName();
            return name == null ? otherwise : name.toString();
        }
        return otherwise;
    }

    /** Returns the table that belongs in the directory, which need not exist. */
    static Path blockfile(Path directory, Map<String, Object> json) {
        return directory.resolve(name(json.get("blockfile"), "blockfile"));
    }

    /** Returns the file or device that holds the frames. */
    static Path dumpfile(Disk disk, Path directory, Map<String, Object> json) {
        if (json.get("partition_uuid") instanceof String uuid) {
            return BlockDevice.partition(disk, uuid).path();
        }
        Path beside = directory.resolve(name(json.get("dumpfile"), "dumpfile"));
        if (Files.exists(beside)) {
            return beside;
        }
        if (json.get("dumpfile") instanceof String text && Files.exists(Path.of(text))) {
            return Path.of(text).toAbsolutePath();
        }
        throw new ValkkaException(
                Kind.NOT_FOUND,
                "no dumpfile in " + directory + ": a repair reads the frames from it, and nothing can replace it");
    }

    /** The search for the size of the blocks in one dumpfile. */
    private record Search(
            DiskFile dump,
            Path dumpfile,
            @Nullable String uuid,
            Path blockfile,
            Path directory,
            DoubleConsumer progress) {
        private FSPars pars(long size, long blocks) {
            return new FSPars(
                    dumpfile, uuid, blockfile, (int) size, (int) blocks, 0, directory.resolve(ParameterFile.NAME));
        }

        private static boolean isPossible(long size, long blocks) {
            return size >= RecordFormat.GRAIN
                    && size % RecordFormat.GRAIN == 0
                    && size <= FSPars.LARGEST_BLOCK
                    && blocks >= FSPars.FEWEST_BLOCKS
                    && blocks <= FSPars.MOST_BLOCKS;
        }

        private RingGeometry given(long size) throws IOException {
            long blocks = size <= 0 ? 0 : dump.size() / size;
            if (!isPossible(size, blocks)) {
                throw ValkkaException.badArgument("blocks of " + size + " bytes in the " + dump.size() + " bytes of "
                        + dumpfile + ": give a multiple of 4096 that fits at least twice");
            }
            FSPars pars = pars(size, blocks);
            return whole(pars, "as given");
        }

        /** Returns the geometry, unless the records of most blocks contradict. */
        private @Nullable RingGeometry believed(long size, long blocks, String source) throws IOException {
            // A dumpfile that was cut short has fewer bytes; a device may have more.
            if (!isPossible(size, blocks) || (uuid == null && dump.size() > size * blocks)) {
                return null;
            }
            FSPars pars = pars(size, blocks);
            RingGeometry geometry = whole(pars, source);
            // Damage is rare, while blocks of a wrong size are hardly ever sound.
            return geometry.unsound() <= 2
                            || geometry.unsound() <= geometry.survey().count() / 4
                    ? geometry
                    : null;
        }

        private RingGeometry fromTheDump() throws IOException {
            List<RingGeometry> fitting = new ArrayList<>();
            long grains = dump.size() / RecordFormat.GRAIN;
            for (long in = 1; in <= grains / 2 && dump.size() % RecordFormat.GRAIN == 0; in++) {
                long size = in * RecordFormat.GRAIN;
                if (grains % in != 0 || !isPossible(size, grains / in)) {
                    continue;
                }
                FSPars pars = pars(size, grains / in);
                RingSurvey survey = survey(pars, 1);
                if (survey != null && survey.count() > 0) {
                    fitting.add(of(pars, survey, "the only size with which the records fit into blocks"));
                }
            }
            if (fitting.size() == 1) {
                return fitting.get(0);
            }
            String which = fitting.isEmpty()
                    ? "no size of blocks fits the records of " + dumpfile
                    : "the records of " + dumpfile + " fit into blocks of "
                            + String.join(
                                    ", ",
                                    fitting.stream()
                                            .limit(MOST_NAMED)
                                            .map(one -> "" + one.pars().blockSize())
                                            .toList())
                            + (fitting.size() > MOST_NAMED ? ", ..." : "") + " bytes";
            throw Repair.choice(
                    which + ", and neither the json nor the blockfile tells the size",
                    "blockSize(...), or --block-size");
        }

        private RingGeometry whole(FSPars pars, String source) throws IOException {
            RingSurvey survey = Objects.requireNonNull(survey(pars, Integer.MAX_VALUE), "a survey without a limit");
            return of(pars, survey, source);
        }

        private @Nullable RingSurvey survey(FSPars pars, int mostUnsound) throws IOException {
            return RingSurvey.of(dump, pars, mostUnsound, progress);
        }

        private RingGeometry of(FSPars pars, RingSurvey survey, String source) throws IOException {
            List<String> unknown = new ArrayList<>();
            if (dump.size() < pars.deviceSize()) {
                unknown.add("the frames behind byte " + dump.size() + " of " + dumpfile + ", which was cut short: it"
                        + " should have " + pars.deviceSize() + " bytes");
            }
            return new RingGeometry(pars, survey, source, dump.size(), unknown);
        }
    }
}
