package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What libValkka wrote reads here frame for frame and row for row; what it was fed is written here byte for byte. */
class GoldenRecordingsTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource(Golden.class)
    void everyFrameReadsAsLibValkkaWroteIt(Golden golden) {
        try (ValkkaFS fs = golden.load(golden.path())) {
            List<String> read = new ArrayList<>();
            for (int block = 0; block < golden.blocks; block++) {
                List<RecordedFrame> frames = fs.readBlock(block);
                for (int i = 0; i < frames.size(); i++) {
                    read.add(csvLine(i, frames.get(i)));
                }
            }
            List<String> expected = golden.csv("frames.csv").stream()
                    .map(row -> String.join(",", row))
                    .toList();
            assertThat(read).isEqualTo(expected);
        }
    }

    private static String csvLine(int place, RecordedFrame recorded) {
        var frame = recorded.frame();
        byte[] payload = new byte[frame.size()];
        frame.payload().get(payload);
        return recorded.block() + "," + place + "," + recorded.id() + "," + frame.subsession() + ","
                + frame.mstimestamp() + "," + frame.mediaType().id() + ","
                + frame.codec().id() + "," + frame.size() + ","
                + (frame.isSeekable() ? 1 : 0) + "," + Golden.sha1(payload);
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void theTableReadsRowForRow(Golden golden) throws IOException {
        try (ValkkaFS fs = golden.load(golden.path())) {
            String rows = Arrays.stream(fs.getBlockTable().rows())
                    .map(row -> row[0] + " " + row[1])
                    .collect(Collectors.joining("\n"));
            assertThat(rows)
                    .isEqualTo(Files.readString(golden.path().resolve("blocktable.txt"))
                            .strip());
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void aDumpShowsWhatLibValkkaShows(Golden golden) throws IOException {
        List<String> expected;
        try (var lines = Files.lines(golden.path().resolve("expected.txt"))) {
            expected = lines.filter(line -> line.startsWith("[")).toList();
        }
        try (ValkkaFS fs = golden.load(golden.path())) {
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            List<String> shown = IntStream.range(0, golden.blocks)
                    .boxed()
                    .flatMap(block -> tool.describeBlock(block).lines())
                    .filter(line -> line.startsWith("["))
                    .toList();
            assertThat(shown).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void theSameFramesGiveTheSameFilesByteForByte(Golden golden) throws IOException {
        try (ValkkaFS fs = golden.newAt(temp).create()) {
            ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs);
            writer.start();
            for (Golden.Fed fed : golden.fed()) {
                writer.setSlotId(fed.frame().slot(), fed.id());
                writer.getBlockingFrameFilter().run(fed.frame());
            }
            writer.stop();
            assertThat(writer.stats().lost()).isZero();
            assertThat(new ValkkaFSTool(fs).check().toString()).endsWith("all in order");
        }
        for (String file : List.of("dumpfile", "blockfile")) {
            assertThat(Files.mismatch(temp.resolve(file), golden.path().resolve(file)))
                    .as("first byte of the %s that differs", file)
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void aGoldenRecordingIsAllInOrder(Golden golden) {
        try (ValkkaFS fs = golden.load(golden.path())) {
            CheckReport report = new ValkkaFSTool(fs).check();
            assertThat(report.findings()).isEmpty();
            assertThat(report.frames()).isEqualTo(golden.csv("frames.csv").size());
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void theFrameIndexAgreesWithTheFrames(Golden golden) {
        try (ValkkaFS fs = golden.load(golden.path())) {
            FrameIndex index = fs.frameIndex(fs.getTimeRange());
            List<RecordedFrame> frames;
            try (var stream = fs.frames(fs.getTimeRange())) {
                frames = stream.toList();
            }
            assertThat(index.size()).isEqualTo(frames.size());
            for (int i = 0; i < index.size(); i++) {
                RecordedFrame frame = frames.get(i);
                assertThat(List.of(index.block(i), index.offset(i), index.id(i), index.mstimestamp(i)))
                        .isEqualTo(List.of(
                                frame.block(),
                                frame.offset(),
                                frame.id(),
                                frame.frame().mstimestamp()));
                assertThat(index.payloadSize(i)).isEqualTo(frame.frame().size());
                assertThat(index.isSeekable(i)).isEqualTo(frame.frame().isSeekable());
                assertThat(index.codec(i)).isEqualTo(frame.frame().codec());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Golden.class)
    void writingGoesOnBehindTheNewestBlockWhateverTheJsonSays(Golden golden) {
        Path copy = golden.copyTo(temp.resolve("copy"));
        Golden.Fed last = golden.fed().get(golden.fed().size() - 1);
        try (ValkkaFS fs = golden.load(copy)) {
            BlockTable before = fs.getBlockTable();
            int unused = IntStream.range(0, golden.blocks)
                    .filter(block -> !before.isUsed(block))
                    .findFirst()
                    .orElseThrow();
            try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
                writer.setSlotId(1, 925412);
                writer.start();
                writer.getBlockingFrameFilter()
                        .run(last.frame()
                                .withSlot(1)
                                .withMstimestamp(last.frame().mstimestamp() + 40));
            }
            assertThat(fs.readBlock(unused)).hasSize(1);
            for (int block = 0; block < golden.blocks; block++) {
                boolean next = block == (unused + 1) % golden.blocks;
                if (block != unused && !next) {
                    assertThat(fs.getBlockTable().key(block)).isEqualTo(before.key(block));
                }
                assertThat(fs.getBlockTable().isUsed(block)).isEqualTo(!next);
            }
        }
    }
}
