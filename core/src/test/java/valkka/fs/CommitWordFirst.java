package valkka.fs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import valkka.testkit.DiskLog.Operation;
import valkka.testkit.DiskLog.Write;

/** What must not be: the tests of kills have to notice it. */
final class CommitWordFirst {
    private CommitWordFirst() {}

    /**
     * The log of a writer that makes new records visible before their bytes are there: what must not be. The commit word of
     * each flush, a write of 8 bytes to the dumpfile, goes in front of the writes that it commits.
     */
    static List<Operation> reorder(List<Operation> log) {
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
}
