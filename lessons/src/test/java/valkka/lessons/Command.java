package valkka.lessons;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A program run by a test: its words and its exit code, or an error when it takes too long. */
final class Command {
    private final List<String> words;
    private final Map<String, String> environment = new TreeMap<>();
    private Path directory = Path.of("").toAbsolutePath();
    private String input = "";

    private Command(List<String> words) {
        this.words = words;
    }

    static Command of(Object... words) {
        List<String> texts = new ArrayList<>();
        for (Object word : words) {
            texts.add(word.toString());
        }
        return new Command(texts);
    }

    /** Sets an environment variable; an empty value takes it away. */
    Command with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    Command in(Path newDirectory) {
        directory = newDirectory;
        return this;
    }

    Command typing(String newInput) {
        input = newInput;
        return this;
    }

    Result run() throws IOException, InterruptedException {
        Path in = Files.createTempFile("in", ".txt");
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        try {
            Files.writeString(in, input);
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            environment.forEach((variable, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(variable);
                } else {
                    builder.environment().put(variable, value);
                }
            });
            Process process = builder.start();
            try {
                if (!process.waitFor(120, TimeUnit.SECONDS)) {
                    throw new AssertionError(words + " still runs after two minutes; so far it said: "
                            + Files.readString(out) + Files.readString(err));
                }
            } finally {
                process.destroyForcibly();
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** What a program left. */
    record Result(int exit, String out, String err) {}
}
