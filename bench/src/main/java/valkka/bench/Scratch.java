package valkka.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for the files of one run. The directory takes gigabytes, and goes after the run, even
 * after Ctrl-C.
 */
final class Scratch implements AutoCloseable {
    private final Path root;
    private final Thread atExit = new Thread(this::deleteQuietly, "bench-cleanup");

    private Scratch(Path root) {
        this.root = root;
    }

    /** Makes a directory under {@code parent}, which is made if need be. */
    static Scratch under(Path parent) throws IOException {
        Files.createDirectories(parent);
        Scratch scratch = new Scratch(Files.createTempDirectory(parent.toAbsolutePath(), "jvalkka-bench-"));
        Runtime.getRuntime().addShutdownHook(scratch.atExit);
        return scratch;
    }

    /**
     * Returns the build directory of the working directory, if there is one, else the system's
     * temporary directory.
     */
    static Path defaultParent() {
        Path target = Path.of("target");
        return Files.isDirectory(target) ? target : Path.of(System.getProperty("java.io.tmpdir"));
    }

    Path root() {
        return root;
    }

    /**
     * Returns a path with nothing there. A file from an earlier run is deleted, with its pages in
     * the cache.
     */
    Path fresh(String name) throws IOException {
        Path path = root.resolve(name);
        delete(path);
        return path;
    }

    @Override
    public void close() throws IOException {
        delete(root);
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> walk = Files.walk(path)) {
            inside = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : inside) {
            Files.deleteIfExists(file);
        }
    }

    @SuppressWarnings("SystemOut")
    private void deleteQuietly() {
        try {
            delete(root);
        } catch (IOException e) {
            System.err.println("cannot delete " + root + ": " + e.getMessage() + ": delete it yourself");
        }
    }
}
