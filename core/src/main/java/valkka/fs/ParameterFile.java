package valkka.fs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.lock.FileIdentity;

/**
 * {@code valkkafs.json}: one line with its end, as Python's {@code json.dumps} writes it, with the
 * keys in libValkka's order. Keys that this library does not know are kept.
 *
 * <p>libValkka cannot load a directory that was moved. This library can: it takes a dumpfile or
 * blockfile beside the json rather than the path in the json. So a copy never reads or writes the
 * original.
 *
 * <p>While a writer of this library writes, the spaces around the number of {@code current_block} are
 * others than libValkka's one space ({@link CurrentBlockField}). No JSON parser sees them, and
 * libValkka writes the whole json anew. So they tell by whose rule the number names a block.
 */
final class ParameterFile {
    static final String NAME = "valkkafs.json";
    private static final System.Logger LOG = System.getLogger("valkka.fs");

    private static final int MOST_LOOKED_AT = 1000;
    private static final int MOST_NAMED = 10;
    private static final int LIMIT = 1 << 20;
    /** How many characters of a wrong value a message shows. */
    private static final int LONGEST_SHOWN = 60;

    /** Linux' own limit, in bytes. */
    private static final int LONGEST_PATH = 4096;

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
                    .build())
            .build();

    private final Disk disk;
    private final ObjectNode content;
    private final FSPars pars;
    private boolean fromSizes;
    private boolean writersMark;

    private ParameterFile(Disk disk, ObjectNode content, FSPars pars) {
        this.disk = disk;
        this.content = content;
        this.pars = pars;
    }

    static ParameterFile create(Disk disk, FSPars pars) {
        ObjectNode content = JSON.createObjectNode();
        content.put("dumpfile", pars.dumpfile().toString());
        content.put("partition_uuid", pars.partitionUuid());
        content.put("blockfile", pars.blockfile().toString());
        content.put("blocksize", pars.blockSize());
        content.put("n_blocks", pars.nBlocks());
        content.put("current_block", pars.currentBlock());
        content.put("jsonfile", pars.jsonfile().toString());
        return new ParameterFile(disk, content, pars);
    }

    /**
     * Returns some of the directories below this one that hold a recording, for a user who gave the
     * directory above.
     */
    private static List<String> recordingsIn(Path directory) {
        try (Stream<Path> below = Files.list(directory)) {
            return below.limit(MOST_LOOKED_AT)
                    .filter(path -> Files.exists(path.resolve(NAME)))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .limit(MOST_NAMED)
                    .toList();
        } catch (IOException e) {
            return List.of(); // another message tells what is wrong with the directory
        }
    }

    /**
     * Loads the json of a directory.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the directory holds no recording,
     *     {@code CORRUPT} when its json is none
     */
    static ParameterFile load(Disk disk, Path directory) {
        Path file = directory.resolve(NAME);
        if (!Files.isDirectory(directory)) {
            String what = Files.exists(directory) ? "is a file, not a directory" : "does not exist";
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "no recording at " + directory + ": it " + what + "; give a directory that holds " + NAME);
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new ValkkaException(
                    Kind.IO,
                    "loading a recording: no permission for " + directory + "; look at the rights of the directory");
        }
        if (!Files.exists(file)) {
            if (Files.exists(directory.resolve(NAME + ReplacedFiles.SUFFIX))) {
                throw new ValkkaException(
                        Kind.NOT_FOUND,
                        "no recording in " + directory + ": an overwrite() of it was interrupted; repeat it, or take "
                                + ReplacedFiles.SUFFIX + " off the names of the old files to have the old one back");
            }
            List<String> recordings = recordingsIn(directory);
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "no recording in " + directory + ": it has no " + NAME + "; "
                            + (recordings.isEmpty()
                                    ? "create one with newFromDirectory"
                                    : "there are recordings in " + String.join(", ", recordings)));
        }
        try {
            byte[] text = disk.readAll(file, LIMIT);
            if (isCut(text)) {
                return fromSizes(disk, directory, file);
            }
            JsonNode node = JSON.readTree(text);
            if (node == null || !node.isObject()) {
                throw corrupt(file, "it is not a JSON object", null);
            }
            ObjectNode content = (ObjectNode) node;
            ParameterFile loaded = new ParameterFile(disk, content, pars(disk, directory, file, content));
            CurrentBlockField field = CurrentBlockField.in(new String(text, StandardCharsets.ISO_8859_1));
            loaded.writersMark = field != null && field.isMarked();
            return loaded;
        } catch (JsonProcessingException e) {
            // Beyond its limits, for instance of depth, Jackson gives no location.
            String where =
                    e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
            throw corrupt(file, "it is not JSON" + where + " (" + e.getOriginalMessage() + ")", e);
        } catch (IOException e) {
            throw DiskErrors.of(e, "loading a recording", file);
        }
    }

    /**
     * Returns the values of a json that may be damaged; none where the file is no JSON object.
     *
     * @throws IOException when there is no such file, or reading fails
     */
    static Map<String, Object> values(Disk disk, Path file) throws IOException {
        try {
            JsonNode node = JSON.readTree(disk.readAll(file, LIMIT));
            return node instanceof ObjectNode
                    ? JSON.convertValue(node, new TypeReference<Map<String, Object>>() {})
                    : Map.of();
        } catch (JsonProcessingException e) {
            return Map.of();
        }
    }

    /** Returns the text of a json with these values, and with the unknown values of another json. */
    static String text(Disk disk, FSPars pars, Map<String, Object> others) throws IOException {
        ParameterFile made = create(disk, pars);
        others.forEach((key, value) -> {
            if (!made.content.has(key)) {
                made.content.set(key, JSON.valueToTree(value));
            }
        });
        return made.text();
    }

    /** Returns whether these bytes are the beginning of a json, or nothing at all. */
    private static boolean isCut(byte[] text) throws IOException {
        try {
            return text.length == 0 || JSON.readTree(text).isMissingNode();
        } catch (JsonEOFException e) {
            return text[0] == '{';
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * Returns the parameters as the sizes of the other files tell them: how many blocks there are,
     * and how large they are. libValkka writes its json in place: killed at that moment, it leaves
     * an empty json, or the beginning of one.
     */
    private static ParameterFile fromSizes(Disk disk, Path directory, Path file) throws IOException {
        Path dumpfile = directory.toAbsolutePath().resolve("dumpfile");
        Path blockfile = directory.toAbsolutePath().resolve("blockfile");
        if (!Files.isRegularFile(dumpfile) || !Files.isRegularFile(blockfile)) {
            throw corrupt(file, "it is cut short, and no dumpfile and blockfile beside it tell what it said", null);
        }
        long rows = Files.size(blockfile) / TableRow.LENGTH;
        long size = Files.size(dumpfile);
        boolean possible = Files.size(blockfile) % TableRow.LENGTH == 0
                && rows >= FSPars.FEWEST_BLOCKS
                && rows <= FSPars.MOST_BLOCKS
                && size % (rows * RecordFormat.GRAIN) == 0
                && size > 0
                && size / rows <= FSPars.LARGEST_BLOCK;
        if (!possible) {
            String why = "it is cut short, and the " + size + " bytes of the dumpfile are not " + rows
                    + " blocks, as many as the blockfile has rows";
            throw corrupt(file, why, null);
        }
        FSPars pars = new FSPars(dumpfile, null, blockfile, (int) (size / rows), (int) rows, 0, file.toAbsolutePath());
        ParameterFile made = create(disk, pars);
        made.fromSizes = true;
        LOG.log(Level.WARNING, () -> file + " is cut short: " + made.source());
        return made;
    }

    /**
     * Returns whether the json was cut short, so that the sizes of the other files tell its
     * content.
     */
    boolean isFromSizes() {
        return fromSizes;
    }

    /**
     * Returns whether a writer of this library wrote the current block's number last, and did not end
     * well or still writes.
     */
    boolean hasWritersMark() {
        return writersMark;
    }

    /** Returns which values do not come from the json, and where they come from. */
    String source() {
        return pars.nBlocks() + " blocks were taken from the size of " + pars.blockfile() + ", " + pars.blockSize()
                + " bytes in each from the size of " + pars.dumpfile() + "; the next writer writes the json anew";
    }

    /** Returns the directory that a string names. */
    static Path directory(String text) {
        try {
            return Path.of(Objects.requireNonNull(text, "directory"));
        } catch (InvalidPathException e) {
            throw new ValkkaException(
                    Kind.BAD_ARGUMENT, "a directory's name that cannot be one here: " + e.getReason(), e);
        }
    }

    FSPars pars() {
        return pars;
    }

    /** Writes the json with another current block, and the paths as they are now. */
    void write(int currentBlock) throws IOException {
        replace(text(currentBlock));
    }

    /**
     * Writes the json as {@link #write} does, with the mark of a writer that writes.
     *
     * @return the new text of the json
     */
    String writeMarked(int currentBlock) throws IOException {
        String text = text(currentBlock);
        CurrentBlockField field = CurrentBlockField.in(text);
        if (field != null) {
            text = field.markedIn(text, currentBlock, pars.nBlocks());
        }
        replace(text);
        return text;
    }

    private void replace(String text) throws IOException {
        disk.replace(pars.jsonfile(), text.getBytes(StandardCharsets.US_ASCII));
    }

    private String text(int currentBlock) throws IOException {
        content.put("dumpfile", pars.dumpfile().toString());
        content.put("blockfile", pars.blockfile().toString());
        content.put("jsonfile", pars.jsonfile().toString());
        content.put("current_block", currentBlock);
        return text();
    }

    private String text() throws IOException {
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEntrySpacing(Separators.Spacing.AFTER)
                .withArrayValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter pythonStyle = new DefaultPrettyPrinter(separators)
                .withObjectIndenter(DefaultPrettyPrinter.NopIndenter.instance)
                .withArrayIndenter(DefaultPrettyPrinter.NopIndenter.instance);
        return JSON.writer(pythonStyle).writeValueAsString(content) + "\n";
    }

    private static FSPars pars(Disk disk, Path directory, Path file, ObjectNode content) {
        int blockSize = whole(file, content, "blocksize", RecordFormat.GRAIN, FSPars.LARGEST_BLOCK);
        if (blockSize % RecordFormat.GRAIN != 0) {
            throw corrupt(file, "blocksize is " + blockSize + ", which is no multiple of " + RecordFormat.GRAIN, null);
        }
        int blocks = whole(file, content, "n_blocks", FSPars.FEWEST_BLOCKS, FSPars.MOST_BLOCKS);
        int current = whole(file, content, "current_block", 0, blocks - 1);
        JsonNode uuid = content.path("partition_uuid");
        // A partition's name may change with every start of the machine, but its uuid does not.
        Path dumpfile = uuid.isTextual()
                ? BlockDevice.partition(disk, uuid.textValue()).path()
                : path(directory, file, content, "dumpfile");
        return new FSPars(
                dumpfile,
                uuid.isTextual() ? uuid.textValue() : null,
                path(directory, file, content, "blockfile"),
                blockSize,
                blocks,
                current,
                file.toAbsolutePath());
    }

    private static int whole(Path file, ObjectNode content, String key, int least, int most) {
        JsonNode node = content.path(key);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
            String text = node.toString();
            String shown = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
            String found = node.isMissingNode() ? "is missing" : "is " + shown;
            throw corrupt(file, key + " " + found + ", and must be a whole number from " + least + " to " + most, null);
        }
        return node.intValue();
    }

    private static Path path(Path directory, Path file, ObjectNode content, String key) {
        JsonNode node = content.path(key);
        if (!node.isTextual()
                || node.textValue().isEmpty()
                || node.textValue().length() > LONGEST_PATH
                || node.textValue().indexOf('\0') >= 0) {
            throw corrupt(file, key + " is no path", null);
        }
        Path named;
        try {
            named = directory.getFileSystem().getPath(node.textValue());
        } catch (InvalidPathException e) {
            throw corrupt(file, key + " is no path on this system (" + e.getReason() + ")", e);
        }
        if (named.getFileName() == null) {
            throw corrupt(file, key + " names no file", null);
        }
        Path beside = directory.toAbsolutePath().resolve(named.getFileName());
        Path chosen = Files.exists(beside) ? beside : named;
        if (!Files.exists(chosen)) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "the " + key + " of the recording in " + directory + " is missing: there is "
                            + (beside.equals(named) ? "no " + named : "neither " + beside + " nor " + named));
        }
        if (Files.isDirectory(chosen)) {
            throw corrupt(file, key + " is " + chosen + ", a directory", null);
        }
        try {
            FileIdentity.ofData(chosen);
        } catch (IOException e) {
            throw DiskErrors.of(e, "loading a recording", chosen);
        }
        return chosen.toAbsolutePath();
    }

    private static ValkkaException corrupt(Path file, String why, @Nullable Exception cause) {
        String message = file + " is not a recording's: " + why + "; restore it, or create the recording anew";
        return new ValkkaException(Kind.CORRUPT, message, cause);
    }
}
