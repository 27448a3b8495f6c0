package valkka.play;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.FrameIndex;
import valkka.fs.PullPlan;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * One seek of a manager of its own, with notes of its stages. The manager is the one that users
 * have: what is noted is what a seek does when nothing is in memory.
 */
final class TracedSeek implements SeekTrace {
    private static final long LONGEST_SECONDS = 60;

    private final ValkkaFS fs;
    private final long asked;
    private final Map<Integer, PassedFrames> passed = new LinkedHashMap<>(); // by slot
    private final CompletableFuture<Long> shown = new CompletableFuture<>(); // when the last frame has passed

    private volatile Moment began = new Moment(0, 0);
    private volatile Moment planned = began;
    private volatile Moment read = began;
    private volatile long passing; // when the first frame came, by System.nanoTime(); 0 before
    private volatile PullPlan plan = new PullPlan(0, List.of(), Map.of(), Set.of());

    /** A time of the clock, and how much had been read of the dumpfile then. */
    private record Moment(long nanos, long bytesRead) {}

    /** The frames that have passed of a stream: the thread that plays adds them. */
    private static final class PassedFrames {
        private final long id;

        @GuardedBy("this")
        private final Set<Long> pictures = new LinkedHashSet<>(); // their times

        @GuardedBy("this")
        private long frames;

        @GuardedBy("this")
        private long bytes;

        PassedFrames(long id) {
            this.id = id;
        }

        synchronized void add(Frame frame) {
            if (frame instanceof BasicFrame basic) {
                frames++;
                bytes += basic.size();
                if (basic.subsession() == 0) {
                    pictures.add(basic.mstimestamp());
                }
            }
        }

        synchronized SeekAnatomy.Start start(long keyFrame) {
            return new SeekAnatomy.Start(id, keyFrame, frames, bytes, Math.max(0, pictures.size() - 1));
        }
    }

    private TracedSeek(ValkkaFS fs, long asked) {
        this.fs = fs;
        this.asked = asked;
    }

    static SeekAnatomy of(ValkkaFS fs, long asked) {
        if (!ValkkaThread.mayWait()) {
            throw new ValkkaException(
                    Kind.BUSY,
                    "in the callback of the writer '" + Thread.currentThread().getName() + "', which waits for nobody,"
                            + " a seek cannot be explained: do that in a thread of your own");
        }
        TracedSeek seek = new TracedSeek(fs, asked);
        try (ValkkaFSManager manager = new ValkkaFSManager(fs)) {
            return seek.run(manager);
        }
    }

    private SeekAnatomy run(ValkkaFSManager manager) {
        int slot = 0;
        for (long id : idsAround()) {
            slot++;
            PassedFrames frames = new PassedFrames(id);
            passed.put(slot, frames);
            manager.map(fs, id).readSlot(slot, frame -> passed(frame, frames));
        }
        if (passed.isEmpty()) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, "a seek finds nothing in " + fs.directory() + ": nothing is recorded yet");
        }
        manager.trace(this);
        manager.setTimeCallback(time -> shown.complete(System.nanoTime()));
        manager.start();
        SeekResult result = await(manager.seek(asked));
        if (result.state() == PlayState.SEEKING) {
            throw new ValkkaException(
                    Kind.GONE,
                    "a seek in " + fs.directory() + " found no frame at " + Instant.ofEpochMilli(result.time())
                            + " or after it: its block was overwritten meanwhile; explain a later time");
        }
        return anatomy(result, await(shown));
    }

    private void passed(Frame frame, PassedFrames frames) {
        if (passing == 0) {
            passing = System.nanoTime();
        }
        frames.add(frame);
    }

    private Set<Long> idsAround() {
        TimeRange recorded = fs.getTimeRange();
        long near = Math.max(recorded.from(), Math.min(recorded.to(), asked));
        FrameIndex frames = fs.frameIndex(new TimeRange(near, near));
        Set<Long> ids = new LinkedHashSet<>();
        IntStream.range(0, frames.size()).forEach(i -> ids.add(frames.id(i)));
        return ids;
    }

    private <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("explaining a seek in " + fs.directory());
        } catch (TimeoutException e) {
            throw new ValkkaException(
                    Kind.TIMEOUT,
                    "a seek in " + fs.directory() + " has not ended within " + LONGEST_SECONDS
                            + " s: look at the disk, and explain it again");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ValkkaException known
                    ? known
                    : new ValkkaException(Kind.IO, "explaining a seek in " + fs.directory() + ": " + e.getCause(), e);
        }
    }

    private Moment now() {
        return new Moment(System.nanoTime(), fs.bytesRead());
    }

    @Override
    public void begins() {
        began = now();
    }

    @Override
    public void planned(Collection<PullPlan> plans) {
        plans.forEach(one -> plan = one); // of one recording there is one
        planned = now();
    }

    @Override
    public void read() {
        read = now();
    }

    private SeekAnatomy anatomy(SeekResult result, long shownNanos) {
        List<Block> blocks = plan.blocks().stream().map(fs::block).toList();
        List<SeekAnatomy.Start> starts = passed.entrySet().stream()
                .map(entry -> entry.getValue().start(result.keyFrames().getOrDefault(entry.getKey(), -1L)))
                .toList();
        // Frames pass as soon as the last block is in memory, while the reader still tells its end.
        long passes = passing == 0 ? shownNanos : passing;
        List<SeekAnatomy.Stage> stages = List.of(
                new SeekAnatomy.Stage("find", planned.nanos - began.nanos, planned.bytesRead - began.bytesRead),
                new SeekAnatomy.Stage("read", passes - planned.nanos, read.bytesRead - planned.bytesRead),
                new SeekAnatomy.Stage("pass", Math.max(0, shownNanos - passes), 0));
        return new SeekAnatomy(asked, result.time(), blocks, starts, stages);
    }
}
