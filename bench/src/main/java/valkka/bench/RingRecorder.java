package valkka.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;

/** Records cameras on one live thread, each into a ring of its own, durable to the block. */
final class RingRecorder implements AutoCloseable {
    private static final int BLOCKS = 64;
    private static final long STEADY_S = 60;

    private final List<ValkkaSingleFS> rings = new ArrayList<>();
    private final List<ValkkaFSWriterThread> writers = new ArrayList<>();
    private final List<CameraWatch> watches = new ArrayList<>();
    private final LiveThread live = new LiveThread("bench-live");

    private RingRecorder() {}

    /** Starts the recorder of {@code count} cameras at one address, and waits until all deliver. */
    static RingRecorder start(Path directory, String address, int count) throws IOException {
        RingRecorder recorder = new RingRecorder();
        try {
            recorder.live.start();
            for (int i = 0; i < count; i++) {
                recorder.add(directory.resolve("ring" + i), address, Recordings.SLOT + i);
            }
            recorder.awaitAll();
            return recorder;
        } catch (IOException | RuntimeException e) {
            recorder.close();
            throw e;
        }
    }

    private void add(Path directory, String address, int slot) {
        ValkkaSingleFS ring = ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(Recordings.BLOCK_SIZE)
                .blocks(BLOCKS)
                .create();
        rings.add(ring);
        ValkkaFSWriterThread writer = new ValkkaFSWriterThread("bench-writer-" + slot, ring, Durability.BLOCK);
        writers.add(writer);
        writer.setSlotId(slot, Recordings.ID);
        writer.start();
        CameraWatch watch = new CameraWatch(writer.getFrameFilter());
        watches.add(watch);
        LiveConnectionContext camera = new LiveConnectionContext(LiveConnectionType.RTSP, address, slot, watch);
        live.registerStream(camera);
        live.playStream(camera);
    }

    private void awaitAll() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEADY_S);
        while (!watches.stream().allMatch(watch -> watch.pictures() > CameraProcess.PICTURES_PER_SECOND)) {
            if (System.nanoTime() > deadline) {
                throw new IOException(watches.size() + " cameras did not all deliver within " + STEADY_S + " s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** Forgets what was counted so far, so that no camera's start counts. */
    void reset() {
        watches.forEach(CameraWatch::reset);
    }

    /** Stops the cameras and the writers: the counts are final. */
    void stop() {
        live.stop();
        writers.forEach(ValkkaFSWriterThread::stop);
    }

    /** Returns the recordings, in the order of the cameras. */
    List<ValkkaSingleFS> rings() {
        return List.copyOf(rings);
    }

    int cameras() {
        return watches.size();
    }

    long pictures() {
        return watches.stream().mapToLong(CameraWatch::pictures).sum();
    }

    /** Returns how many of the cameras' pictures did not come. */
    long lost() {
        return watches.stream().mapToLong(CameraWatch::lost).sum();
    }

    /** Returns how many frames the writers dropped. */
    long dropped() {
        return writers.stream().mapToLong(writer -> writer.stats().lost()).sum();
    }

    long reconnects() {
        return live.stats().streams().stream()
                .mapToLong(stream -> stream.reconnects())
                .sum();
    }

    double longestRunMs() {
        return max(CameraWatch::longestRunMs);
    }

    double longestSilenceMs() {
        return max(CameraWatch::longestSilenceMs);
    }

    private double max(ToDoubleFunction<CameraWatch> figure) {
        return watches.stream().mapToDouble(figure).max().orElse(0);
    }

    @Override
    public void close() {
        live.close();
        writers.forEach(ValkkaFSWriterThread::close);
        rings.forEach(ValkkaSingleFS::close);
    }
}
