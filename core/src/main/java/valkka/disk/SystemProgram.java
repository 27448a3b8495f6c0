package valkka.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a program of the operating system. Each run has a bound, since a hanging disk may hold the
 * program for ever.
 */
final class SystemProgram {
    private final Duration atMost;
    private final int mostOutput;

    /**
     * Sets the bounds of a run.
     *
     * @param atMost how long a run may take
     * @param mostOutput how many bytes of the program's output are read
     */
    SystemProgram(Duration atMost, int mostOutput) {
        this.atMost = atMost;
        this.mostOutput = mostOutput;
    }

    /** The output of a run, and its exit code. */
    record Result(int exitCode, String output) {}

    /**
     * Runs a program to its end.
     *
     * @throws IOException when there is no such program, or when it has not ended in time
     * @throws InterruptedIOException when the waiting thread is interrupted; its interrupt flag
     *     stays set
     */
    Result run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            // A hanging program keeps its output open, and a read of it cannot be given up: another
            // thread reads.
            FutureTask<byte[]> reading = new FutureTask<>(() -> read(process));
            Thread reader = new Thread(reading, "output of " + command[0]);
            reader.setDaemon(true);
            reader.start();
            byte[] output = reading.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException(
                    List.of(command) + " has not ended within " + atMost.toMillis() / 1000.0
                            + " s: a disk may hang; look at it, and try again",
                    e);
        } catch (ExecutionException e) {
            throw new IOException("reading what " + command[0] + " prints: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + command[0] + " was running");
        } finally {
            process.destroyForcibly();
        }
    }

    private byte[] read(Process process) throws IOException {
        try (InputStream output = process.getInputStream()) {
            return output.readNBytes(mostOutput);
        }
    }
}
