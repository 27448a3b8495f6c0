package valkka.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answer of help about one name.
 *
 * @param theirs names of libValkka; may be empty
 * @param ours names here, as {@code Class} or {@code Class.member}; may be empty
 * @param line what it does, as in the document; may be empty
 */
record HelpAnswer(List<String> theirs, List<String> ours, String line) {
    static HelpAnswer of(JavaName found) {
        return new HelpAnswer(
                List.of(),
                List.of(found.reference()),
                found.member().isEmpty() ? NameTable.classLine(found.type().getSimpleName()) : "");
    }

    static Output output(List<HelpAnswer> answers) {
        return Output.html(
                answers.stream().map(HelpAnswer::text).collect(Collectors.joining("\n\n")),
                answers.stream().map(HelpAnswer::html).collect(Collectors.joining()));
    }

    private String head() {
        return ours.isEmpty() ? "not here" : String.join(", ", ours);
    }

    private String note() {
        return theirs.isEmpty() ? "" : "libValkka: " + String.join(", ", theirs);
    }

    private List<String> signatures() {
        return names().flatMap(name -> name.signatures().stream()).toList();
    }

    /** Returns the other members of a class; empty for a method. */
    private String methods() {
        return names().filter(name -> name.member().isEmpty())
                .flatMap(name -> name.methodNames().stream())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Stream<JavaName> names() {
        return ours.stream().map(JavaName::of).flatMap(Optional::stream);
    }

    private String text() {
        List<String> lines = new ArrayList<>();
        lines.add(HelpText.wrap(head() + (note().isEmpty() ? "" : " (" + note() + ")"), ""));
        signatures().forEach(signature -> lines.add(HelpText.wrap(signature, "  ")));
        if (!line.isEmpty()) {
            lines.add(HelpText.wrap(HelpText.sentence(line), "  "));
        }
        if (!methods().isEmpty()) {
            lines.add(HelpText.wrap("methods: " + methods(), "  "));
        }
        return String.join("\n", lines);
    }

    private String html() {
        return Html.title(head(), note())
                + (signatures().isEmpty() ? "" : Html.terminal(String.join("\n", signatures())))
                + (line.isEmpty() ? "" : "<div>" + HelpText.html(HelpText.sentence(line)) + "</div>")
                + (methods().isEmpty() ? "" : Html.quiet("methods: " + methods()));
    }
}
