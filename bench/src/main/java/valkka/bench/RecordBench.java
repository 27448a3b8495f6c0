package valkka.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A recorder of its own process, as {@code ./valkka record} is one, beside FFmpeg's command doing the
 * same at the same time: the two share the cameras, the disk and each moment of the machine. Both
 * are warm before anything is measured.
 */
final class RecordBench {
    /** The options of {@code ./valkka record}, as its launcher has them. */
    static final List<String> JAVA_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-Xms48m",
            "-Xmn28m",
            "-XX:SurvivorRatio=3",
            "-XX:-UsePerfData",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:TrimNativeHeapInterval=10000",
            "-Dio.netty.leakDetection.level=disabled");

    private static final int SAMPLES = 3;

    private final Scratch scratch;
    private final int cameras;
    private final int many;
    private final long nanos;

    RecordBench(Scratch scratch, Effort effort) {
        this.scratch = scratch;
        this.cameras = effort.peerCameras();
        this.many = effort.recordedCameras();
        this.nanos = TimeUnit.MILLISECONDS.toNanos(effort.loadMs());
    }

    static String heading(Effort effort) {
        return String.format(
                Locale.ROOT,
                "Record: %d cameras of 4 Mbit/s by RTSP over TCP into as many rings, BLOCK, in a process of its own;"
                        + " limit: as many ffmpeg -c copy -f segment, at the same time",
                effort.peerCameras());
    }

    List<Row> rows() throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CameraServer server = CameraServer.start()) {
            boolean ffmpeg = Ffmpeg.isThere();
            rows.addAll(beside(server, ffmpeg));
            if (!ffmpeg) {
                rows.add(new Row("no limit: ffmpeg is not installed", "", "", "", "", ""));
            }
            rows.add(alone(server));
        }
        return rows;
    }

    private List<Row> beside(CameraServer server, boolean ffmpeg) throws Exception {
        Path directory = scratch.fresh("record");
        List<Process> peers = new ArrayList<>();
        try (Recorder recorder = new Recorder(directory, server.address(), cameras)) {
            for (int i = 0; ffmpeg && i < cameras; i++) {
                peers.add(Ffmpeg.record(server.address(), Files.createDirectories(directory.resolve("segments" + i))));
            }
            sleep(nanos);
            recorder.count();
            ProcessGroup theirs = new ProcessGroup(peers);
            double[] ours = new double[SAMPLES];
            double[] limit = new double[SAMPLES];
            double[] ratio = new double[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                long before = recorder.group.cpuNanos();
                long peersBefore = theirs.cpuNanos();
                double elapsed = sleep(nanos / SAMPLES);
                ours[i] = (recorder.group.cpuNanos() - before) / elapsed * 100 / cameras;
                limit[i] = (theirs.cpuNanos() - peersBefore) / elapsed * 100 / cameras;
                ratio[i] = ours[i] / limit[i];
            }
            if (!theirs.isAlive()) {
                throw new IOException("ffmpeg ended early: its recording of " + server.address() + " failed");
            }
            Row cpu = Row.of("CPU a camera", "% of a core", Sample.of(ours));
            Row memory = Row.of("memory", "MB", recorder.group.megabytes());
            Row threads = Row.of("threads", "", (double) recorder.group.threads());
            if (ffmpeg) {
                cpu = cpu.limit(Sample.of(limit).median()).ratio(Sample.of(ratio));
                memory = memory.limit(theirs.megabytes());
                threads = threads.limit((double) theirs.threads());
            }
            List<Row> rows = new ArrayList<>(List.of(cpu, memory, threads));
            rows.addAll(recorder.end());
            return rows;
        } finally {
            for (Process peer : peers) {
                peer.destroy();
                peer.waitFor();
            }
            Scratch.delete(directory);
        }
    }

    private Row alone(CameraServer server) throws Exception {
        Path directory = scratch.fresh("record");
        try (Recorder recorder = new Recorder(directory, server.address(), many)) {
            sleep(nanos);
            double[] percents = new double[SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                long before = recorder.group.cpuNanos();
                double elapsed = sleep(nanos / SAMPLES);
                percents[i] = (recorder.group.cpuNanos() - before) / elapsed * 100;
            }
            return Row.of("CPU of " + many + " cameras, alone", "% of a core", Sample.of(percents));
        } finally {
            Scratch.delete(directory);
        }
    }

    /** Waits, and returns how long it was. */
    private static double sleep(long duration) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration) {
            LockSupport.parkNanos(duration - (System.nanoTime() - start));
        }
        return System.nanoTime() - start;
    }

    /** A running {@link RecorderProcess}. */
    private static final class Recorder implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final ProcessGroup group;

        Recorder(Path directory, String address, int cameras) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JAVA_OPTIONS);
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
            command.addAll(List.of(RecorderProcess.class.getName(), directory.toString(), address));
            command.add(Integer.toString(cameras));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = process.inputReader();
            group = new ProcessGroup(List.of(process));
            if (output.readLine() == null) {
                process.destroyForcibly();
                throw new IOException("the recorder ended before all cameras delivered: see its words above");
            }
        }

        void count() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }

        /** Ends the recording, and returns what it says about it. */
        List<Row> end() throws IOException {
            process.getOutputStream().close();
            String counts = output.readLine();
            if (counts == null) {
                throw new IOException("the recorder ended without its counts: see its words above");
            }
            String[] count = counts.split(" ");
            return List.of(
                    Row.of("pictures recorded", "pictures", Double.parseDouble(count[0])),
                    Row.of("pictures lost on the way", "pictures", Double.parseDouble(count[1])),
                    Row.of("frames dropped by the writers", "frames", Double.parseDouble(count[2])),
                    Row.of("connections lost", "", Double.parseDouble(count[3])));
        }

        @Override
        public void close() throws IOException {
            process.getOutputStream().close();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
            output.close();
        }
    }
}
