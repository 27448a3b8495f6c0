package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.fs.Bytes.GiB;
import static valkka.fs.Bytes.KiB;
import static valkka.fs.Bytes.MiB;
import static valkka.graph.Nodes.count;
import static valkka.graph.Nodes.fork;
import static valkka.graph.Nodes.reader;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.filter.BriefInfoFrameFilter;
import valkka.filter.CountFrameFilter;
import valkka.filter.DummyFrameFilter;
import valkka.filter.ForkFrameFilterN;
import valkka.filter.FrameFilter;
import valkka.filter.InfoFrameFilter;
import valkka.filter.PassSlotFrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.LogLevel;
import valkka.frame.MarkerFrame;
import valkka.frame.MediaType;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.BlockTable;
import valkka.fs.CheckReport;
import valkka.fs.Durability;
import valkka.fs.FSPars;
import valkka.fs.PullResult;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;

/**
 * The names that do not change: what a user may have typed into a script or a notebook compiles here with the same types of
 * arguments, and does what its name says.
 */
@Timeout(60)
class ApiContractTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};

    @TempDir
    Path temp;

    @Test
    void frames() {
        byte[] wrapped = SPS.clone();
        BasicFrame basic = BasicFrame.of(1, 0, T0, Codec.H264, wrapped);
        Instant timestamp = basic.timestamp();
        ByteBuffer payload = basic.payload();

        assertThat(List.of(
                        basic.slot(),
                        basic.subsession(),
                        basic.size(),
                        basic.codec().id()))
                .containsExactly(1, 0, 8, 27);
        assertThat(basic.mstimestamp()).isEqualTo(T0).isEqualTo(timestamp.toEpochMilli());
        assertThat(BasicFrame.of(1, 0, timestamp, Codec.H264, SPS).mstimestamp())
                .isEqualTo(T0);
        assertThat(basic.mediaType()).isEqualTo(MediaType.VIDEO);
        assertThat(basic.isSeekable()).isTrue();
        assertThat(payload.isReadOnly()).isTrue();
        payload.get();
        assertThat(basic.payload().remaining())
                .as("each call has its own buffer")
                .isEqualTo(8);
        wrapped[4] = 65;
        assertThat(basic.payload().get(4)).as("the array is not copied").isEqualTo((byte) 65);
        List<Frame> all = List.of(basic, new SetupFrame(1, 0, T0, Codec.H264), MarkerFrame.start(), MarkerFrame.end());
        assertThat(all).extracting(Frame::mstimestamp).startsWith(T0, T0);
    }

    @Test
    void filters() {
        List<Frame> kept = new ArrayList<>();
        FrameFilter last = f -> kept.add(f);
        CountFrameFilter count = new CountFrameFilter("count", last);
        FrameFilter slot = new PassSlotFrameFilter("slot", 1, new DummyFrameFilter("dummy", count));
        ForkFrameFilterN fork = new ForkFrameFilterN("fork");
        fork.connect("a", slot);
        fork.connect("b", new CountFrameFilter("alone"));
        fork.disconnect("b");

        fork.run(BasicFrame.of(1, 0, T0, Codec.H264, SPS));
        fork.run(BasicFrame.of(2, 0, T0, Codec.H264, SPS));
        fork.run(MarkerFrame.end());

        assertThat(count.count()).isEqualTo(1L);
        assertThat(kept).hasSize(2).last().isInstanceOf(MarkerFrame.class);
        List<FrameFilter> others = List.of(
                new InfoFrameFilter("i"),
                new InfoFrameFilter("i", last),
                new BriefInfoFrameFilter("b"),
                new BriefInfoFrameFilter("b", last),
                new DummyFrameFilter("d"),
                new PassSlotFrameFilter("p", 1));
        assertThat(others).extracting(Object::toString).startsWith("{InfoFrameFilter:i}");
    }

    @Test
    void makingAndOpeningARecording() {
        String text = temp.resolve("text").toString();
        Path path = temp.resolve("path");
        try (ValkkaSingleFS byString = ValkkaSingleFS.newFromDirectory(text)
                        .blockSize((2048 / 8) * 1024)
                        .blocks(10)
                        .create();
                ValkkaSingleFS byPath = ValkkaSingleFS.newFromDirectory(path)
                        .blockSize(4 * KiB)
                        .deviceSize(MiB)
                        .create();
                ValkkaMultiFS multi = ValkkaMultiFS.newFromDirectory(path)
                        .blockSize(4 * KiB)
                        .blocks(3)
                        .overwrite()
                        .create()) {
            FSPars pars = byString.getPars();
            assertThat(byString.isSame(pars)).isTrue();
            assertThat(byPath.isSame(pars)).isFalse();
            assertThat(multi.getBlockTable().size()).isEqualTo(3);
            multi.reinit();
            ValkkaFS either = multi;
            assertThat(either.getTimeRange()).isEqualTo(TimeRange.EMPTY);
        }
        assertThat(List.of(ValkkaFS.checkDirectory(path), ValkkaSingleFS.checkDirectory(text)))
                .containsOnly(true);
        ValkkaSingleFS.loadFromDirectory(text).close();
        ValkkaSingleFS.loadFromDirectory(Path.of(text)).close();
        ValkkaMultiFS.loadFromDirectory(path.toString()).close();
        ValkkaMultiFS.loadFromDirectory(path).close();
        assertThat(GiB).isEqualTo(1024L * 1024 * 1024);
        Kind[] kinds = {
            Kind.CORRUPT,
            Kind.FULL,
            Kind.GONE,
            Kind.NOT_FOUND,
            Kind.EXISTS,
            Kind.BUSY,
            Kind.BAD_ARGUMENT,
            Kind.TIMEOUT,
            Kind.UNAUTHORIZED,
            Kind.CLOSED,
            Kind.IO
        };
        assertThat(Kind.values()).containsExactlyInAnyOrder(kinds);
    }

    @Test
    void tablesAndTimes() {
        BlockTable table = BlockTable.of(new long[][] {{T0, T0 + 900}, {T0 + 1000, T0 + 1900}, {0, 0}});
        TimeRange range = table.getTimeRange();

        assertThat(range).isEqualTo(TimeRange.of(range.start(), range.end())).isEqualTo(new TimeRange(T0, T0 + 1900));
        assertThat(range.duration()).isEqualTo(Duration.ofMillis(1900));
        assertThat(range.middle()).isEqualTo(T0 + 950);
        assertThat(range.last(Duration.ofMillis(100)).from()).isEqualTo(T0 + 1800);
        assertThat(range.contains(range.start()) && range.contains(range.to()) && !range.isEmpty())
                .isTrue();
        List<Integer> blocks = table.getInd(range);
        assertThat(blocks).containsExactly(0, 1);
        assertThat(table.getIndNeigh(1, range.middle()))
                .isEqualTo(table.getIndNeigh(1, Instant.ofEpochMilli(range.middle())));
        long[][] rows = table.rows();
        assertThat(rows[1]).containsExactly(table.key(1), table.last(1));
        assertThat(table.isUsed(2)).isFalse();
        assertThat(table.max()).isEqualTo(T0 + 1900);
        assertThat(table.toString().lines().map(String::length).limit(3))
                .as("an aligned table")
                .containsOnly(75);
    }

    @Test
    void writingAndReading() throws Exception {
        AtomicInteger closedBlocks = new AtomicInteger();
        Consumer<ValkkaException> onError = error -> {};
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(
                        temp.resolve("fs").toString())
                .blockSize(4 * KiB)
                .blocks(4)
                .create()) {
            fs.setBlockCallback(closedBlocks::incrementAndGet);
            ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
            writer.setErrorCallback(onError);
            writer.setSlotId(1, 925412);
            writer.setSlotId(2, 7);
            writer.unSetSlotId(2);
            writer.start();
            FrameFilter waiting = writer.getBlockingFrameFilter();
            waiting.run(BasicFrame.of(1, 0, T0, Codec.H264, SPS));
            writer.getFrameFilter().run(BasicFrame.of(1, 0, T0 + 40, Codec.H264, SLICE));
            fs.updateTable(true);
            assertThat(fs.getBlockTable().last(0)).isEqualTo(T0 + 40);
            writer.clearSlotId();
            assertThat(writer.isRunning()).isTrue();
            ValkkaThread thread = writer;
            thread.requestStop();
            thread.waitStop();
            thread.close();
            assertThat(closedBlocks).hasValue(1);
            assertThat(writer.stats().framesWritten()).isEqualTo(2L);

            read(fs);
            new ValkkaFSWriterThread("durable", fs, Durability.FRAME).stop();
        }
    }

    private static void read(ValkkaSingleFS fs) throws Exception {
        RecordedFrame first = fs.readBlock(0).get(0);
        assertThat(List.of((long) first.block(), first.offset(), first.id())).containsExactly(0L, 0L, 925412L);
        try (Stream<RecordedFrame> frames = fs.frames(fs.getTimeRange())) {
            assertThat(frames.map(RecordedFrame::frame).map(BasicFrame::slot)).containsExactly(0, 0);
        }
        assertThat(fs.getInd(new TimeRange(T0, T0))).containsExactly(0);
        assertThat(fs.getIndNeigh(2, T0)).isEqualTo(fs.getIndNeigh(2, Instant.ofEpochMilli(T0)));

        ConcurrentLinkedQueue<Frame> seen = new ConcurrentLinkedQueue<>();
        ValkkaFSReaderThread reader = new ValkkaFSReaderThread("reader", fs, seen::add);
        reader.start();
        reader.setSlotId(3, 925412);
        CompletableFuture<PullResult> pull = reader.pullBlocks(0, 1);
        assertThat(pull.get().frames()).isEqualTo(2L);
        assertThat(seen).hasSize(4).extracting(Frame::slot).containsSequence(3, 3);
        Collection<Integer> wanted = List.of(0);
        reader.unSetSlotId(925412);
        assertThat(reader.pullBlocks(wanted).get().frames()).isZero();
        reader.clearSlotId();
        assertThat(reader.stats().pulls()).isEqualTo(2L);
        reader.stop();

        ValkkaFSTool tool = new ValkkaFSTool(fs);
        tool.dumpBlock(1);
        assertThat(tool.describeBlock(0))
                .startsWith("----- Block number : 0 -----")
                .contains("> *     0 0 0 1 103 ");
        CheckReport checked = tool.check();
        assertThat(tool.repair()).isEqualTo(checked);
        assertThat(checked.isClean()).isTrue();
    }

    @Test
    void logLevels() {
        List<Consumer<LogLevel>> switches =
                List.of(LogLevel::valkkafs, LogLevel::file, LogLevel::live, LogLevel::filter, LogLevel::thread);
        for (LogLevel level : List.of(LogLevel.SILENT, LogLevel.DEBUG, LogLevel.CRAZY, LogLevel.NORMAL)) {
            switches.forEach(one -> one.accept(level));
        }
        assertThat(System.getLogger("valkka.fs").isLoggable(System.Logger.Level.DEBUG))
                .isFalse();
    }
}
