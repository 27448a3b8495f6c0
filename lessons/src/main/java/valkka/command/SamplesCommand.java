package valkka.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.live.SampleRecordings;

/** {@code ./valkka samples DIR}: makes the sample recordings again, the same bytes each time. */
final class SamplesCommand implements Subcommand {
    @Override
    public String usage() {
        return """
                Usage: ./valkka samples DIR

                Writes the sample recordings (single, multi, gap-and-wrap, audio) into DIR, in
                place of those that are there: the bytes that are in sample-fs.
                """;
    }

    @Override
    public int run(List<String> args, Console console) {
        for (Path recording : SampleRecordings.write(directory(args))) {
            console.out().println(recording);
        }
        return 0;
    }

    private static Path directory(List<String> args) {
        if (args.size() != 1 || args.get(0).startsWith("-")) {
            throw ValkkaException.badArgument("samples needs one directory: ./valkka samples DIR");
        }
        try {
            return Path.of(args.get(0));
        } catch (InvalidPathException e) {
            throw ValkkaException.badArgument("samples: no directory can have that name: " + e.getReason());
        }
    }
}
