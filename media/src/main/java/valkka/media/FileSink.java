package valkka.media;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.graph.NodeParts;
import valkka.graph.NodeTraits;
import valkka.graph.Sink;

/** The noun {@link MediaNodes#file}: a file that is active as soon as its graph is built. */
final class FileSink extends Sink {
    private final Path path;

    FileSink(Path path) {
        this(path, null);
    }

    private FileSink(Path path, @Nullable String name) {
        super("file", name, FileFrameFilter.class, NodeTraits.NONE.withClaim(claimOf(path)), (node, next) -> {
            FileFrameFilter filter = new FileFrameFilter(node, next);
            filter.activate(path);
            return NodeParts.filter(filter);
        });
        this.path = path;
    }

    /**
     * The same for two paths that lead to one file, as far as it can be known before there is one.
     */
    private static Path claimOf(Path path) {
        return Objects.requireNonNull(path, "path").toAbsolutePath().normalize();
    }

    @Override
    public Sink named(String name) {
        return new FileSink(path, Objects.requireNonNull(name, "name"));
    }
}
