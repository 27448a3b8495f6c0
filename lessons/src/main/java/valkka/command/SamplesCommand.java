package valkka.command;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import valkka.camera.SampleRecordings;

/** {@code ./valkka samples DIR}: makes the sample recordings again, the same bytes each time. */
@Command(
        name = "samples",
        description =
                "Writes the sample recordings (single, multi, gap-and-wrap, audio) into DIR, and replaces the recordings"
                        + " there. The bytes are the same as in sample-fs.")
final class SamplesCommand implements Subcommand {
    @Parameters(
            paramLabel = "DIR",
            description = "the directory above the recordings",
            converter = DirectoryConverter.class)
    private Path directory;

    @Override
    public int run(Console console) {
        for (Path recording : SampleRecordings.write(directory)) {
            console.out().println(recording);
        }
        return 0;
    }
}
