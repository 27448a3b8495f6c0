package valkka.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;

/** Filters that hold frames back, change them, or add some. */
class ChangingFiltersTest {
    private final List<Frame> seen = new ArrayList<>();
    private long now = 1_700_000_000_000L;

    private static BasicFrame frame(int slot, long time, int... payload) {
        byte[] bytes = new byte[4 + payload.length];
        bytes[3] = 1;
        for (int i = 0; i < payload.length; i++) {
            bytes[4 + i] = (byte) payload[i];
        }
        return BasicFrame.of(slot, 0, time, Codec.H264, bytes);
    }

    private static SetupFrame setup(int slot) {
        return new SetupFrame(slot, 0, 1, Codec.H264);
    }

    private Instant clock() {
        return Instant.ofEpochMilli(now);
    }

    /** What came so far as {@code slot/time/type}, {@code S} for a setup frame, {@code M} for a marker; forgets it. */
    private String taken() {
        List<String> words = new ArrayList<>();
        for (Frame frame : seen) {
            words.add(
                    frame instanceof BasicFrame basic
                            ? basic.slot() + "/" + basic.mstimestamp() + "/" + basic.nalUnitType()
                            : frame instanceof SetupFrame ? "S" + frame.slot() : "M");
        }
        seen.clear();
        return String.join(" ", words);
    }

    static Stream<FrameFilter> withNothingBehind() {
        return Stream.of(
                new SetSlotFrameFilter("name"),
                new GateFrameFilter("name"),
                new CachingGateFrameFilter("name"),
                new SwitchFrameFilter("name"),
                new TypeFrameFilter("name", SetupFrame.class),
                new TimeIntervalFrameFilter("name", 40),
                new TimestampFrameFilter("name"),
                new RepeatH264ParsFrameFilter("name"),
                new DumpFrameFilter("name"),
                new FPSCountFrameFilter("name", 1000));
    }

    @ParameterizedTest
    @MethodSource("withNothingBehind")
    void withNothingBehindItAFilterTakesEveryFrame(FrameFilter filter) throws Exception {
        printed(() -> List.of(MarkerFrame.start(), setup(1), frame(1, 1, 7), frame(1, 1, 5))
                .forEach(filter::run));
        assertThat(filter).hasToString("{" + filter.getClass().getSimpleName() + ":name}");
    }

    private Stream<FrameFilter> withTheListBehind() {
        GateFrameFilter shut = new GateFrameFilter("f", seen::add);
        shut.unSet();
        shut.noConfigFrames();
        CachingGateFrameFilter alsoShut = new CachingGateFrameFilter("f", seen::add);
        alsoShut.unSet();
        return Stream.of(
                new SetSlotFrameFilter("f", seen::add),
                shut,
                alsoShut,
                new SwitchFrameFilter("f", seen::add, frame -> {}),
                new TypeFrameFilter("f", SetupFrame.class, seen::add),
                new TimeIntervalFrameFilter("f", Duration.ofSeconds(1), seen::add),
                new TimestampFrameFilter("f", seen::add),
                new RepeatH264ParsFrameFilter("f", seen::add),
                new DumpFrameFilter("f", seen::add),
                new FPSCountFrameFilter("f", 1000, seen::add));
    }

    @Test
    void markersPassEverywhereAsTheyAre() throws Exception {
        for (FrameFilter filter : withTheListBehind().toList()) {
            seen.clear();
            printed(() -> filter.run(MarkerFrame.start()));
            assertThat(seen).as("%s", filter).containsExactly(MarkerFrame.start());
        }
    }

    @Test
    void setSlotGivesAllFramesOneSlot() {
        SetSlotFrameFilter filter = new SetSlotFrameFilter("f", seen::add);
        filter.run(frame(7, 1, 7));
        filter.setSlot(3);
        filter.run(frame(7, 2, 7));
        filter.run(setup(8));
        assertThat(taken()).isEqualTo("0/1/7 3/2/7 S3");
    }

    @Test
    void aGateHoldsFramesBackWhileItIsClosed() {
        GateFrameFilter gate = new GateFrameFilter("f", seen::add);
        gate.run(frame(1, 1, 7));
        gate.unSet();
        gate.run(frame(1, 2, 7));
        gate.run(setup(1));
        gate.noConfigFrames();
        gate.run(setup(2));
        gate.passConfigFrames();
        gate.run(setup(3));
        gate.set();
        gate.run(frame(1, 3, 7));
        assertThat(taken()).isEqualTo("1/1/7 S1 S3 1/3/7");
    }

    @Test
    void whetherAFramePassesACachingGateIsDecidedOnceWithItsSetupFrames() {
        List<CachingGateFrameFilter> gates = new ArrayList<>();
        gates.add(new CachingGateFrameFilter("f", passed -> {
            seen.add(passed);
            gates.get(0).unSet(); // somebody shuts it while the setup frames pass
        }));
        gates.get(0).unSet();
        gates.get(0).run(setup(1));
        gates.get(0).set();
        gates.get(0).run(frame(1, 1, 7));
        gates.get(0).run(frame(1, 2, 7));
        assertThat(seen).as("one frame, behind its setup frame").hasSize(2);
    }

    @Test
    void aCachingGatePassesTheNewestSetupFramesOnWhenItOpens() {
        CachingGateFrameFilter gate = new CachingGateFrameFilter("f", seen::add);
        gate.run(setup(1));
        gate.unSet();
        gate.run(setup(1));
        gate.run(setup(2));
        gate.run(frame(1, 1, 7));
        assertThat(taken()).isEqualTo("S1");
        gate.set();
        gate.set();
        assertThat(taken()).as("nothing before a frame brings them").isEmpty();
        gate.run(MarkerFrame.start());
        gate.run(frame(1, 2, 7));
        gate.run(frame(1, 3, 7));
        assertThat(taken()).isEqualTo("M S1 S2 1/2/7 1/3/7");
        gate.unSet();
        gate.set();
        gate.run(setup(2));
        assertThat(taken()).as("each once").isEqualTo("S1 S2");
    }

    @Test
    void aSwitchPassesFramesOnToOneOfTwo() {
        List<Frame> second = new ArrayList<>();
        SwitchFrameFilter filter = new SwitchFrameFilter("f", seen::add, second::add);
        filter.run(frame(1, 1, 7));
        filter.set2();
        filter.run(frame(1, 2, 7));
        filter.run(MarkerFrame.end());
        filter.set1();
        filter.run(frame(1, 3, 7));
        assertThat(taken()).isEqualTo("1/1/7 M 1/3/7");
        assertThat(second).hasSize(2).contains(MarkerFrame.end());
    }

    @Test
    void aTypePassesAlone() {
        FrameFilter filter = new TypeFrameFilter("f", SetupFrame.class, seen::add);
        filter.run(frame(1, 1, 7));
        filter.run(setup(1));
        assertThat(taken()).isEqualTo("S1");
    }

    @Test
    void aTimeIntervalPassesWholeAccessUnitsOfEachStream() {
        FrameFilter filter = new TimeIntervalFrameFilter("f", 100, seen::add);
        for (long time = 0; time <= 200; time += 40) {
            filter.run(frame(1, time, 7));
            filter.run(frame(1, time, 5));
        }
        filter.run(frame(2, 41, 1));
        filter.run(setup(1));
        assertThat(taken()).isEqualTo("1/0/7 1/0/5 1/120/7 1/120/5 2/41/1 S1");
        filter.run(frame(1, 10, 7));
        filter.run(frame(1, 50, 7));
        assertThat(taken()).as("behind a step back").isEqualTo("1/10/7");
        assertThatThrownBy(() -> new TimeIntervalFrameFilter("f", -1))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("interval of -1 ms");
    }

    @Test
    void aStreamThatIsOffIsMovedAsAWhole() {
        FrameFilter filter = new TimestampFrameFilter("f", seen::add, 1000, this::clock);
        filter.run(frame(1, now - 900, 1));
        filter.run(frame(2, 5000, 1));
        now += 40;
        filter.run(frame(2, 5033, 1));
        filter.run(setup(2));
        long start = now - 40;
        assertThat(taken()).isEqualTo("1/" + (start - 900) + "/1 2/" + start + "/1 2/" + (start + 33) + "/1 S2");
    }

    @Test
    void parameterSetsGoInFrontOfEachIdrPictureThatLacksThem() {
        FrameFilter filter = new RepeatH264ParsFrameFilter("f", seen::add);
        filter.run(frame(1, 0, 5));
        filter.run(frame(1, 40, 7, 66, 0, 30, 0xff));
        filter.run(frame(1, 40, 8, 0xff));
        filter.run(frame(1, 40, 5));
        filter.run(frame(1, 40, 5));
        filter.run(frame(1, 80, 1));
        filter.run(frame(2, 80, 5));
        filter.run(frame(1, 120, 5));
        filter.run(frame(1, 120, 5));
        filter.run(frame(1, 160, 7, 66, 0, 30, 0xff));
        filter.run(frame(1, 160, 5));
        assertThat(taken())
                .isEqualTo("1/0/5 1/40/7 1/40/8 1/40/5 1/40/5 1/80/1 2/80/5"
                        + " 1/120/7 1/120/8 1/120/5 1/120/5 1/160/7 1/160/8 1/160/5");
    }

    @Test
    void parameterSetsOfEachIdAreRepeatedTheNewestOfEach() {
        FrameFilter filter = new RepeatH264ParsFrameFilter("f", seen::add);
        filter.run(frame(1, 0, 7, 66, 0, 30, 0xff));
        filter.run(frame(1, 0, 8, 0xff)); // PPS 0
        filter.run(frame(1, 0, 8, 0x5f)); // PPS 1
        filter.run(frame(1, 0, 8, 0x5e)); // another PPS 1
        filter.run(frame(1, 0, 5));
        seen.clear();
        filter.run(frame(1, 40, 5));
        List<Frame> repeated = List.copyOf(seen);
        assertThat(taken()).isEqualTo("1/40/7 1/40/8 1/40/8 1/40/5");
        assertThat(((BasicFrame) repeated.get(2)).firstBytes(6)).isEqualTo("0 0 0 1 8 94");
    }

    @Test
    void aDumpShowsBytesAndLettersAndEndsSomewhere() throws Exception {
        DumpFrameFilter dump = new DumpFrameFilter("d", seen::add);
        String text = printed(() -> dump.run(frame(1, 0, 0x67, 'H', 'i', '!', 200, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
        assertThat(text.lines().skip(1).toList())
                .containsExactly(
                        "00000000  00 00 00 01 67 48 69 21  c8 00 01 02 03 04 05 06  ....gHi!........",
                        "00000010  07 08 09                                          ...");
        String cut = printed(() -> dump.run(frame(1, 0, new int[5000])));
        assertThat(cut.lines()).hasSize(1 + 4096 / 16 + 1).last().asString().isEqualTo("... 908 bytes more");
        assertThat(seen).hasSize(2);
    }

    @Test
    void picturesASecondAreCountedAndPrintedEachInterval() throws Exception {
        FPSCountFrameFilter fps = new FPSCountFrameFilter("f", 1000, seen::add, this::clock);
        String text = printed(() -> {
            for (int i = 0; i < 50; i++) {
                now += 40;
                fps.run(frame(1, i * 40L, 7));
                fps.run(frame(1, i * 40L, 5));
            }
        });
        assertThat(text.lines()).hasSize(2).last().isEqualTo("FPSCountFrameFilter: f: 25.00 pictures a second");
        assertThat(fps.fps()).isEqualTo(25.0);
        now -= 5000;
        fps.run(frame(1, 3000, 7));
        now += 1000;
        printed(() -> fps.run(frame(1, 3040, 7)));
        assertThat(fps.fps()).as("behind a clock that was set back").isLessThan(3);
        assertThat(seen).hasSize(102);
        assertThatThrownBy(() -> new FPSCountFrameFilter("f", 0))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("every 0 ms");
    }

    private static String printed(Runnable action) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
