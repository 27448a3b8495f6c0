package valkka.fs;

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

/** Runs a program of the operating system, which a disk that hangs may hold for ever: so each run has a bound. */
final class SystemProgram {
    private final Duration atMost;
    private final int mostOutput;

    /**
     * @param atMost how long a run may take
     * @param mostOutput how many bytes of what it prints are read
     */
    SystemProgram(Duration atMost, int mostOutput) {
        this.atMost = atMost;
        this.mostOutput = mostOutput;
    }

    /** What a run printed, and its exit code. */
    record Result(int exitCode, String output) {}

    /**
     * Runs a program to its end.
     *
     * @throws IOException when there is no such program, or it has not ended in time
     * @throws InterruptedIOException when the waiting thread is interrupted, whose interrupt stays set
     */
    Result run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            // A program may be held while its output is open, where no read could be given up: another thread reads.
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
