package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the Javadoc of what users see compile as they stand there. */
class JavadocExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\n(.*?)\n\\s*\\* }</pre>", Pattern.DOTALL);
    /** What an example may use without making it. */
    private static final String GIVEN =
            "FrameFilter next; Frame frame; ValkkaFS fs; java.nio.file.Path directory; RtspServerSource source;";

    @TempDir
    Path output;

    /** An example, and where it stands. */
    private record Example(String place, String code) {}

    @Test
    void theExamplesInTheJavadocCompile() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String module : List.of("core", "media")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    examples.addAll(examplesIn(file));
                }
            }
        }
        assertThat(examples).hasSizeGreaterThan(10);
        assertThat(examples)
                .allSatisfy(example ->
                        assertThat(errors(example.code())).as(example.place()).isEmpty());
    }

    @Test
    void eachFilterHasAnExample() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "core", "src", "main", "java", "valkka", "filter"))) {
            assertThat(files.filter(file -> file.toString().endsWith("FrameFilter.java"))
                            .filter(file -> !file.endsWith("FrameFilter.java")))
                    .hasSizeGreaterThan(14)
                    .allSatisfy(
                            file -> assertThat(examplesIn(file)).as("%s", file).isNotEmpty());
        }
    }

    @Test
    void anExampleThatDoesNotCompileIsFound() {
        assertThat(errors("CountFrameFilter count = new CountFrameFilter(3);")).contains("int cannot be converted");
    }

    private static List<Example> examplesIn(Path file) throws IOException {
        String source = Files.readString(file);
        List<Example> examples = new ArrayList<>();
        for (MatchResult match : EXAMPLE.matcher(source).results().toList()) {
            long line = source.substring(0, match.start()).lines().count() + 1;
            examples.add(new Example(file + ":" + line, match.group(1).replaceAll("(?m)^\\s*\\* ?", "")));
        }
        return examples;
    }

    private String errors(String example) {
        String code = "import java.time.*;\nimport java.util.*;\nimport valkka.frame.*;\nimport valkka.filter.*;\n"
                + "import valkka.fs.*;\nimport valkka.live.*;\n"
                + "class Example { " + GIVEN + " void example() throws Exception {\n" + example + "\n} }";
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", output.toString(), "-cp", System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(new StringWriter(), null, found, options, null, List.of(source))
                .call();
        StringBuilder text = new StringBuilder();
        for (Diagnostic<?> diagnostic : found.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                text.append(diagnostic.getMessage(Locale.ENGLISH)).append('\n');
            }
        }
        return text.toString();
    }
}
