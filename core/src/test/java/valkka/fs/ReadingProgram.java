package valkka.fs;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.testkit.TestFrames;

/** Run as a second process: reads a recording until its standard input ends, and prints what it saw. */
final class ReadingProgram {
    private ReadingProgram() {}

    /** @param arguments the directory */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        AtomicBoolean ended = new AtomicBoolean();
        EndOfInput.then(() -> ended.set(true));
        long whole = 0;
        long gone = 0;
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(Path.of(arguments[0]))) {
            System.out.println("reading");
            do {
                for (int block = 0; block < fs.getPars().nBlocks(); block++) {
                    try {
                        whole += TestFrames.firstOfSequence(fs.readBlock(block)) < 0 ? 0 : 1;
                    } catch (ValkkaException e) {
                        if (e.kind() != Kind.GONE) {
                            throw e;
                        }
                        gone++;
                    }
                }
            } while (!ended.get());
        }
        System.out.println("whole " + whole + " gone " + gone);
    }
}
