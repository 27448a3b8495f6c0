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
    private static final String IMPORTS = """
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import valkka.filter.*;
            import valkka.frame.*;
            import valkka.fs.*;
            import valkka.play.*;
            import valkka.proof.*;
            import valkka.graph.*;
            import valkka.camera.*;
            import valkka.live.*;
            import valkka.onvif.*;
            import valkka.rtsp.*;
            import valkka.media.*;
            import valkka.nal.*;
            import valkka.view.*;
            import static valkka.graph.Nodes.*;
            import static valkka.media.MediaNodes.*;
            """;
    /** What an example may use without making it. */
    private static final String GIVEN = "FrameFilter next; Frame frame; List<BasicFrame> frames; ValkkaFS fs;"
            + " Path directory; RtspServerSource source; LiveConnectionContext context;";

    @TempDir
    Path output;

    /** An example, and where it stands. */
    private record Example(String place, String code) {}

    @Test
    void theExamplesInTheJavadocCompile() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String module : List.of("core", "media", "views")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    examples.addAll(examplesIn(file));
                }
            }
        }
        assertThat(examples).hasSizeGreaterThan(10);
        assertThat(errors(examples)).isEmpty();
    }

    @Test
    void eachFilterHasAnExample() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "core", "src", "main", "java", "valkka", "filter"))) {
            assertThat(files.filter(file -> file.toString().matches(".*\\wFrameFilter[N3]?\\.java")))
                    .hasSizeGreaterThan(15)
                    .allSatisfy(
                            file -> assertThat(examplesIn(file)).as("%s", file).isNotEmpty());
        }
    }

    @Test
    void anExampleThatDoesNotCompileIsFound() {
        Example right = new Example("right", "CountFrameFilter count = new CountFrameFilter(\"count\");");
        Example wrong = new Example("wrong", "CountFrameFilter count = new CountFrameFilter(3);");
        assertThat(errors(List.of(right, wrong)))
                .hasSize(1)
                .first()
                .asString()
                .matches("wrong: .*int cannot be converted.*");
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

    /** What the compiler says, with the example's place in front; it is called once, because each call takes its time. */
    private List<String> errors(List<Example> examples) {
        List<JavaFileObject> sources = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            sources.add(source("Example" + i, examples.get(i).code()));
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", output.toString(), "-cp", System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(new StringWriter(), null, found, options, null, sources)
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(error -> examples.get(sources.indexOf(error.getSource())).place() + ": "
                        + error.getMessage(Locale.ENGLISH).replace('\n', ' '))
                .toList();
    }

    private static JavaFileObject source(String name, String example) {
        String code =
                IMPORTS + "class " + name + " { " + GIVEN + " void example() throws Exception {\n" + example + "\n} }";
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
