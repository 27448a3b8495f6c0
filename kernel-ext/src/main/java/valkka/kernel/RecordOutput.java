package valkka.kernel;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import valkka.fs.CheckReport;
import valkka.rtsp.RtspAddress;

/** Counters, results and reports: whatever is a record. */
final class RecordOutput {
    private RecordOutput() {}

    /**
     * Names and values; a record of somebody else's is shown too, and one that cannot be read is
     * its text.
     */
    static Output of(Record value) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                Object shown = component.getAccessor().invoke(value);
                facts.put(words(component.getName()), text(component.getName(), shown));
            } catch (ReflectiveOperationException | RuntimeException e) {
                return Output.html(value.toString(), Html.terminal(value.toString()));
            }
        }
        return Output.html(value.toString(), Html.title(value.getClass().getSimpleName(), "") + Html.facts(facts));
    }

    /** A value whose text is an aligned table: the text as it is. */
    static Output ofTable(Object value) {
        return Output.html(value.toString(), Html.terminal(value.toString()));
    }

    /** In order or not, at first sight; then the findings, and the notes. */
    static Output of(CheckReport report) {
        String sum = report.blocks() + " blocks, " + report.frames() + " frames";
        int count = report.findings().size();
        String verdict = report.isClean() ? "✓ all in order" : "✗ " + count + (count == 1 ? " finding" : " findings");
        return Output.html(
                report.toString(),
                Html.title(verdict, sum)
                        + table("what was found", report.findings())
                        + table("worth knowing", report.notes()));
    }

    private static String table(String head, List<CheckReport.Finding> found) {
        List<List<?>> rows = found.stream()
                .<List<?>>map(finding -> List.of(finding.invariant(), finding.block(), finding.message()))
                .toList();
        return rows.isEmpty()
                ? ""
                : Html.table(List.of(Html.words("invariant"), Html.number("block"), Html.words(head)), rows);
    }

    private static String text(String name, Object value) {
        if (name.endsWith("timestamp") && value instanceof Long time) {
            return time == 0 ? "none" : RecordingOutput.clock(time) + " UTC, " + time + " ms";
        }
        if (value instanceof Long || value instanceof Integer) {
            return String.format(Locale.ROOT, "%,d", ((Number) value).longValue());
        }
        if (name.equals("password")) {
            return "***";
        }
        String text = value instanceof Collection<?> many
                ? many.stream().map(RecordOutput::withoutSecrets).collect(Collectors.joining("; "))
                : withoutSecrets(value);
        return text.isEmpty() ? "none" : text;
    }

    /** An address may have a password or a token in it; a message shows its address itself. */
    private static String withoutSecrets(Object value) {
        String text = String.valueOf(value);
        boolean address = text.contains("://") && text.indexOf(' ') < 0;
        return address ? RtspAddress.shown(text) : text;
    }

    /** {@code framesWritten} is "frames written". */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
