package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The clear-cut rules of plain English, in README.md, CONTRIBUTING.md, CHANGELOG.md and docs. */
class PlainEnglishTest {
    private static final Path ROOT = Path.of("..");
    private static final int WIDTH = 100;
    private static final int LONGEST_SENTENCE = 30;
    private static final Pattern FENCED_CODE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
    private static final Pattern PARAGRAPH = Pattern.compile("\\n\\s*\\n|\\n(?=\\s*(?:[-*]|\\d+\\.) )");
    private static final Pattern SENTENCE = Pattern.compile("(?<=[.:;!?])\\s+");

    /** "no more than" counts something; without "than" it should be "no longer". */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "\\bat the most\\b|\\bno more\\b(?! than)|^(?:Who|Whoever|What|Those (?:that|which|who)) (?!.*\\?$)");

    @Test
    void aLineHasAtMost100Columns() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path document : documents()) {
            text(document)
                    .lines()
                    .filter(line -> line.length() > WIDTH && line.strip().contains(" "))
                    .forEach(line -> tooLong.add(document + ": " + line));
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void aSentenceHasAtMost30Words() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path document : documents()) {
            sentences(document)
                    .filter(sentence -> sentence.split(" ").length > LONGEST_SENTENCE)
                    .forEach(sentence -> tooLong.add(document + ": " + sentence));
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void aSentenceHasNoneOfTheWordsThatReadersStumbleOver() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path document : documents()) {
            sentences(document)
                    .filter(sentence -> FORBIDDEN.matcher(sentence).find())
                    .forEach(sentence -> found.add(document + ": " + sentence));
        }

        assertThat(found).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")) {
            all.add(ROOT.resolve(name));
        }
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
        }
        assertThat(all).hasSizeGreaterThan(20);
        return all;
    }

    /** Returns a document without code, tables, headings and images. */
    private static String text(Path document) throws IOException {
        StringBuilder text = new StringBuilder();
        FENCED_CODE
                .matcher(Files.readString(document))
                .replaceAll("")
                .lines()
                .filter(line -> !line.matches("(?: {4}|\\||#|!\\[).*"))
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static Stream<String> sentences(Path document) throws IOException {
        return Arrays.stream(PARAGRAPH.split(text(document)))
                .map(paragraph ->
                        LINK.matcher(CODE.matcher(paragraph).replaceAll("X")).replaceAll("$1"))
                .map(paragraph -> paragraph.strip().replaceAll("^(?:[-*]|\\d+\\.) ", ""))
                .flatMap(SENTENCE::splitAsStream)
                .map(sentence -> sentence.replaceAll("\\s+", " ").strip());
    }
}
