package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code show} in JShell. */
class DesktopSurfaceTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final Output picture = Output.svg("a drawing", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");

    @Test
    void withoutADesktopTheTextIsPrinted() {
        new DesktopSurface(out, Optional.empty()).show(picture);

        assertThat(printed()).isEqualToIgnoringNewLines("a drawing");
    }

    @Test
    void onADesktopThePictureIsOpenedToo() throws IOException {
        List<String> opened = new ArrayList<>();
        new DesktopSurface(out, Optional.of(page -> opened.add(Files.readString(Path.of(page))))).show(picture);

        assertThat(opened).hasSize(1).first().asString().contains("<img", "data:image/svg+xml;base64,");
    }

    @Test
    void aLineThatChangesIsWrittenOver() {
        Surface.Place place = new DesktopSurface(out, Optional.empty()).open(Output.html("export 0 %", ""));
        place.update(Output.html("export 50 %", ""));

        assertThat(printed()).isEqualTo("export 0 %\rexport 50 %");
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
