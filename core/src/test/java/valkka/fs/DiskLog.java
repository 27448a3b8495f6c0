package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A disk that keeps a log of all that was done to it, to be replayed up to any point: a kill, or a power cut. It forces
 * nothing, so that it is fast.
 */
final class DiskLog extends SystemDisk {
    /** One thing done to a file. */
    sealed interface Operation {
        String file();
    }

    record Write(String file, long position, byte[] bytes) implements Operation {}

    record Force(String file) implements Operation {}

    record Replace(String file, byte[] content) implements Operation {}

    private final List<Operation> operations = Collections.synchronizedList(new ArrayList<>());

    List<Operation> operations() {
        return operations;
    }

    /**
     * The log of a writer that makes new records visible before their bytes are there: what must not be. The commit word of
     * each flush, a write of 8 bytes to the dumpfile, goes in front of the writes that it commits.
     */
    static List<Operation> withCommitWordFirst(List<Operation> log) {
        List<Operation> reordered = new ArrayList<>();
        List<Write> held = new ArrayList<>();
        for (Operation operation : log) {
            if (!(operation instanceof Write write) || !write.file().equals("dumpfile")) {
                reordered.add(operation);
            } else if (write.bytes().length != RecordFormat.END_MARK_LENGTH) {
                held.add(write);
            } else {
                Write word = write;
                reordered.add(word);
                held.forEach(records -> reordered.add(without(word, records)));
                held.clear();
            }
        }
        reordered.addAll(held);
        return reordered;
    }

    /** A write that leaves the commit word alone, in whose place it has the old end mark. */
    private static Write without(Write word, Write records) {
        if (records.position() != word.position()) {
            return records;
        }
        int length = word.bytes().length;
        byte[] behind = Arrays.copyOfRange(records.bytes(), length, records.bytes().length);
        return new Write(records.file(), records.position() + length, behind);
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
