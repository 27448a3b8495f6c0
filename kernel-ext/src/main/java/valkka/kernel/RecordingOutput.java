package valkka.kernel;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import valkka.frame.ValkkaException;
import valkka.fs.BlockTable;
import valkka.fs.Bytes;
import valkka.fs.FSPars;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaSingleFS;
import valkka.view.Plots;

/** Recordings, their tables and their times. */
final class RecordingOutput {
    private static final int ROWS_AT_EACH_END = 20;
    private static final List<Html.Column> COLUMNS = Stream.of("block", "key", "last", "key as UTC time", "key to last")
            .map(Html::number)
            .toList();

    private RecordingOutput() {}

    /** Shows a recording: its parameters, its content, and its blocks over time. */
    static Output of(ValkkaFS fs) {
        try {
            String timeline = fs.getTimeRange().isEmpty()
                    ? ""
                    : PictureOutput.of(Plots.blocks(fs)).asHtml();
            return Output.html(fs.toString(), facts(fs) + timeline);
        } catch (ValkkaException e) {
            // A value is shown whatever state it is in, closed too.
            return Output.html(fs.toString(), Html.title(fs, e.getMessage()));
        }
    }

    /** Returns the name and the content, on one line. */
    static String line(ValkkaFS fs) {
        return Html.title(name(fs.getPars()), used(fs) + " in use, " + words(fs.getTimeRange()));
    }

    private static String facts(ValkkaFS fs) {
        FSPars pars = fs.getPars();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("directory", directory(pars));
        facts.put(
                "ring",
                pars.nBlocks() + " blocks of " + Bytes.text(pars.blockSize()) + ", " + Bytes.text(pars.deviceSize())
                        + " in all");
        facts.put("in use", used(fs));
        facts.put("recorded", words(fs.getTimeRange()));
        String kind = fs instanceof ValkkaSingleFS ? "a recording of one stream" : "a recording of several streams";
        return Html.title(name(pars), kind) + Html.facts(facts);
    }

    private static String used(ValkkaFS fs) {
        int used = fs.blocks().size();
        return used + (used == 1 ? " block" : " blocks");
    }

    private static Path directory(FSPars pars) {
        return pars.jsonfile().resolveSibling("").toAbsolutePath().normalize();
    }

    private static String name(FSPars pars) {
        Path name = directory(pars).getFileName();
        return name == null ? "/" : name.toString();
    }

    static Output of(BlockTable table) {
        List<List<?>> rows = new ArrayList<>();
        for (int block = 0; block < table.size(); block++) {
            if (block == ROWS_AT_EACH_END && table.size() > 2 * ROWS_AT_EACH_END + 1) {
                int left = table.size() - 2 * ROWS_AT_EACH_END;
                rows.add(List.of("… " + left + " more", "", "", "", ""));
                block += left;
            }
            rows.add(row(table, block));
        }
        return Output.html(table.toString(), Html.table(COLUMNS, rows));
    }

    private static List<?> row(BlockTable table, int block) {
        long key = table.key(block);
        long last = table.last(block);
        return table.isUsed(block)
                ? List.of(block, key, last, clock(key), seconds(last - key) + " s")
                : List.of(block, key, last, "–", "–");
    }

    static Output of(TimeRange range) {
        if (range.isEmpty()) {
            return Output.html(range.toString(), Html.quiet("an empty range of time"));
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("from", clock(range.from()) + " UTC, " + range.from() + " ms");
        facts.put("to", clock(range.to()) + " UTC, " + range.to() + " ms");
        facts.put("length", length(range.duration()));
        return Output.html(range.toString(), Html.facts(facts));
    }

    private static String words(TimeRange range) {
        return range.isEmpty()
                ? "nothing yet"
                : clock(range.from()) + " to " + clock(range.to()) + " UTC, " + length(range.duration());
    }

    /** Returns a time as people write it: {@code 2026-01-01 10:00:00.000}. */
    static String clock(long mstimestamp) {
        return String.format(
                Locale.ROOT,
                "%1$tF %1$tT.%1$tL",
                Instant.ofEpochMilli(mstimestamp).atZone(ZoneOffset.UTC));
    }

    private static String length(Duration duration) {
        long hours = duration.toHours();
        String rest = String.format(
                Locale.ROOT,
                "%d:%02d.%03d min",
                duration.toMinutesPart(),
                duration.toSecondsPart(),
                duration.toMillisPart());
        return hours > 0
                ? String.format(
                        Locale.ROOT, "%d:%02d:%02d h", hours, duration.toMinutesPart(), duration.toSecondsPart())
                : duration.toMinutes() > 0 ? rest : seconds(duration.toMillis()) + " s";
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }
}
