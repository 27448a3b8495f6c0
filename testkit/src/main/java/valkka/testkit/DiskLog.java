package valkka.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import valkka.disk.DiskFile;

/**
 * A disk that keeps a log of all its changes. Tests replay the log up to any point: a kill, or a
 * power cut. It forces nothing, so that it is fast.
 */
public final class DiskLog extends DelegatingDisk {
    /** One change of a file. */
    public sealed interface Operation {
        /** Returns the name of the file. */
        String file();
    }

    /**
     * A write to a file in place.
     *
     * @param file the name of the file
     * @param position the byte where the write begins
     * @param bytes the written bytes
     */
    public record Write(String file, long position, byte[] bytes) implements Operation {}

    /**
     * A force of a file to the disk.
     *
     * @param file the name of the file
     */
    public record Force(String file) implements Operation {}

    /**
     * A replacement of a whole file.
     *
     * @param file the name of the file
     * @param content the new content
     */
    public record Replace(String file, byte[] content) implements Operation {}

    private final List<Operation> operations = Collections.synchronizedList(new ArrayList<>());

    /** Returns the changes so far, in their order. */
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
        Files.deleteIfExists(file);
        Files.write(file, content);
    }
}
