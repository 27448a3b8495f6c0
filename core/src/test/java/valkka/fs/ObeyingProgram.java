package valkka.fs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import valkka.frame.ValkkaException;
import valkka.testkit.TestFrames;

/**
 * Run as a second process: does what its standard input says, and answers each line with one line. {@code start DIR [FILE]} starts a writer, which may
 * write that file too, {@code stop} ends it, {@code child} starts a process that outlives this one.
 */
final class ObeyingProgram {
    private ObeyingProgram() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ValkkaFS fs = null;
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            try {
                if (order.startsWith("start ")) {
                    String[] words = order.split(" ");
                    fs = ValkkaSingleFS.loadFromDirectory(words[1], Arrays.copyOfRange(words, 2, words.length));
                    start(fs);
                    System.out.println("writing");
                } else if (order.equals("child")) {
                    System.out.println(new ProcessBuilder("sleep", "60").start().pid());
                } else {
                    if (fs != null) {
                        fs.close();
                    }
                    System.out.println("stopped");
                }
            } catch (ValkkaException e) {
                System.out.println(e.kind() + " " + e.getMessage());
            }
        }
    }

    /** The end of the file system ends the writer. */
    private static void start(ValkkaFS fs) {
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
        writer.setSlotId(1, TestFrames.ID);
        writer.start();
    }
}
