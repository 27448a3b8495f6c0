package valkka.view;

import java.text.NumberFormat;
import java.util.Locale;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/** How columns print. */
final class Columns {
    private Columns() {}

    /**
     * Returns the table, with as many decimals in each of its columns of doubles when it is
     * printed; the values stay as they are. Numbers print alike in each language, as in all other
     * texts of this library: {@code 862.160}, and never {@code 862,160} or other digits.
     */
    static Table decimals(int decimals, Table table) {
        for (var column : table.columns()) {
            if (column instanceof NumberColumn<?, ?> numbers) {
                boolean whole = !(column instanceof DoubleColumn);
                numbers.setPrintFormatter(new NumberColumnFormatter(format(whole ? 0 : decimals, !whole)));
            }
        }
        return table;
    }

    private static NumberFormat format(int decimals, boolean grouped) {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ROOT);
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        format.setGroupingUsed(grouped);
        return format;
    }
}
