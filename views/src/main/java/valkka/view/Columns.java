package valkka.view;

import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/** How columns print. */
final class Columns {
    private Columns() {}

    /**
     * Returns the table, with as many decimals in each of its columns of doubles when it is
     * printed; the values stay as they are.
     */
    static Table decimals(int decimals, Table table) {
        for (var column : table.columns()) {
            if (column instanceof DoubleColumn doubles) {
                doubles.setPrintFormatter(NumberColumnFormatter.fixedWithGrouping(decimals));
            }
        }
        return table;
    }
}
