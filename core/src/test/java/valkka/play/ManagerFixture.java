package valkka.play;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.fs.Await;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaSingleFS;
import valkka.testkit.HeldClock;
import valkka.testkit.TestFrames;

/**
 * A manager under a held clock, and cameras of numbered pictures: one every 40 ms, every tenth one a key picture, eleven to a block.
 * Stream {@code n} is written from slot {@code n} under id {@code 1000 + n}, and played into slot {@code 100 + n}.
 */
final class ManagerFixture implements AutoCloseable {
    static final long T0 = 1_700_000_000_000L;
    static final int INTERVAL = 40;
    private static final int SIZE = 320;

    final HeldClock clock = new HeldClock();
    final FileCacheThread cacher = new FileCacheThread("manager cacher", null, clock);
    final ValkkaFSManager manager;
    /** What has been played of each stream, by its number. */
    final Map<Integer, List<Integer>> played = new ConcurrentHashMap<>();
    /** The times of all that has been played, in the order of playing. */
    final List<Long> times = new CopyOnWriteArrayList<>();

    private final List<? extends ValkkaFS> recordings;
    /** What has been written of each stream that is mapped. */
    private final Map<Integer, TreeSet<Integer>> recorded = new TreeMap<>();

    /** @param recordings of each camera; several may share one */
    ManagerFixture(List<? extends ValkkaFS> recordings) {
        this.recordings = recordings;
        this.manager = new ValkkaFSManager(recordings.stream().distinct().toList(), cacher);
    }

    static ValkkaSingleFS ring(Path directory, int blocks) {
        return ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(4096)
                .blocks(blocks)
                .create();
    }

    /** A stream in each recording, written and played. */
    ManagerFixture start() {
        for (int n = 1; n <= recordings.size(); n++) {
            map(n, recordings.get(n - 1));
        }
        manager.start();
        return this;
    }

    void map(int n, ValkkaFS fs) {
        manager.map(fs, 1000 + n).writeSlot(n).readSlot(100 + n, filter(n));
        recorded.put(n, new TreeSet<>());
    }

    void unmap(int n, ValkkaFS fs) {
        manager.unmap(fs, 1000 + n);
        recorded.remove(n);
    }

    FrameFilter filter(int n) {
        List<Integer> numbers = played.computeIfAbsent(n, k -> new CopyOnWriteArrayList<>());
        return frame -> {
            if (frame instanceof BasicFrame basic) {
                numbers.add(number(basic));
                times.add(frame.mstimestamp());
            }
        };
    }

    /** The number of a picture, which must be whole. */
    static int number(Frame frame) {
        int number = (int) (frame.mstimestamp() - T0) / INTERVAL;
        if (!((BasicFrame) frame).payload().equals(picture(0, number).payload())) {
            throw new AssertionError("picture " + number + " is not as it was written");
        }
        return number;
    }

    static BasicFrame picture(int slot, int number) {
        return BasicFrame.of(slot, 0, time(number), Codec.H264, TestFrames.payload(number, SIZE));
    }

    static long time(int number) {
        return T0 + (long) INTERVAL * number;
    }

    /** The cameras' pictures from {@code from} to before {@code to}, all streams in turns. */
    void record(int from, int to) {
        for (int number = from; number < to; number++) {
            for (int n = 1; n <= recordings.size(); n++) {
                camera(n, number);
            }
        }
    }

    /** Those of one camera. */
    void recordOne(int n, int from, int to) {
        for (int number = from; number < to; number++) {
            camera(n, number);
        }
    }

    private void camera(int n, int number) {
        manager.getInputFilter(recordings.get(n - 1)).run(picture(n, number));
        if (recorded.containsKey(n)) {
            recorded.get(n).add(number);
        }
    }

    SeekResult seek(int number) throws Exception {
        SeekResult result = manager.seek(time(number)).get(30, TimeUnit.SECONDS);
        clock.settle();
        return result;
    }

    /** Lets so much time pass, five pictures at a time, once the feeder has brought them. */
    void play(int pictures) {
        manager.getTimeRange(); // what is written shows in the table
        for (int i = 0; i < pictures; i += 5) {
            awaitFed();
            clock.advanceMillis((long) INTERVAL * Math.min(5, pictures - i));
        }
    }

    /** Lets time pass until a picture of a stream has been played. */
    void playTo(int n, int number) {
        manager.getTimeRange();
        List<Integer> numbers = played.get(n);
        Await.until("picture " + number + " of stream " + n + " is played", () -> {
            if (!numbers.isEmpty() && numbers.get(numbers.size() - 1) >= number) {
                return true;
            }
            awaitFed();
            clock.advanceMillis(INTERVAL);
            return false;
        });
    }

    private void awaitFed() {
        int soon = (int) ((manager.getCurrentTime() - T0) / INTERVAL) + 10;
        recorded.forEach((n, numbers) -> {
            Integer needed = numbers.floor(soon);
            if (needed != null) {
                Await.until(
                        "picture " + needed + " of stream " + n,
                        () -> cacher.getTimeLimits(100 + n).to() >= time(needed));
            }
        });
    }

    @Override
    public void close() {
        manager.close();
    }
}
