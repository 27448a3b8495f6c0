package valkka.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells a process from every other process, before it and after it, on this host and on others. The
 * number of a process alone does not: the system gives it to another process later.
 */
final class ProcessIdentity {
    private static final Path PROC = Path.of("/proc");
    /** The place of the start time behind the name of the program, in {@code /proc/PID/stat}. */
    private static final int START_TIME = 19;

    /** The same to its end: each lock needs it, and the system tells it from four files. */
    private static final String OWN = of(ProcessHandle.current().pid());

    private ProcessIdentity() {}

    static String own() {
        return OWN;
    }

    /**
     * Returns the identity of the process that has this number now, as this process sees it. The
     * result is empty when there is no such process, or when the system does not tell when it
     * started.
     */
    static String of(long pid) {
        try {
            if (Files.exists(PROC.resolve("self/stat"))) {
                // The start time in clock ticks since the boot: no step of the clock changes it,
                // as ProcessHandle's Instant.
                String stat = Files.readString(PROC.resolve(pid + "/stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                return Files.readString(PROC.resolve("sys/kernel/random/boot_id"))
                                .strip() + " " + Files.readSymbolicLink(PROC.resolve("self/ns/pid")) + " " + pid + " "
                        + fields[START_TIME];
            }
        } catch (IOException | RuntimeException e) {
            return ""; // it has ended, or is hidden
        }
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(start -> hostName() + " " + pid + " " + start.toEpochMilli())
                .orElse("");
    }

    static String hostName() {
        Path linux = PROC.resolve("sys/kernel/hostname");
        try {
            // Linux' own answer first: getLocalHost may wait for a name server.
            return Files.isReadable(linux)
                    ? Files.readString(linux).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "an unnamed host";
        }
    }
}
