package valkka.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import valkka.frame.GapRule;
import valkka.frame.MediaType;
import valkka.fs.Bytes;
import valkka.fs.FSPars;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.media.VideoFormat;

/**
 * {@code ./valkka info DIR}: describes a recording and its content. It only reads, and works during
 * recording.
 */
@Command(
        name = "info",
        description = "Describes a recording: its ring, its range of time, its streams, its gaps, and how far back it"
                + " reaches. Only reads, and works during recording.")
final class InfoCommand implements Subcommand {
    private static final int MOST_GAPS = 10;

    @Parameters(
            paramLabel = "DIR",
            description = "the directory of one recording",
            converter = DirectoryConverter.class)
    private Path directory;

    @Override
    public int run(Console console) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            RecordingSurvey survey = new RecordingSurvey(fs);
            console.title(directory.toString());
            ring(fs.getPars(), survey, console);
            if (survey.used() > 0) {
                time(survey, console);
                streams(fs.getPars(), survey, console);
                gaps(survey, console);
            }
        }
        return 0;
    }

    private static void ring(FSPars pars, RecordingSurvey survey, Console console) {
        console.row(
                "ring",
                pars.nBlocks() + " blocks of " + Bytes.text(pars.blockSize()) + ", " + Bytes.text(pars.deviceSize()));
        console.row(
                "in use",
                survey.used() == 0
                        ? "no block: nothing is recorded yet"
                        : String.format(
                                Locale.ROOT,
                                "%d blocks (%.0f %%), the newest is block %d",
                                survey.used(),
                                100.0 * survey.used() / pars.ring().usable(),
                                survey.newest()));
    }

    private static void time(RecordingSurvey survey, Console console) {
        TimeRange range = survey.range();
        console.row("recorded", Units.range(range, console.zone()));
        long age = console.clock().millis() - range.to();
        console.row(
                "",
                Units.duration(range.duration()) + " from first to last"
                        + (age < 0 ? "" : ", the last " + Units.duration(Duration.ofMillis(age)) + " ago"));
    }

    private static void streams(FSPars pars, RecordingSurvey survey, Console console) {
        double bitRate = 0;
        String label = "streams";
        for (StreamSurvey stream : survey.streams()) {
            bitRate += stream.bitRate();
            console.row(label, "id " + stream.id() + ": " + describe(stream, survey));
            String rates = rates(stream);
            if (!rates.isEmpty()) {
                console.row("", rates);
            }
            if (stream.holes() > 0) {
                console.row("", holes(stream));
            }
            label = "";
        }
        if (survey.isSoundAlone()) {
            console.row("", "sound alone, without a picture");
        }
        if (survey.used() > survey.newestBlocks()) {
            console.row("", "(as in the newest " + survey.newestBlocks() + " blocks)");
        }
        if (bitRate > 0) {
            double seconds = pars.blockSize() * 8.0 / bitRate * pars.ring().usable();
            console.row(
                    "reaches",
                    Units.duration(Duration.ofMillis(Math.round(seconds * 1000)))
                            + " back at this bit rate, when full");
        }
        if (survey.isUnderOneKeyFrameABlock()) {
            console.advice("Under one key frame a block: " + survey.blocksWithoutKey() + " of the newest "
                    + survey.newestBlocks() + " blocks hold none, and reading them starts in an earlier one. Set the"
                    + " camera's key-frame interval to 1 or 2 s, or record into larger blocks.");
        }
    }

    private static String describe(StreamSurvey stream, RecordingSurvey survey) {
        StringBuilder text = new StringBuilder();
        text.append(survey.format(stream)
                .map(VideoFormat::toString)
                .orElse(stream.codec().label()));
        if (stream.fps() > 0 && stream.codec().mediaType() == MediaType.VIDEO) {
            text.append(String.format(Locale.ROOT, ", %.1f fps", stream.fps()));
        }
        return text.toString();
    }

    private static String rates(StreamSurvey stream) {
        StringJoiner text = new StringJoiner(", ");
        if (stream.bitRate() > 0) {
            text.add(Units.bitRate(stream.bitRate()));
        }
        if (stream.keyInterval().toMillis() > 0 && stream.codec().mediaType() == MediaType.VIDEO) {
            text.add("a key frame every " + Units.duration(stream.keyInterval()));
        }
        return text.toString();
    }

    /** Too short for a gap. */
    private static String holes(StreamSurvey stream) {
        String longest = Units.duration(stream.longestHole());
        return stream.holes() == 1
                ? "a hole of " + longest + ": pictures may be missing there"
                : stream.holes() + " holes, " + Units.duration(stream.inHoles()) + " in all, the longest " + longest
                        + ": pictures may be missing there";
    }

    private static void gaps(RecordingSurvey survey, Console console) {
        List<TimeRange> gaps = survey.gaps();
        if (gaps.isEmpty()) {
            console.row("gaps", "none over " + GapRule.SHORTEST_GAP_MILLIS / 1000 + " s");
            return;
        }
        String label = "gaps";
        for (TimeRange gap : gaps.subList(Math.max(0, gaps.size() - MOST_GAPS), gaps.size())) {
            console.row(label, Units.range(gap, console.zone()) + " (" + Units.duration(gap.duration()) + ")");
            label = "";
        }
        if (gaps.size() > MOST_GAPS) {
            console.row("", "and " + (gaps.size() - MOST_GAPS) + " older ones");
        }
    }
}
