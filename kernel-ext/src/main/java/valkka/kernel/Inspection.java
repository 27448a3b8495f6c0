package valkka.kernel;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/**
 * What Shift+Tab shows: the signature of what the cursor is at, and the first paragraph of its
 * Javadoc. JJava looks one character too far, and cannot read a cell of several statements.
 */
final class Inspection {
    private static final System.Logger LOG = System.getLogger("valkka.kernel");
    /** The folders with the library's sources, as the launcher names them. */
    private static final String SOURCES = "valkka.sources";

    private static final int MOST_SIGNATURES = 8;

    private final SourceCodeAnalysis analysis;
    private boolean knowsSources;

    Inspection(JShell jshell) {
        this.analysis = jshell.sourceCodeAnalysis();
    }

    /** Lets JShell read the Javadoc of this library, too, beside the Java library's. */
    @SuppressWarnings("unchecked")
    private void readOurSources() {
        try {
            Class<?> type = analysis.getClass();
            Method find = type.getDeclaredMethod("findSources");
            find.setAccessible(true);
            List<Path> sources = new ArrayList<>((List<Path>) find.invoke(analysis));
            Stream.of(System.getProperty(SOURCES, "").split(File.pathSeparator))
                    .filter(folder -> !folder.isEmpty())
                    .map(Path::of)
                    .forEach(sources::add);
            Field field = type.getDeclaredField("availableSources");
            field.setAccessible(true);
            field.set(analysis, sources);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "this JShell keeps its sources elsewhere: signatures alone are shown",
                    e);
        }
    }

    /** Returns what is at a place of a cell, or the method whose arguments are there. */
    Optional<Output> at(String code, int cursor) {
        if (!knowsSources) {
            knowsSources = true;
            readOurSources();
        }
        int place = Math.min(cursor, code.length());
        Optional<Output> found = CodeAt.name(code, place).flatMap(this::of);
        return found.isPresent()
                ? found
                : CodeAt.call(code, place)
                        .flatMap(end -> CodeAt.name(code, end))
                        .flatMap(this::of);
    }

    private Optional<Output> of(String expression) {
        List<Documentation> found = documentation(expression + "(");
        if (found.isEmpty()) {
            found = documentation(expression);
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        // Methods of one name often have the same paragraph: it stands below all of them.
        Map<String, List<String>> signatures = new LinkedHashMap<>();
        for (Documentation one : found.subList(0, Math.min(MOST_SIGNATURES, found.size()))) {
            String text = Paragraph.firstOf(one.javadoc() == null ? "" : one.javadoc());
            signatures.computeIfAbsent(text, none -> new ArrayList<>()).add(one.signature());
        }
        String text = signatures.entrySet().stream()
                .map(entry -> String.join("\n", entry.getValue())
                        + (entry.getKey().isEmpty() ? "" : "\n    " + entry.getKey()))
                .collect(Collectors.joining("\n\n"));
        String html = signatures.entrySet().stream()
                .map(entry -> entry.getValue().stream()
                                .map(one -> "<code>" + Html.escape(one) + "</code>")
                                .collect(Collectors.joining("<br>"))
                        + (entry.getKey().isEmpty() ? "<br>" : "<p>" + Html.escape(entry.getKey()) + "</p>"))
                .collect(Collectors.joining());
        return Optional.of(Output.html(text, html));
    }

    private List<Documentation> documentation(String expression) {
        return analysis.documentation(expression, expression.length(), true);
    }
}
