package valkka.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.media.Export;
import valkka.proof.SigningKey;

/** {@code ./valkka export DIR FILE}: a piece of a recording as a file that players take. */
@Command(
        name = "export",
        description = "Puts a piece of a recording into a file, as the camera sent it: matroska for FILE.mkv, mp4 for"
                + " FILE.mp4. The recording may go on meanwhile. A time is like 2026-07-01T12:00:04, in the time zone"
                + " of this machine, like 2026-07-01T09:00:04Z, or in Unix milliseconds.")
final class ExportCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "the directory of one recording",
            converter = DirectoryConverter.class)
    private Path directory;

    @Parameters(index = "1", paramLabel = "FILE", description = "the file to make, .mkv or .mp4")
    private Path file;

    @Option(names = "--from", paramLabel = "TIME", description = "the beginning; else the recording's")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--last",
            paramLabel = "SECONDS",
            description = "so many seconds in front of the end, in place of --from",
            converter = LongSeconds.class)
    private Optional<Duration> last = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "the end; else the recording's")
    private Optional<String> to = Optional.empty();

    @Option(names = "--id", paramLabel = "ID", description = "the stream, where the recording holds several")
    private Optional<Long> id = Optional.empty();

    @Option(
            names = "--keep-after-loss",
            description = "keep the pictures behind a loss, as every player would show them; else they are left out up"
                    + " to the next key frame")
    private boolean keepAfterLoss;

    @Option(
            names = "--audio-rate",
            paramLabel = "HZ",
            description = "the sampling rate of G.711, G.726 and L16; else it is told from the packets' times")
    private Optional<Integer> audioRate = Optional.empty();

    @Option(
            names = "--time-lapse",
            paramLabel = "SECONDS",
            description = "a film of that length, of key frames alone, without sound; FILE must be an mp4",
            converter = LongSeconds.class)
    private Optional<Duration> timeLapse = Optional.empty();

    @Option(
            names = "--proof",
            description = "put the proof of its frames into the file, for ./valkka verify; unsigned without --key")
    private boolean proof;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "the key that signs the proof, as ./valkka key makes one",
            converter = DirectoryConverter.class)
    private Optional<Path> key = Optional.empty();

    @Option(names = "--overwrite", description = "replace FILE")
    private boolean overwrite;

    @Override
    public int run(Console console) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        boolean mp4 = name.endsWith(".mp4");
        if (!mp4 && !name.endsWith(".mkv")) {
            throw ValkkaException.badArgument("FILE: give a name that ends in .mkv or .mp4, and not " + file);
        }
        if (timeLapse.isPresent() && !mp4) {
            throw ValkkaException.badArgument("FILE: a time-lapse is an mp4, so give a name that ends in .mp4");
        }
        if (Files.exists(file) && !overwrite) {
            throw new ValkkaException(
                    Kind.EXISTS, file + ": this file exists: give another name, or --overwrite to replace it");
        }
        try (ValkkaSingleFS recording = ValkkaSingleFS.loadFromDirectory(directory)) {
            Export export = Export.of(recording, stream(recording), range(recording, console.zone()))
                    .progress(done -> console.passing(String.format(Locale.ROOT, "%.0f %%", 100 * done)));
            export = keepAfterLoss ? export.keepAfterLoss() : export;
            export = audioRate.isPresent() ? export.audioSampleRate(audioRate.get()) : export;
            if (key.isPresent()) {
                export = export.proof(SigningKey.load(key.get()));
            } else if (proof) {
                export = export.proof();
            }
            try {
                Export.Result result = write(export, mp4);
                console.passing("");
                tell(result, console);
            } finally {
                console.passing("");
            }
        }
        return 0;
    }

    private Export.Result write(Export export, boolean mp4) {
        if (timeLapse.isPresent()) {
            return export.timeLapse(timeLapse.get(), file);
        }
        return mp4 ? export.mp4(file) : export.matroska(file);
    }

    private long stream(ValkkaSingleFS recording) {
        if (id.isPresent()) {
            return id.get();
        }
        List<Long> ids = CameraRecording.newestIds(recording);
        if (ids.size() != 1) {
            throw ids.isEmpty()
                    ? new ValkkaException(
                            Kind.NOT_FOUND, directory + ": the recording is empty: record something first")
                    : ValkkaException.badArgument(
                            "the recording in " + directory + " holds several streams: give one by --id, of " + ids);
        }
        return ids.get(0);
    }

    private TimeRange range(ValkkaSingleFS recording, ZoneId zone) {
        TimeRange all = recording.getTimeRange();
        long end = to.map(text -> time("--to", text, zone)).orElse(all.to());
        if (from.isPresent() && last.isPresent()) {
            throw ValkkaException.badArgument("--from and --last both say where the piece begins: give one of them");
        }
        long start = last.map(length -> end - length.toMillis())
                .orElseGet(() -> from.map(text -> time("--from", text, zone)).orElse(all.from()));
        if (start > end) {
            throw ValkkaException.badArgument("the piece would end before it begins: give a --from before --to");
        }
        return new TimeRange(start, end);
    }

    private static long time(String option, String text, ZoneId zone) {
        try {
            if (text.matches("\\d{1,15}")) {
                return Long.parseLong(text);
            }
            String iso = text.strip().replace(' ', 'T');
            Instant time = iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(zone).toInstant();
            return time.toEpochMilli();
        } catch (DateTimeParseException e) {
            throw ValkkaException.badArgument(option + ": give a time like 2026-07-01T12:00:04, not '" + text + "'");
        }
    }

    private static void tell(Export.Result result, Console console) {
        console.title(String.valueOf(result.file()));
        console.row("range", result.range().isEmpty() ? "empty" : Units.range(result.range(), console.zone()));
        console.row(
                "holds",
                result.pictures() + " pictures"
                        + (result.soundPackets() == 0 ? "" : ", " + result.soundPackets() + " packets of sound"));
        String label = "gaps";
        for (var gap : result.gaps()) {
            console.row(label, gap.toString());
            label = "";
        }
        result.notes()
                .forEach(note -> console.advice(note.substring(0, 1).toUpperCase(Locale.ROOT) + note.substring(1)));
    }

    /** Reads a number of seconds, up to a year. */
    private static final class LongSeconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            if (!text.matches("\\d{1,8}(\\.\\d{1,3})?") || Double.parseDouble(text) <= 0) {
                throw new WrongValueException("give a number of seconds, as 60");
            }
            return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        }
    }
}
