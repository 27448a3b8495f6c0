package valkka.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine that the figures were measured on. */
final class Machine {
    private static final double GB = 1e9;

    private Machine() {}

    /** Returns the CPU time that this process has used so far, all threads together. */
    static long cpuNanos() {
        return system().getProcessCpuTime();
    }

    /**
     * Returns the memory that this process takes from the machine now. Some systems do not report
     * it: the result is then the size of the Java heap.
     */
    static long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            // Not Linux.
        }
        return Runtime.getRuntime().totalMemory();
    }

    /** Returns one line: a figure without it says little. */
    static String describe(Path directory) {
        return String.format(
                Locale.ROOT,
                "%d cores (load %.1f), %.0f GB memory, %s %s, JDK %s, %s, %.0f GB free",
                Runtime.getRuntime().availableProcessors(),
                system().getSystemLoadAverage(),
                system().getTotalMemorySize() / GB,
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version(),
                fileSystem(directory),
                directory.toFile().getUsableSpace() / GB);
    }

    private static String fileSystem(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException e) {
            return "a file system unknown"; // as in a chroot, whose mounts the system does not list
        }
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }
}
