package valkka.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The names of libValkka and of this library, row by row. They are the tables of the document
 * {@code docs/reference/coming-from-libvalkka.md}, which is packed into this module: there is no
 * second list. So is {@code api.md}, which has a line for each class.
 */
final class NameTable {
    private static final String NAMES = "/valkka/coming-from-libvalkka.md";
    private static final String CLASSES = "/valkka/api.md";
    private static final String HEAD = "| libValkka | here | |";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private NameTable() {}

    /**
     * A row.
     *
     * @param topic the heading above its table
     * @param libValkka the names there
     * @param here the names here, as {@code Class} or {@code Class.member}; empty without such a
     *     name
     * @param line what it does, in one line
     */
    record Row(String topic, List<String> libValkka, List<String> here, String line) {
        /** Returns whether the line says why there is no such name here. */
        boolean isAbsent() {
            return line.startsWith("not ");
        }
    }

    /** Returns the rows of the document. */
    static List<Row> rows() {
        return Loaded.ROWS;
    }

    private static final class Loaded {
        static final List<Row> ROWS = parse(document(NAMES));
    }

    /**
     * Returns the reference's line about a class; an empty text when the reference has no such
     * line.
     */
    static String classLine(String simpleName) {
        return document(CLASSES)
                .lines()
                .map(line -> line.split("\\|", -1))
                .filter(cells -> cells.length > 3 && code(cells[1]).contains(simpleName))
                .map(cells -> cells[cells.length - 2].strip().replaceAll("\\[([^\\]]+)\\]\\([^)]*\\)", "$1"))
                .findFirst()
                .orElse("");
    }

    private static String document(String resource) {
        try (InputStream in = Objects.requireNonNull(NameTable.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the rows of all tables whose head is that of names; of other tables none. */
    static List<Row> parse(String markdown) {
        List<Row> rows = new ArrayList<>();
        String topic = "";
        boolean inTable = false;
        for (String line : markdown.lines().toList()) {
            if (line.startsWith("## ")) {
                topic = line.substring(3);
            }
            inTable = line.equals(HEAD) || (inTable && line.startsWith("|"));
            if (inTable && !line.equals(HEAD) && !line.startsWith("|--")) {
                rows.add(row(topic, line));
            }
        }
        return List.copyOf(rows);
    }

    private static Row row(String topic, String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 5) {
            throw new IllegalArgumentException("a row of " + (cells.length - 2) + " cells, not 3: " + line);
        }
        return new Row(topic, code(cells[1]), code(cells[2]), cells[3].strip());
    }

    private static List<String> code(String cell) {
        return CODE.matcher(cell)
                .results()
                .map((MatchResult name) -> name.group(1))
                .toList();
    }
}
