package valkka.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot follow does not compile, and the compiler's words help. */
class WrongGraphsDoNotCompileTest {
    @TempDir
    Path output;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "FilterGraph g = reader(fs).to(writer(fs)).to(info());     | cannot find symbol",
                "FilterGraph g = reader(fs).to(fork()).to(info());         | cannot find symbol",
                "FilterGraph g = writer(fs).to(info());                    | cannot find symbol",
                "FilterGraph g = info().to(writer(fs));                    | Sink cannot be converted to FilterGraph",
                "FilterGraph g = reader(fs).to(reader(fs));                | no suitable method found for to(ReaderSource)",
                "FilterGraph g = info();                                   | Pipe cannot be converted to FilterGraph",
                "ForkSink f = fork().connect(\"a\", reader(fs));           | no suitable method found for connect(String,ReaderSource)",
                "FilterGraph g = reader(fs).to(count()).slotId(1, 2);      | cannot find symbol",
                "FilterGraph g = FilterGraph.from(info());                 | Pipe cannot be converted to Source",
                "new FilterGraph() {};                                     | FilterGraph",
            })
    void wrongGraph(String line, String words) {
        assertThat(errors(line)).contains(words);
    }

    @Test
    void rightGraphsCompile() {
        assertThat(errors("FilterGraph g = reader(fs).slotId(1, 2).to(count()).to(fork().connect(\"a\", info()));"))
                .isEmpty();
        assertThat(errors("FilterGraph g = reader(fs).to(f -> {}); g = reader(fs).to(info()).to(f -> {});"))
                .isEmpty();
        assertThat(errors("java.util.List<valkka.frame.Frame> l = null; FilterGraph g = reader(fs).to(l::add);"))
                .isEmpty();
    }

    private String errors(String line) {
        String code = "import valkka.graph.*;\nimport valkka.fs.*;\nimport static valkka.graph.Nodes.*;\n"
                + "class Wrong { void graph(ValkkaFS fs) {\n" + line + "\n} }";
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Wrong.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", output.toString(), "-cp", System.getProperty("java.class.path"));
        compiler.getTask(new StringWriter(), null, found, options, null, List.of(source))
                .call();
        return found.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> diagnostic.getMessage(Locale.ENGLISH).replaceAll("(valkka|java)\\.\\w+\\.", ""))
                .collect(Collectors.joining("\n"));
    }
}
