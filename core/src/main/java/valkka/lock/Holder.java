package valkka.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The text of a lock file: who holds the lock. The first line is for people. The second line tells
 * other processes whether the holder still runs, and of which file the text was written. So a copy
 * of the file says nothing about the copy, and a text outlives its process without harm.
 *
 * @param shown as in {@code process 12 on porch since 2026-03-04T05:06:07Z}
 * @param pid the number of the process
 * @param process the {@link ProcessIdentity} of the process
 * @param file the {@link FileIdentity} of the lock file
 */
record Holder(String shown, long pid, String process, String file) {
    static final Holder UNKNOWN = new Holder("another process", 0, "", "");

    private static final int LONGEST = 600;
    private static final int LONGEST_SHOWN = 200;

    /** Returns this process as the holder of a lock file. */
    static Holder me(String file) {
        long pid = ProcessHandle.current().pid();
        String shown = "process " + pid + " on " + ProcessIdentity.hostName() + " since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new Holder(shown, pid, ProcessIdentity.own(), file);
    }

    void write(FileChannel channel) throws IOException {
        String text = String.format(Locale.ROOT, "%s%n%d|%s|%s%n", shown, pid, process, file);
        channel.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes, bytes.position());
        }
    }

    /** Reads the text of a lock file, which may be anything: anybody may have put it there. */
    static Holder read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        channel.read(bytes, 0);
        String[] lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).split("\\R", 3);
        String shown = lines[0].strip().replaceAll("\\p{Cntrl}", "?");
        if (shown.isEmpty()) {
            return UNKNOWN;
        }
        shown = shown.substring(0, Math.min(shown.length(), LONGEST_SHOWN));
        String[] fields = lines.length < 2 ? new String[0] : lines[1].strip().split("\\|", -1);
        if (fields.length != 3 || !fields[0].matches("\\d{1,18}")) {
            return new Holder(shown, 0, "", "");
        }
        return new Holder(shown, Long.parseLong(fields[0]), fields[1], fields[2]);
    }

    /** Returns whether the holder is another process, and surely still runs. */
    boolean runsElsewhere(String lockFile) {
        return !process.isEmpty()
                && file.equals(lockFile)
                && pid != ProcessHandle.current().pid()
                && process.equals(ProcessIdentity.of(pid));
    }

    /** Returns whether this text is this process's own. */
    boolean isMe() {
        return !process.isEmpty() && process.equals(ProcessIdentity.own());
    }
}
