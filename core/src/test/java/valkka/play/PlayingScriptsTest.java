package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.testkit.HeldClock;

/** Random scripts of what a user may do, on random recordings: the player does what the slow and simple one does. */
@Timeout(300)
class PlayingScriptsTest {
    private static final int SCRIPTS = Integer.getInteger("valkka.scripts", 1000);
    private static final int COMMANDS = 30;
    private static final long T0 = 1_700_000_000_000L;
    private static final double[] SPEEDS = {0.25, 0.5, 1, 1, 2, 4, 8, 16, -1, -4, -16};

    @Test
    void thePlayerAgreesWithTheReferenceOnRandomScripts() {
        long firstSeed = Long.getLong("valkka.seed", System.nanoTime());
        for (long seed = firstSeed; seed < firstSeed + SCRIPTS; seed++) {
            new Script(seed).run();
        }
    }

    /** A recording, both players, and what was done so far. */
    private static final class Script {
        private final long seed;
        private final Random random;
        private final List<List<Recorded>> blocks;
        private final ReferencePlayer reference = new ReferencePlayer();
        private final List<Frame> seen = new CopyOnWriteArrayList<>();
        private final HeldClock clock = new HeldClock();
        private final List<String> log = new ArrayList<>();

        Script(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.blocks = blocks(recording(random), 8 + random.nextInt(12));
        }

        void run() {
            try (FileCacheThread cacher = new FileCacheThread("cacher", seen::add, clock)) {
                cacher.start();
                for (int i = 0; i < COMMANDS; i++) {
                    command(cacher);
                    clock.settle();
                    String where = "seed " + seed + ", behind " + log;
                    assertThat(seen.stream().map(Script::withoutMark))
                            .as("frames, " + where)
                            .containsExactlyElementsOf(reference.passed());
                    assertThat(cacher.state()).as("state, " + where).isEqualTo(reference.state());
                    assertThat(cacher.getCurrentTime()).as("time, " + where).isEqualTo(reference.current());
                    seen.clear();
                }
            }
        }

        private void command(FileCacheThread cacher) {
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> pull(cacher);
                case 3, 4 -> {
                    long time = timeSomewhere();
                    boolean clear = random.nextInt(5) == 0;
                    log.add("seek " + (time - T0) + " " + clear);
                    cacher.seekStreams(time, clear);
                    reference.seek(time, clear);
                }
                case 5, 6 -> {
                    log.add("play");
                    cacher.playStreams();
                    reference.play();
                }
                case 7 -> {
                    log.add("stop");
                    cacher.stopStreams();
                    reference.stop();
                }
                case 8 -> {
                    double speed = SPEEDS[random.nextInt(SPEEDS.length)];
                    log.add("speed " + speed);
                    cacher.setSpeed(speed);
                    reference.setSpeed(speed);
                }
                case 9 -> {
                    log.add("step");
                    assertThat(cacher.step()).as("seed " + seed + " " + log).isEqualTo(reference.step());
                }
                case 10 -> {
                    log.add("back");
                    assertThat(cacher.stepBack()).as("seed " + seed + " " + log).isEqualTo(reference.stepBack());
                }
                case 11 -> {
                    if (random.nextInt(4) == 0) {
                        log.add("clear");
                        cacher.clear();
                        reference.clear();
                    }
                }
                default -> {
                    int millis = 1 + random.nextInt(1500);
                    log.add("run " + millis);
                    clock.advanceMillis(millis);
                    reference.run(millis);
                }
            }
        }

        private void pull(FileCacheThread cacher) {
            int from = random.nextInt(blocks.size());
            List<Integer> wanted = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(5) && from + i < blocks.size(); i++) {
                if (random.nextInt(8) > 0) {
                    wanted.add(from + i);
                }
            }
            if (random.nextInt(4) == 0) {
                Collections.shuffle(wanted, random);
            }
            if (!wanted.isEmpty() && random.nextInt(4) == 0) {
                wanted.add(wanted.get(0)); // the block that is written is pulled again and again
            }
            log.add("pull " + wanted);
            cacher.getFrameFilter().run(MarkerFrame.start());
            int last = from - 1;
            Set<List<Integer>> marked = new HashSet<>(); // slot and subsession
            for (int block : wanted) {
                if (block != last + 1) {
                    marked.clear();
                }
                boolean gap = block != last + 1 || !marked.isEmpty();
                for (Recorded recorded : blocks.get(block)) {
                    BasicFrame frame = recorded.frame();
                    boolean mark = gap && marked.add(List.of(frame.slot(), frame.subsession()));
                    cacher.getFrameFilter().run(mark ? frame.withGapBefore() : frame);
                }
                last = block;
            }
            cacher.getFrameFilter().run(MarkerFrame.end());
            reference.pull(
                    wanted.stream().flatMap(block -> blocks.get(block).stream()).toList());
        }

        /** The reader's marks of blocks that a pull passed over are PlayOrderTest's. */
        private static Frame withoutMark(Frame frame) {
            return frame instanceof BasicFrame basic ? basic.withoutGapBefore() : frame;
        }

        private long timeSomewhere() {
            List<Recorded> block = blocks.get(random.nextInt(blocks.size()));
            return block.get(random.nextInt(block.size())).time() + random.nextInt(3) * 17L - 17;
        }
    }

    /** Two cameras, one of them with sound; now and then one or both are away for some seconds. */
    private static List<BasicFrame> recording(Random random) {
        List<BasicFrame> frames = new ArrayList<>();
        long time = T0;
        int picture = 0;
        int gop = 3 + random.nextInt(20);
        boolean[] away = new boolean[3];
        while (frames.size() < 250) {
            time += 20 + random.nextInt(40);
            if (random.nextInt(40) == 0) {
                away[1 + random.nextInt(2)] ^= true;
            }
            if (random.nextInt(60) == 0) {
                time += 1500 + random.nextInt(9000);
            }
            if (!away[1]) {
                addPicture(frames, 1, time, picture % gop == 0, picture);
                if (random.nextInt(3) == 0) {
                    frames.add(BasicFrame.of(1, 1, time + random.nextInt(2), Codec.PCMA, new byte[] {1, 2, 3}));
                }
            }
            if (!away[2] && random.nextInt(3) == 0) {
                addPicture(frames, 2, time + random.nextInt(5), random.nextInt(6) == 0, picture);
            }
            picture++;
        }
        return frames;
    }

    private static void addPicture(List<BasicFrame> frames, int slot, long time, boolean key, int number) {
        if (key) {
            frames.add(BasicFrame.of(slot, 0, time, Codec.H264, new byte[] {0, 0, 0, 1, 103, 66, 1, 30}));
            frames.add(BasicFrame.of(slot, 0, time, Codec.H264, new byte[] {0, 0, 0, 1, 104, 66, 1}));
        }
        byte[] slice = {0, 0, 0, 1, (byte) (key ? 101 : 65), (byte) number, (byte) slot};
        frames.add(BasicFrame.of(slot, 0, time, Codec.H264, slice));
    }

    private static List<List<Recorded>> blocks(List<BasicFrame> frames, int size) {
        List<List<Recorded>> blocks = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            if (i % size == 0) {
                blocks.add(new ArrayList<>());
            }
            blocks.get(blocks.size() - 1).add(new Recorded(i, frames.get(i)));
        }
        return blocks;
    }
}
