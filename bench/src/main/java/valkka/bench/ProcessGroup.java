package valkka.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Processes that do one work together, and what they take from the machine. */
final class ProcessGroup {
    private final List<Process> processes;

    ProcessGroup(List<Process> processes) {
        this.processes = List.copyOf(processes);
    }

    /** Returns the user and system time that the processes have used so far. */
    long cpuNanos() {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToLong(Duration::toNanos)
                .sum();
    }

    /** Returns the memory that the processes take now, 0 where the system does not report it. */
    double megabytes() {
        return status("VmRSS:") * 1024 / 1e6;
    }

    /** Returns the number of threads, 0 where the system does not report it. */
    long threads() {
        return status("Threads:");
    }

    boolean isAlive() {
        return processes.stream().allMatch(Process::isAlive);
    }

    private long status(String field) {
        long sum = 0;
        for (Process process : processes) {
            try {
                for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                    if (line.startsWith(field)) {
                        sum += Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
            } catch (IOException e) {
                return 0; // not Linux
            }
        }
        return sum;
    }
}
