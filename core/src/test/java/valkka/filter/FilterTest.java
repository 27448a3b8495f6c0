package valkka.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

/** Each filter with a next one and without. */
class FilterTest {
    private static final BasicFrame SPS =
            BasicFrame.of(2, 0, 1_543_314_164_986L, Codec.H264, new byte[] {0, 0, 0, 1, 103, 100, 0, (byte) 200});
    private static final List<Frame> FRAMES =
            List.of(MarkerFrame.start(), new SetupFrame(2, 0, 5, Codec.H264), SPS, SPS.withSlot(3), MarkerFrame.end());

    private final List<Frame> seen = new ArrayList<>();

    static Stream<FrameFilter> filtersAtTheEnd() {
        return Stream.of(
                new DummyFrameFilter("name"),
                new CountFrameFilter("name"),
                new PassSlotFrameFilter("name", 2),
                new BriefInfoFrameFilter("name"),
                new InfoFrameFilter("name"),
                new ForkFrameFilterN("name"));
    }

    @ParameterizedTest
    @MethodSource("filtersAtTheEnd")
    void aFilterWithNothingBehindItTakesEveryFrame(FrameFilter filter) {
        printed(() -> FRAMES.forEach(filter::run));
        assertThat(filter).hasToString("{" + filter.getClass().getSimpleName() + ":name}");
    }

    @Test
    void filtersThatOnlyLookPassEveryFrameOnAsItIs() {
        ForkFrameFilterN fork = new ForkFrameFilterN("fork");
        fork.connect("next", seen::add);
        for (FrameFilter filter : List.of(
                new DummyFrameFilter("f", seen::add),
                new CountFrameFilter("f", seen::add),
                new BriefInfoFrameFilter("f", seen::add),
                new InfoFrameFilter("f", seen::add),
                fork)) {
            seen.clear();
            printed(() -> FRAMES.forEach(filter::run));
            assertThat(seen).as("%s", filter).isEqualTo(FRAMES);
        }
    }

    @Test
    void aCountCountsAllButMarkers() {
        CountFrameFilter count = new CountFrameFilter("count", seen::add);
        FRAMES.forEach(count::run);
        assertThat(count.count()).isEqualTo(3);
    }

    @Test
    void oneSlotPassesAndTheMarkersOfAPullPassAlways() {
        PassSlotFrameFilter pass = new PassSlotFrameFilter("pass", 3, seen::add);
        FRAMES.forEach(pass::run);
        assertThat(seen).containsExactly(FRAMES.get(0), FRAMES.get(3), FRAMES.get(4));
    }

    @Test
    void aSeekAndAStopGoWithTheirStream() {
        MarkerFrame seek = new MarkerFrame(MarkerFrame.Kind.SEEK, 3, 5);
        MarkerFrame stop = new MarkerFrame(MarkerFrame.Kind.STOP, 2, 5);
        SetSlotFrameFilter renamed = new SetSlotFrameFilter("slot", seen::add);
        renamed.setSlot(7);
        PassSlotFrameFilter pass = new PassSlotFrameFilter("pass", 3, renamed);
        List.of(MarkerFrame.start(), seek, stop).forEach(pass::run);
        assertThat(seen).containsExactly(MarkerFrame.start(), seek.withSlot(7));
    }

    @Test
    void briefInfoPrintsALineAFrame() {
        BriefInfoFrameFilter brief = new BriefInfoFrameFilter("brief");
        assertThat(printed(() -> FRAMES.forEach(brief::run)).lines())
                .containsExactly(
                        "brief: <MarkerFrame: START>",
                        "brief: <SetupFrame: timestamp=5 subsession_index=0 slot=2 / H264>",
                        "brief: <BasicFrame: timestamp=1543314164986 subsession_index=0 slot=2 / payload size=8"
                                + " / H264: slice_type=7>",
                        "brief: <BasicFrame: timestamp=1543314164986 subsession_index=0 slot=3 / payload size=8"
                                + " / H264: slice_type=7>",
                        "brief: <MarkerFrame: END>");
    }

    @Test
    void infoPrintsTheFirstBytesAndTheAge() {
        InfoFrameFilter info =
                new InfoFrameFilter("info", seen::add, () -> Instant.ofEpochMilli(SPS.mstimestamp() + 52));
        assertThat(printed(() -> info.run(SPS)).lines())
                .containsExactly(
                        "InfoFrameFilter: info start dump>>",
                        "InfoFrameFilter: FRAME   : <BasicFrame: timestamp=1543314164986 subsession_index=0 slot=2"
                                + " / payload size=8 / H264: slice_type=7>",
                        "InfoFrameFilter: PAYLOAD : [0 0 0 1 103 100 0 200]",
                        "InfoFrameFilter: TIMEDIFF: 52 ms old",
                        "InfoFrameFilter: <<end dump");
        assertThat(printed(() -> info.run(MarkerFrame.end())).lines()).hasSize(3);
    }

    @Test
    void aFilterNeedsANameAndANextOneThatIsSomething() {
        assertThatThrownBy(() -> new DummyFrameFilter(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new DummyFrameFilter("name", null)).isInstanceOf(NullPointerException.class);
        assertThat(new DummyFrameFilter("name").name()).isEqualTo("name");
    }

    /** What is printed on standard output meanwhile. */
    @SuppressWarnings("SystemOut")
    private static String printed(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
