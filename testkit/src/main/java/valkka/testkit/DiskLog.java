package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import valkka.fs.DiskFile;

/**
 * A disk that keeps a log of all that was done to it, to be replayed up to any point: a kill, or a power cut. It forces
 * nothing, so that it is fast.
 */
public final class DiskLog extends DelegatingDisk {
    /** One thing done to a file. */
    public sealed interface Operation {
        String file();
    }

    public record Write(String file, long position, byte[] bytes) implements Operation {}

    public record Force(String file) implements Operation {}

    public record Replace(String file, byte[] content) implements Operation {}

    private final List<Operation> operations = Collections.synchronizedList(new ArrayList<>());

    public List<Operation> operations() {
        return operations;
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        String name = file.getFileName().toString();
        return new DelegatingFile(super.openForWriting(file)) {

            @Override
            public void write(ByteBuffer source, long position) throws IOException {
                byte[] bytes = new byte[source.remaining()];
                source.duplicate().get(bytes);
                operations.add(new Write(name, position, bytes));
                super.write(source, position);
            }

            @Override
            public void force() {
                operations.add(new Force(name));
            }
        };
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        operations.add(new Replace(file.getFileName().toString(), content.clone()));
        Files.delete(file);
        Files.write(file, content);
    }
}
