package valkka.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import valkka.kernel.NameTable.Row;

/**
 * Makes the answer of {@code help("pullBlocksPyCall")}: the Java name, its signature, and one line
 * of explanation.
 */
final class NameHelp {
    private NameHelp() {}

    /**
     * Finds a name of libValkka (with or without {@code Call} and {@code Py}), a class or a method
     * of this library, a keyword argument, or a topic. Without such a name, the answer has names of
     * a similar spelling.
     */
    static Output answer(String asked) {
        String name = asked.strip();
        List<HelpAnswer> answers = answers(name);
        if (answers.isEmpty()) {
            int dot = bare(name).lastIndexOf('.');
            answers = dot < 0 ? List.of() : answers(bare(name).substring(dot + 1));
        }
        if (!answers.isEmpty()) {
            return HelpAnswer.output(answers);
        }
        List<Row> topic = NameTable.rows().stream()
                .filter(row -> row.topic().equalsIgnoreCase(name))
                .toList();
        return topic.isEmpty() ? nothing(name) : topic(topic);
    }

    private static List<HelpAnswer> answers(String name) {
        List<HelpAnswer> answers = new ArrayList<>();
        String key = key(name);
        for (Row row : NameTable.rows()) {
            List<String> theirs = row.libValkka().stream()
                    .filter(known -> known.equals(name) || key(known).equals(key))
                    .toList();
            List<String> ours = row.here().stream()
                    .filter(known -> known.equals(name) || key(member(known)).equals(key))
                    .toList();
            if (!theirs.isEmpty() || (!ours.isEmpty() && !row.isAbsent())) {
                answers.add(new HelpAnswer(
                        theirs.isEmpty() ? row.libValkka() : theirs, ours.isEmpty() ? row.here() : ours, row.line()));
            }
        }
        if (answers.isEmpty()) {
            JavaName.of(bare(name)).ifPresent(found -> answers.add(HelpAnswer.of(found)));
        }
        if (answers.isEmpty()) {
            members().getOrDefault(key, List.of()).forEach(found -> answers.add(HelpAnswer.of(found)));
        }
        return answers;
    }

    /** All topics, each with the names of libValkka that it is about. */
    static Output topics() {
        String how =
                "help(\"pullBlocksPyCall\") answers with the name here, how it is called, and what it does. It knows"
                        + " libValkka's names, its keyword arguments, and the classes and methods of this library."
                        + " help(\"Writing\") shows a topic. The topics, and libValkka's names:";
        Map<String, Set<String>> names = new LinkedHashMap<>();
        NameTable.rows()
                .forEach(row -> names.computeIfAbsent(row.topic(), topic -> new LinkedHashSet<>())
                        .addAll(row.libValkka()));
        StringBuilder text = new StringBuilder(HelpText.wrap(how, ""));
        StringBuilder html = new StringBuilder("<div>" + HelpText.html(how) + "</div>");
        names.forEach((topic, of) -> {
            String list = String.join(", ", of);
            text.append("\n\n").append(topic).append('\n').append(HelpText.wrap(list, "  "));
            html.append(Html.title(topic, ""))
                    .append("<div>")
                    .append(Html.escape(list))
                    .append("</div>");
        });
        return Output.html(text.toString(), html.toString());
    }

    private static Output topic(List<Row> rows) {
        String text = rows.stream()
                .map(row -> HelpText.wrap(
                                String.join(", ", row.libValkka()) + ": "
                                        + (row.here().isEmpty() ? "-" : String.join(", ", row.here())),
                                "")
                        + "\n" + HelpText.wrap(HelpText.sentence(row.line()), "  "))
                .collect(Collectors.joining("\n"));
        List<List<?>> cells = rows.stream()
                .<List<?>>map(row -> List.of(
                        String.join(", ", row.libValkka()),
                        String.join(", ", row.here()),
                        row.line().replace("`", "")))
                .toList();
        String title = rows.get(0).topic();
        return Output.html(
                title + "\n\n" + text,
                Html.title(title, "")
                        + Html.table(List.of(Html.words("libValkka"), Html.words("here"), Html.words("")), cells));
    }

    private static Output nothing(String name) {
        Stream<String> known = Stream.concat(
                NameTable.rows().stream()
                        .flatMap(row -> Stream.concat(
                                row.libValkka().stream(), row.here().stream().map(NameHelp::member))),
                members().values().stream().flatMap(List::stream).map(JavaName::member));
        List<String> near = NearNames.of(bare(name), known.toList());
        String answer = "There is no \"" + name + "\" here or in libValkka. "
                + (near.isEmpty() ? "" : "Spelled alike: " + String.join(", ", near) + ". ")
                + "help() lists the names.";
        return Output.html(HelpText.wrap(answer, ""), "<div>" + Html.escape(answer) + "</div>");
    }

    /** Returns the methods of all classes of this library that the tables name, by their key. */
    private static Map<String, List<JavaName>> members() {
        Map<String, List<JavaName>> members = new LinkedHashMap<>();
        NameTable.rows().stream()
                .flatMap(row -> row.here().stream())
                .map(reference -> reference.replaceAll("\\..*", ""))
                .distinct()
                .flatMap(type -> JavaName.of(type).stream())
                .forEach(type -> type.methodNames()
                        .forEach(method -> members.computeIfAbsent(key(method), key -> new ArrayList<>())
                                .add(new JavaName(type.type(), method))));
        return members;
    }

    private static String member(String reference) {
        return reference.substring(reference.lastIndexOf('.') + 1);
    }

    /** Without arguments, {@code =} and the word {@code new}. */
    private static String bare(String name) {
        return name.replaceAll("[(\\[=].*", "").replaceFirst("^new ", "").strip();
    }

    /**
     * Returns the common form of a name that libValkka's Python, its C++ and Java spell
     * differently.
     */
    private static String key(String name) {
        return bare(name)
                .toLowerCase(Locale.ROOT)
                .replace("_", "")
                .replaceFirst("(py)?call$", "")
                .replace("pycallback", "callback");
    }
}
