package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.TimeRange;

/** One slot's cached frames: pulls bring them in any order, and blocks end in the middle of pictures. */
class CachedTrackTest {
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final byte[] IDR = {0, 0, 0, 1, 101, 1, 2, 3};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};

    private final CachedTrack track = new CachedTrack(3);

    private static BasicFrame frame(int subsession, long time, byte[] payload, int number) {
        byte[] numbered = payload.clone();
        numbered[7] = (byte) number;
        return BasicFrame.of(3, subsession, time, Codec.H264, numbered);
    }

    /** Pulls slices of one or more times: "10a 10b 20c". */
    private void pull(String slices) {
        track.endRun();
        for (String slice : slices.split(" ")) {
            int end = slice.length() - 1;
            track.add(frame(0, Long.parseLong(slice.substring(0, end)), SLICE, slice.charAt(end)));
        }
        track.endRun();
    }

    private String at(long time) {
        FrameGroup group = track.after(time - 1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < group.size(); i++) {
            text.append((char) group.get(i).payload().get(7));
        }
        return text.toString();
    }

    @Test
    void framesAreCountedAsTheyComeAndGo() {
        assertThat(track.isEmpty()).isTrue();
        assertThat(track.limits()).isEqualTo(TimeRange.EMPTY);
        assertThat(track).hasToString("nothing");
        pull("10a 10b 20c 30d");
        assertThat(track.frames()).isEqualTo(4);
        long each = SLICE.length + CachedTrack.FRAME_OVERHEAD;
        assertThat(track.bytes()).isEqualTo(4 * each);
        CachedTrack.Removed removed = track.remove(10, 30);
        assertThat(removed.frames()).isEqualTo(3);
        assertThat(removed.times()).isEqualTo(new TimeRange(10, 20));
        assertThat(removed.cutsPull()).isFalse();
        assertThat(track.frames()).isEqualTo(1);
        assertThat(track.bytes()).isEqualTo(each);
        assertThat(track.limits()).isEqualTo(new TimeRange(30, 30));
        assertThat(track.toString()).contains("1 frames").contains("0 to start from");
        assertThat(track.hasLeadingStream()).isTrue();
        track.remove(30, 31);
        assertThat(track.hasLeadingStream()).isFalse();
    }

    @Test
    void aFrameIsTakenOnce() {
        BasicFrame first = frame(0, 10, SLICE, 1);
        assertThat(track.comesAgain(first)).isFalse();
        assertThat(track.add(first)).isTrue();
        assertThat(track.comesAgain(frame(0, 10, SLICE, 2))).isFalse();
        track.endRun();
        assertThat(track.comesAgain(first)).isTrue();
        track.endRun();
        assertThat(track.add(first)).isFalse();
        assertThat(track.frames()).isEqualTo(1);
    }

    /** A block ends within the picture at 20, and the blocks on both sides may come in any order. */
    @Test
    void theTwoPartsOfAPictureJoinInTheOrderOfTheFileWhicheverComesFirst() {
        pull("10a 20b 20c");
        pull("20d 20e 30f");
        assertThat(at(20)).isEqualTo("bcde");
        track.remove(0, 100);
        pull("20d 20e 30f");
        pull("10a 20b 20c");
        assertThat(at(20)).isEqualTo("bcde");
        pull("20c 20x 20d");
        assertThat(at(20)).as("a frame between two that are there").isEqualTo("bcxde");
    }

    @Test
    void aPullThatComesFromFartherAwayBringsTheFramesBehind() {
        pull("5a");
        pull("20d");
        track.endRun();
        track.add(frame(0, 5, SLICE, 'a'));
        track.add(frame(0, 20, SLICE, 'c'));
        assertThat(at(20)).as("it comes from the time before").isEqualTo("cd");
        pull("10z 20d");
        track.endRun();
        track.add(frame(0, 5, SLICE, 'a'));
        track.add(frame(0, 20, SLICE, 'y'));
        assertThat(at(20)).as("frames lie between").isEqualTo("cdy");
    }

    /** One block ends with the SPS, the next begins with the picture, and the pull left out the first. */
    @Test
    void aPullThatPassedOverTheBlockBeforeBringsTheFramesBehind() {
        track.add(frame(0, 5, SLICE, 'a'));
        track.add(frame(0, 20, SPS, 'b'));
        track.endRun();
        track.add(frame(0, 5, SLICE, 'a'));
        track.add(frame(0, 20, IDR, 'c').withGapBefore());
        track.add(frame(0, 20, SLICE, 'd'));
        assertThat(at(20)).isEqualTo("bcd");
    }

    @Test
    void playStartsWhereDecodingCanAndElseAtAParameterSet() {
        track.add(frame(0, 10, SPS, 1));
        track.add(frame(0, 10, SLICE, 2));
        track.add(frame(0, 20, SPS, 1));
        track.add(frame(0, 20, SLICE, 2));
        assertThat(track.startAtOrBefore(15).time())
                .as("no picture can be decoded alone")
                .isEqualTo(10);
        assertThat(track.startAfter(10).time()).isEqualTo(20);
        assertThat(track.isStart(track.first())).isTrue();
        track.add(frame(0, 30, SPS, 1));
        assertThat(track.startAtOrBefore(99).time())
                .as("its picture has not come")
                .isEqualTo(30);
        assertThat(track.isStart(track.last())).isTrue();
        assertThat(track.isStart(track.first())).isFalse();
        assertThat(track.startAtOrBefore(25).time())
                .as("a parameter set is enough there")
                .isEqualTo(20);
        track.add(frame(0, 30, SLICE, 2));
        assertThat(track.startAfter(10).time())
                .as("its picture refers to earlier ones")
                .isEqualTo(20);
        track.add(frame(0, 40, SPS, 1));
        track.add(frame(0, 40, IDR, 2));
        assertThat(track.startAfter(10).time()).isEqualTo(40);
        assertThat(track.startBefore(50).time()).isEqualTo(40);
        assertThat(track.startBefore(40)).isNull();
        assertThat(track.toString()).contains("1 to start from");
        track.remove(40, 41);
        assertThat(track.startAfter(10).time()).isEqualTo(20);
    }

    @Test
    void soundAloneStartsAnywhereAndIsAPictureForItself() {
        for (long time : new long[] {10, 20, 30}) {
            track.add(BasicFrame.of(3, 1, time, Codec.PCMA, SLICE));
        }
        assertThat(track.startAtOrBefore(25).time()).isEqualTo(20);
        assertThat(track.startAtOrBefore(9)).isNull();
        assertThat(track.pictureAfter(10).time()).isEqualTo(20);
        track.add(frame(0, 30, SLICE, 1));
        assertThat(track.pictureAfter(10).time()).isEqualTo(30);
        assertThat(track.pictureAfter(30)).isNull();
        assertThat(track.startAtOrBefore(25)).isNull();
    }

    @Test
    void aRemovalTellsWhetherItCutThePullThatIsUnderWay() {
        track.add(frame(0, 10, SPS, 1));
        track.add(frame(0, 20, SLICE, 2));
        assertThat(track.remove(20, 30).cutsPull()).isTrue();
        track.add(frame(0, 20, SLICE, 3));
        assertThat(track.remove(10, 20).cutsPull()).isFalse();
        track.add(frame(0, 20, SLICE, 4));
        assertThat(track.after(0).size()).as("the pull goes on in its group").isEqualTo(2);
    }

    @Test
    void emptyTimesReachToTheNextFramesOnBothSides() {
        pull("10a 20b 50c");
        assertThat(track.emptyAround(new TimeRange(30, 40))).isEqualTo(new TimeRange(21, 49));
        assertThat(track.emptyAround(new TimeRange(5, 6))).isEqualTo(new TimeRange(5, 9));
        assertThat(track.emptyAround(new TimeRange(60, 70))).isEqualTo(new TimeRange(51, 70));
        assertThat(track.isFollowing(20)).isTrue();
        assertThat(track.isFollowing(10)).isFalse();
        assertThat(track.isGap(10, 20)).isFalse();
        assertThat(track.isGap(10, 2011)).isTrue();
    }

    @Test
    void theCursorStaysBehindTheFramesThatHavePassed() {
        pull("20d 20e");
        track.cursor().seek(0);
        List<Long> passed = new ArrayList<>();
        assertThat(track.cursor().isSet()).as("slices alone are no start").isFalse();
        track.add(frame(0, 10, SPS, 'p'));
        assertThat(track.cursor().seek(10)).isTrue();
        TrackCursor.Place place = track.cursor().next(TrackCursor.Mode.ALL);
        track.cursor().pass(place);
        passed.add(place.time());
        place = track.cursor().next(TrackCursor.Mode.ALL);
        track.cursor().pass(place);
        assertThat(place.frame().payload().get(7)).isEqualTo((byte) 'd');
        pull("10q 20c");
        place = track.cursor().next(TrackCursor.Mode.ALL);
        assertThat(place.frame().payload().get(7))
                .as("not the frame that came in front")
                .isEqualTo((byte) 'e');
        assertThat(passed).containsExactly(10L);
    }
}
