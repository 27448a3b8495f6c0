package valkka.kernel;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tablesaw's tables: the first and the last rows, and times as short as they can be. */
final class TableOutput {
    private static final int ROWS_AT_EACH_END = 12;

    private TableOutput() {}

    static Output of(Table table) {
        List<Shown> columns = table.columns().stream().map(TableOutput::shown).toList();
        int rows = table.rowCount();
        List<List<?>> shown = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            if (row == ROWS_AT_EACH_END && rows > 2 * ROWS_AT_EACH_END + 1) {
                shown.add(columns.stream().map(column -> "…").toList());
                row = rows - ROWS_AT_EACH_END;
            }
            int at = row;
            shown.add(columns.stream().map(column -> column.text(at)).toList());
        }
        String note = rows + (rows == 1 ? " row, " : " rows, ") + columns.size() + " columns";
        return Output.html(
                table.toString(),
                Html.title(table.name(), note)
                        + Html.table(columns.stream().map(Shown::head).toList(), shown));
    }

    /** A column with its head; of times that are all of one day the head has the day. */
    private record Shown(Column<?> column, Html.Column head, Optional<LocalDate> day) {
        String text(int row) {
            if (column.isMissing(row)) {
                return "";
            }
            if (!(column instanceof InstantColumn times)) {
                return column.getString(row);
            }
            String time = RecordingOutput.clock(times.get(row).toEpochMilli());
            return day.isPresent() ? time.substring(time.indexOf(' ') + 1) : time;
        }
    }

    private static Shown shown(Column<?> column) {
        if (!(column instanceof InstantColumn times)) {
            boolean number = column instanceof NumericColumn<?>;
            return new Shown(column, new Html.Column(column.name(), number), Optional.empty());
        }
        Optional<LocalDate> day = onlyDay(times);
        String unit = day.map(date -> date + " UTC").orElse("UTC");
        return new Shown(column, Html.number(column.name() + "\n" + unit), day);
    }

    private static Optional<LocalDate> onlyDay(InstantColumn times) {
        Set<LocalDate> days = IntStream.range(0, times.size())
                .filter(row -> !times.isMissing(row))
                .mapToObj(row -> date(times.get(row)))
                .collect(Collectors.toSet());
        return days.size() == 1 ? Optional.of(days.iterator().next()) : Optional.empty();
    }

    private static LocalDate date(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
