package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.testkit.TestFrames;

/**
 * Random frames in random runs: what the ring should hold by the rules of the format is what Java reads back, and what the
 * independent reader in Python reads back, which has nothing to complain about.
 */
class RandomRecordingsTest {
    private static final int SEEDS = 30;
    private static final int HEADER = 36;
    private static final int END_MARK = 8;
    private static final long[] IDS = {1, 2, 925412, Long.MAX_VALUE, Long.MIN_VALUE, -1};
    private static final List<Codec> CODECS =
            List.of(Codec.H264, Codec.H264, Codec.H264, Codec.H265, Codec.AAC, Codec.PCMU, Codec.of(12345));

    @TempDir
    Path temp;

    private record Expected(long id, BasicFrame frame) {}

    /** Which block each frame goes to, by the rules of the format alone. */
    private static final class Model {
        final List<List<Expected>> blocks = new ArrayList<>();
        private final int blockSize;
        private final int count;
        private int current;
        private int used;

        Model(int blockSize, int count) {
            this.blockSize = blockSize;
            this.count = count;
            for (int i = 0; i < count; i++) {
                blocks.add(new ArrayList<>());
            }
        }

        void add(Expected expected) {
            int size = HEADER + expected.frame.size();
            if (used + size + END_MARK > blockSize) {
                close();
            }
            used += size;
            blocks.get(current).add(expected);
        }

        void close() {
            if (used > 0) {
                current = (current + 1) % count;
                used = 0;
                blocks.get(current).clear();
            }
        }
    }

    @Test
    void whatIsWrittenReadsBackEqualInJavaAndInPython() {
        List<String> arguments = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            boolean multi = seed % 2 == 1;
            Path directory = temp.resolve("seed" + seed);
            Model model = record(new Random(seed), directory, multi);
            arguments.add((multi ? "multi:" : "single:") + directory);
            expected.add("= " + directory);
            expected.addAll(csv(model));
            try (ValkkaFS fs = load(directory, multi)) {
                assertReadsBack(fs, model, "seed " + seed);
            }
        }
        assertThat(PythonReader.batch(arguments)).isEqualTo(expected);
    }

    private static ValkkaFS load(Path directory, boolean multi) {
        return multi ? ValkkaMultiFS.loadFromDirectory(directory) : ValkkaSingleFS.loadFromDirectory(directory);
    }

    private static Model record(Random random, Path directory, boolean multi) {
        int blockSize = 4096 * (1 + random.nextInt(4));
        int count = 2 + random.nextInt(7);
        var builder = multi ? ValkkaMultiFS.newFromDirectory(directory) : ValkkaSingleFS.newFromDirectory(directory);
        builder.blockSize(blockSize).blocks(count).create().close();
        Model model = new Model(blockSize, count);
        long time = 1_700_000_000_000L;
        int runs = 1 + random.nextInt(5);
        for (int run = 0; run < runs; run++) {
            try (ValkkaFS fs = load(directory, multi);
                    ValkkaFSWriterThread writer = new ValkkaFSWriterThread(
                            "writer", fs, random.nextInt(8) == 0 ? Durability.BLOCK : Durability.NONE)) {
                for (int slot = 0; slot < IDS.length; slot++) {
                    writer.setSlotId(slot, IDS[slot]);
                }
                writer.start();
                int frames = random.nextInt(120);
                boolean audioOnly = random.nextInt(4) == 0;
                for (int i = 0; i < frames; i++) {
                    time = Math.max(1, time + (random.nextInt(30) == 0 ? -5_000 : random.nextInt(100)));
                    BasicFrame frame = frame(random, audioOnly ? 1 : random.nextInt(3) / 2, time, blockSize);
                    writer.getBlockingFrameFilter().run(frame);
                    model.add(new Expected(IDS[frame.slot()], frame));
                    if (random.nextInt(40) == 0) {
                        fs.updateTable(random.nextBoolean());
                    }
                }
            }
            model.close();
        }
        return model;
    }

    private static BasicFrame frame(Random random, int subsession, long time, int blockSize) {
        Codec codec = CODECS.get(random.nextInt(CODECS.size()));
        int largest = blockSize - HEADER - END_MARK;
        int size = switch (random.nextInt(12)) {
            case 0 -> largest;
            case 1 -> random.nextInt(largest);
            case 2 -> 0;
            default -> random.nextInt(600);
        };
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        if (codec.equals(Codec.H264)) {
            payload = TestFrames.payload(random.nextInt(50), Math.max(TestFrames.SMALLEST, size));
        }
        return BasicFrame.of(random.nextInt(IDS.length), subsession, time, codec, payload);
    }

    private static void assertReadsBack(ValkkaFS fs, Model model, String seed) {
        for (int block = 0; block < model.count; block++) {
            List<RecordedFrame> read = fs.readBlock(block);
            List<Expected> expected = model.blocks.get(block);
            assertThat(read).as("%s, block %d", seed, block).hasSameSizeAs(expected);
            for (int i = 0; i < read.size(); i++) {
                BasicFrame frame = read.get(i).frame();
                BasicFrame fed = expected.get(i).frame;
                assertThat(read.get(i).id()).isEqualTo(expected.get(i).id);
                assertThat(frame.toString()).isEqualTo(fed.withSlot(0).toString());
                assertThat(frame.mediaType()).isEqualTo(fed.mediaType());
                assertThat(frame.codec()).isEqualTo(fed.codec());
                assertThat(frame.payload()).isEqualTo(fed.payload());
            }
        }
        assertThat(new ValkkaFSTool(fs).check().findings()).as(seed).isEmpty();
    }

    /** The lines that the Python reader should print. */
    private static List<String> csv(Model model) {
        List<String> lines = new ArrayList<>();
        for (int block = 0; block < model.count; block++) {
            List<Expected> expected = model.blocks.get(block);
            for (int i = 0; i < expected.size(); i++) {
                BasicFrame frame = expected.get(i).frame;
                ByteBuffer buffer = frame.payload();
                byte[] payload = new byte[buffer.remaining()];
                buffer.get(payload);
                lines.add(block + "," + i + "," + Long.toUnsignedString(expected.get(i).id) + "," + frame.subsession()
                        + "," + frame.mstimestamp() + "," + frame.mediaType().id() + ","
                        + frame.codec().id() + "," + frame.size() + "," + (frame.isSeekable() ? 1 : 0) + ","
                        + Golden.sha1(payload));
            }
        }
        return lines;
    }
}
