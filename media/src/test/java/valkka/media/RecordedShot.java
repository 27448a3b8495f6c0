package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.fs.WriterStats;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;
import valkka.nal.NalSyntax;
import valkka.rtsp.Deadline;
import valkka.rtsp.QuirkyCamera;

/** A file that a camera with faults sends once, and the ring that it is recorded into. */
final class RecordedShot implements AutoCloseable {
    static final long ID = 925_412;
    static final TimeRange ALL = new TimeRange(1, Long.MAX_VALUE / 2);
    private static final Pattern SENT = Pattern.compile("\"t\": ([\\d.]+), \"ev\": \"au\", \"i\": (\\d+), .*");

    /**
     * What a camera does.
     *
     * @param file of media/src/test/resources/cameras
     * @param switches of rtsp_quirks.py
     * @param way tcp or udp
     */
    record Script(String file, String switches, String way) {
        boolean isH265() {
            return file.endsWith("5");
        }

        double picturesPerSecond() {
            Matcher fps = Pattern.compile("fps=(\\d+)").matcher(switches);
            return fps.find() ? Double.parseDouble(fps.group(1)) : 100;
        }
    }

    /**
     * A picture that the camera has sent.
     *
     * @param number from 0 on
     * @param time when it was sent, Unix ms
     */
    record Sent(int number, double time) {}

    final Script script;
    final ValkkaSingleFS fs;
    private final QuirkyCamera camera;
    private final ValkkaFSWriterThread writer;

    private RecordedShot(Script script, ValkkaSingleFS fs, QuirkyCamera camera, ValkkaFSWriterThread writer) {
        this.script = script;
        this.fs = fs;
        this.camera = camera;
        this.writer = writer;
    }

    /** Begins to record into blocks of 64 KiB. */
    static RecordedShot begin(Script script, Path directory, LiveThread livethread, int slot) throws IOException {
        return begin(script, directory, livethread, slot, 64 << 10);
    }

    static RecordedShot begin(Script script, Path directory, LiveThread livethread, int slot, int blockSize)
            throws IOException {
        ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(Files.createTempDirectory(directory, "fs"))
                .blockSize(blockSize)
                .blocks((4 << 20) / blockSize)
                .create();
        String places = Files.exists(QuirkyCamera.file(script.file() + ".json"))
                ? " ptsfile=cameras/" + script.file() + ".json"
                : "";
        String switches = script.switches();
        String usual = (switches.contains("conns=") ? "repeat=0 " : "repeat=0 conns=1 ")
                + (switches.contains("fps=") ? "" : "fps=100 ");
        QuirkyCamera camera =
                QuirkyCamera.start(QuirkyCamera.file(script.file()), directory, usual + switches + places);
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
        writer.setSlotId(slot, ID);
        writer.start();
        String address = camera.address();
        if (switches.contains("auth=")) {
            address = address.replace("rtsp://", "rtsp://admin:secret@");
        }
        LiveConnectionContext context = new LiveConnectionContext(
                        LiveConnectionType.RTSP, address, slot, writer.getBlockingFrameFilter())
                .withRequestTcp(script.way().equals("tcp"))
                .withReconnect(Duration.ofSeconds(2));
        livethread.registerStream(context);
        livethread.playStream(context);
        return new RecordedShot(script, fs, camera, writer);
    }

    /** Waits until the camera has sent its file. */
    void awaitEnd(LiveThread livethread) {
        await("the end", livethread, () -> logged("\"ev\": \"end\"") > 0 && logged("\"ev\": \"closed\"") > 0);
    }

    /** Waits for something. */
    void await(String what, LiveThread livethread, BooleanSupplier condition) {
        Deadline.until(() -> "waiting for " + what + ": " + script + "; " + livethread.stats(), condition);
    }

    /** Ends the recording; the LiveThread has ended. */
    void finish() {
        writer.stop();
        WriterStats stats = writer.stats();
        assertThat(stats.lost() - stats.refusedTooLarge() - stats.refusedAfterTooLarge())
                .as("%s: %s", script, stats)
                .isZero();
    }

    WriterStats written() {
        return writer.stats();
    }

    private long logged(String what) {
        return log().stream().filter(line -> line.contains(what)).count();
    }

    private List<String> log() {
        try {
            return camera.log();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the pictures that the camera has sent. */
    List<Sent> sent() {
        List<Sent> all = new ArrayList<>();
        for (String line : log()) {
            Matcher match = SENT.matcher(line);
            if (match.find()) {
                all.add(new Sent(Integer.parseInt(match.group(2)), 1000 * Double.parseDouble(match.group(1))));
            }
        }
        return all;
    }

    /** Returns the times of the recorded pictures, each once, in the order of the recording. */
    List<Long> pictureTimes() {
        return times(false);
    }

    /** Returns the times of the pictures that the index calls key frames. */
    List<Long> keyTimes() {
        return times(true);
    }

    private List<Long> times(boolean keys) {
        FrameIndex frames = fs.frameIndex(ALL);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            long time = frames.mstimestamp(i);
            boolean wanted = frames.subsession(i) == 0
                    && (keys ? frames.isKey(i) : NalSyntax.of(frames.codec(i)).isSlice(frames.nalUnitType(i)));
            if (wanted && (times.isEmpty() || times.get(times.size() - 1) != time)) {
                times.add(time);
            }
        }
        assertThat(new TreeSet<>(times)).as("times of %s", script).containsExactlyElementsOf(times);
        return times;
    }

    /** Returns the times of the recorded packets of sound. */
    List<Long> soundTimes() {
        FrameIndex frames = fs.frameIndex(ALL);
        return IntStream.range(0, frames.size())
                .filter(i -> frames.subsession(i) == 1)
                .mapToObj(frames::mstimestamp)
                .toList();
    }

    @Override
    public void close() {
        writer.close();
        camera.close();
        fs.close();
    }
}
