package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.info;
import static valkka.graph.Nodes.initStream;
import static valkka.graph.Nodes.passSlot;
import static valkka.graph.Nodes.reader;
import static valkka.media.MediaNodes.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.ForkFrameFilterN;
import valkka.filter.InitStreamFrameFilter;
import valkka.filter.PassSlotFrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;
import valkka.graph.Sink;

@Timeout(120)
class FileFrameFilterTest {
    private static final Path SAMPLES = Path.of("..", "sample-fs");
    private static final long SAMPLE_ID = 1001;

    @TempDir
    Path temp;

    @Test
    void theLessonsPullOfBlocksLeavesOutWhatABlockBetweenWouldHaveBeenNeededFor() throws Exception {
        Path mkv = temp.resolve("kokkelis.mkv");
        FileFrameFilter fileFilter = new FileFrameFilter("file_filter");
        ForkFrameFilterN fork = new ForkFrameFilterN("fork");
        fork.connect("mkv", new PassSlotFrameFilter("", 1, new InitStreamFrameFilter("init_filter", fileFilter)));
        fileFilter.activate(mkv);
        long missingFrom;
        long missingTo;
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            missingFrom = last(fs, 1);
            missingTo = fs.getBlockTable().key(3);
            ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, fork);
            reader.start();
            reader.setSlotId(1, SAMPLE_ID);
            reader.pullBlocks(0, 1, 3, 4).get();
            reader.stop();
        }
        fileFilter.deActivate();

        Export.Result result = fileFilter.result();
        assertThat(result.gaps()).hasSize(1);
        Gap gap = result.gaps().get(0);
        assertThat(gap.range()).isEqualTo(new TimeRange(missingFrom, missingTo));
        assertThat(gap.why()).isEqualTo("frames are missing");
        assertThat(gap.picturesLeftOut())
                .as("block 3 begins within a group of pictures")
                .isPositive();
        MediaCheck.pictures(mkv, result.pictures(), result.range().duration().toMillis() / 1000.0 + 0.04);
        MediaCheck.mkvmerge(mkv);
    }

    /** When the last picture of a block was taken. A block may end within what belongs to the next one. */
    private static long last(ValkkaSingleFS fs, int block) {
        return fs.readBlock(block).stream()
                .map(RecordedFrame::frame)
                .filter(frame -> frame.nalUnitType() == 1 || frame.nalUnitType() == 5)
                .mapToLong(BasicFrame::mstimestamp)
                .max()
                .orElseThrow();
    }

    @Test
    void theGraphOfTheLessonWritesWhileBranchesComeAndGo() throws Exception {
        Path mkv = temp.resolve("kokkelis.mkv");
        Path late = temp.resolve("late.mkv");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("audio"))) {
            FilterGraph g = reader(fs)
                    .slotId(1, SAMPLE_ID)
                    .named("readerthread")
                    .to(fork().named("fork_filter")
                            .connect(
                                    "mkv",
                                    passSlot(1)
                                            .named("slot_filter")
                                            .to(initStream())
                                            .to(file(mkv).named("file_filter"))));
            assertThat(g.toString())
                    .contains("--> {InitStreamFrameFilter:initStream} --> {FileFrameFilter:file_filter}");
            g.start();
            g.reader().pullBlocks(0, 1).get();
            g.connect("fork_filter", "late", initStream().to(file(late.toString())));
            g.reader().pullBlocks(2, 3).get();
            g.disconnect("fork_filter", "late");
            assertThat(MediaCheck.probe(late, "-show_entries", "stream=codec_name"))
                    .isEqualTo("h264\npcm_alaw");
            // Blocks that are in the file already add nothing.
            g.reader().pullBlocks(0, 1, 2, 3).get();
            FileFrameFilter filter = g.node("file_filter", FileFrameFilter.class);
            g.close();

            assertThat(Files.size(late)).isLessThan(Files.size(mkv));
            MediaCheck.pictures(
                    mkv,
                    filter.result().pictures(),
                    filter.result().range().duration().toMillis() / 1000.0 + 0.04);
            assertThat(filter.result().range())
                    .isEqualTo(new TimeRange(fs.getBlockTable().key(0), last(fs, 3)));
        }
    }

    @Test
    void whereNoSetupFramesWouldComeAGraphCannotBeBuilt() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            String path = temp.resolve("a.mkv").toString();
            refused(
                    "file() needs setup frames, and none come from reader()",
                    () -> reader(fs).to(file(path)));
            refused(
                    "file() 'mkv' needs setup frames, and none come from reader() 'r'",
                    () -> reader(fs)
                            .named("r")
                            .to(info())
                            .to(fork().connect("a", passSlot(1).to(file(path).named("mkv")))));
            try (FilterGraph g = reader(fs).to(initStream()).to(fork())) {
                g.connect("fork", "a", file(path));
                g.start();
                refused("{ForkFrameFilterN:fork}, which runs already", () -> g.connect("fork", "b", file(path)));
            }
            try (FilterGraph g = reader(fs).to(fork())) {
                refused("none come from reader() 'reader'", () -> g.connect("fork", "b", file(path)));
            }
        }
    }

    @Test
    void twoFilesOfOneGraphAreTwoPaths() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"))) {
            Sink file = initStream().to(file(temp.resolve("a.mkv")).named("first"));
            Sink same = initStream().to(file(temp.resolve("x/../a.mkv")));
            refused(
                    "a.mkv for themselves, file() 'first' and file(): give one of them another",
                    () -> reader(fs).to(fork().connect("one", file).connect("two", same)));
            try (FilterGraph g = reader(fs).to(fork().connect("one", file))) {
                refused(
                        "{FileFrameFilter:first} of the graph has " + temp.resolve("a.mkv") + " for itself, and file()",
                        () -> g.connect("fork", "two", same));
                g.disconnect("fork", "one");
                g.connect("fork", "two", same);
                assertThat(g.node("file", FileFrameFilter.class)).isNotNull();
            }
        }
    }

    private static void refused(String says, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ValkkaException.class).hasMessageContaining(says);
    }

    @Test
    void zerotimeIsTheFilesBeginning() throws Exception {
        Path mkv = temp.resolve("zero.mkv");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"));
                FileFrameFilter filter = new FileFrameFilter("file")) {
            long zero = fs.getTimeRange().from() + 500;
            filter.activate(mkv, zero);
            feed(fs, filter, 0);
            filter.deActivate();

            assertThat(filter.result().range().from())
                    .as("the first key frame behind it")
                    .isEqualTo(zero + 500);
            assertThat(MediaCheck.shownAt(mkv)).startsWith(500L, 540L);
        }
    }

    @Test
    void oneFileBehindTheOtherAndEachIsWhole() throws Exception {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"));
                FileFrameFilter filter = new FileFrameFilter("file")) {
            for (String name : List.of("a.mkv", "b.mkv")) {
                filter.activate(temp.resolve(name).toString());
                assertThatThrownBy(() -> filter.activate(temp.resolve("c.mkv")))
                        .isInstanceOfSatisfying(
                                ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUSY));
                feed(fs, filter, 0);
                filter.deActivate();
                filter.deActivate();
                MediaCheck.pictures(
                        temp.resolve(name),
                        filter.result().pictures(),
                        filter.result().pictures() * 0.04);
            }
        }
    }

    @Test
    void aFileIsMadeWithItsFirstPictureAndNotBefore() throws Exception {
        Path there = Files.writeString(temp.resolve("there.mkv"), "precious");
        try (FileFrameFilter filter = new FileFrameFilter("file")) {
            filter.activate(there);
            filter.run(new SetupFrame(1, 0, 0, Codec.H264));
            filter.run(BasicFrame.of(1, 0, 40L, Codec.H264, new byte[] {0, 0, 0, 1, 65, 1, 2}));
        }
        assertThat(there).hasContent("precious");
    }

    @Test
    void anInterruptThatAnotherFilterHasLeftKeepsNoFileFromBeingReplaced() throws Exception {
        Path there = Files.writeString(temp.resolve("there.mkv"), "of yesterday");
        FileFrameFilter filter = new FileFrameFilter("file");
        filter.activate(there);
        filter.run(new SetupFrame(1, 0, 1000, Codec.H264));
        Thread.currentThread().interrupt();
        try {
            for (long time = 1000; time < 3000; time += 40) {
                for (int type : new int[] {0x67, 0x68, 0x65}) {
                    byte[] unit = {0, 0, 0, 1, (byte) type, 66, (byte) 192, 30, 1, 2};
                    filter.run(BasicFrame.of(1, 0, time, Codec.H264, unit));
                }
            }
            filter.close();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(filter.result().pictures()).isEqualTo(50);
        assertThat(Files.readAllBytes(there)).startsWith(0x1A, 0x45, 0xDF, 0xA3); // EBML
    }

    @Test
    void aFullDiskIsToldAndTheNextFileCanBeWritten() throws Exception {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "there is no /dev/full");
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(SAMPLES.resolve("single"));
                FileFrameFilter filter = new FileFrameFilter("file")) {
            filter.activate(full);
            assertThatThrownBy(() -> {
                        for (int block = 0; block < 8; block++) {
                            feed(fs, filter, block);
                        }
                        filter.deActivate();
                    })
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FULL));
            filter.activate(temp.resolve("next.mkv"));
            feed(fs, filter, 0);
            filter.deActivate();
            assertThat(filter.result().pictures()).isPositive();
        }
    }

    private static void feed(ValkkaSingleFS fs, FileFrameFilter filter, int block) throws Exception {
        try (ValkkaFSReaderThread reader =
                new ValkkaFSReaderThread("reader", fs, new InitStreamFrameFilter("init", frame -> filter.run(frame)))) {
            reader.setSlotId(1, SAMPLE_ID);
            reader.start();
            reader.pullBlocks(block).get(60, TimeUnit.SECONDS);
        }
    }
}
