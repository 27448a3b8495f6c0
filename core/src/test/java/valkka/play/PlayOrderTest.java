package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.frame.SetupFrame;

/**
 * Whose frame is next, without a clock and without threads. Pictures come every 40 ms, in slot 1 each fifth one is a
 * key picture.
 */
class PlayOrderTest {
    private static final long T0 = 1_700_000_000_000L;
    private static final byte[] SPS = {0, 0, 0, 1, 103, 66, 1, 30};
    private static final byte[] IDR = {0, 0, 0, 1, 101, 1, 2, 3};
    private static final byte[] SLICE = {0, 0, 0, 1, 65, 1, 2, 3};

    private final FrameCache cache = new FrameCache(1 << 20);
    private final FrameFilter sink = frame -> {};
    private final FrameFilter others = frame -> {};
    private final PlayOrder order = new PlayOrder(cache, others);

    private static long time(double number) {
        return T0 + Math.round(40 * number);
    }

    private void put(int slot, int subsession, double number, byte[] payload) {
        cache.add(BasicFrame.of(slot, subsession, time(number), Codec.H264, payload), T0, true);
    }

    /** Pictures of a slot, each fifth one a key picture of two frames. */
    private void pictures(int slot, int from, int to) {
        cache.endRun();
        for (int number = from; number < to; number++) {
            if (number % 5 == 0) {
                put(slot, 0, number, SPS);
                put(slot, 0, number, IDR);
            } else {
                put(slot, 0, number, SLICE);
            }
        }
        cache.endRun();
    }

    /** Takes all frames that are due, as "slot:number" with + for a key frame, s for a setup frame. */
    private String taken(double at) {
        List<String> passed = new ArrayList<>();
        for (PlayOrder.Turn turn = order.next(time(at));
                turn != null && order.isDue(time(at), turn);
                turn = order.next(time(at))) {
            passed.add(text(order.take(turn).frame()));
        }
        return String.join(" ", passed);
    }

    private static String text(Frame frame) {
        String slot = frame.slot() + ":";
        if (frame instanceof SetupFrame) {
            return slot + "s";
        }
        String kind = ((BasicFrame) frame).isSeekable() ? "+" : "";
        return slot + (frame.mstimestamp() - T0) / 40 + kind;
    }

    private String notices() {
        List<String> all = new ArrayList<>();
        for (PlayOrder.Delivery next = order.nextNotice(); next != null; next = order.nextNotice()) {
            MarkerFrame marker = (MarkerFrame) next.frame();
            all.add(marker.kind() + " " + marker.slot());
        }
        return String.join(", ", all);
    }

    @Test
    void framesPassByTimeAndTiesBySlotEachStreamBehindItsSetupFrame() {
        pictures(2, 0, 3);
        pictures(1, 0, 3);
        assertThat(order.seek(time(0))).isEqualTo(time(0));
        assertThat(taken(0)).isEqualTo("1:s 1:0+ 1:0 2:s 2:0+ 2:0");
        assertThat(taken(0.9)).isEmpty();
        assertThat(taken(2)).isEqualTo("1:1 2:1 1:2 2:2");
        assertThat(order.next(time(9))).isNull();
        assertThat(order.passed()).isEqualTo(8);
        assertThat(order.skips()).isZero();
    }

    @Test
    void aSeekGoesToTheStartBeforeOrElseToTheNextOneAndSaysWhere() {
        pictures(1, 0, 12);
        pictures(2, 7, 12);
        assertThat(order.seek(time(8))).isEqualTo(time(5));
        assertThat(taken(6)).isEqualTo("1:s 1:5+ 1:5 1:6");
        assertThat(taken(10)).isEqualTo("1:7 1:8 1:9 1:10+ 1:10 2:s 2:10+ 2:10");
        assertThat(new PlayOrder(new FrameCache(1000), null).seek(T0)).isEqualTo(Long.MAX_VALUE);
        cache.clear(1);
        assertThat(order.seek(time(8))).as("only a later start").isEqualTo(time(10));
    }

    @Test
    void slotsWithAFilterOfTheirOwnGoThereAndTheOthersNowhereWithoutAnyFilter() {
        PlayOrder alone = new PlayOrder(cache, null);
        pictures(1, 0, 2);
        pictures(2, 0, 2);
        alone.seek(time(0));
        assertThat(alone.next(time(0))).as("nobody plays").isNull();
        assertThat(alone.end(7)).isEqualTo(7);
        assertThat(alone.connect(2, sink)).isTrue();
        assertThat(alone.connect(2, others)).isFalse();
        PlayOrder.Turn turn = alone.next(time(0));
        assertThat(turn.track().slot()).isEqualTo(2);
        assertThat(alone.take(turn).filter()).isSameAs(sink);
        assertThat(alone.disconnect(2)).isTrue();
        assertThat(alone.disconnect(2)).isFalse();
        assertThat(alone.next(time(0))).isNull();
    }

    @Test
    void aStreamThatIsConnectedAnewBeginsAnew() {
        pictures(1, 0, 8);
        order.seek(time(0));
        assertThat(taken(1)).isEqualTo("1:s 1:0+ 1:0 1:1");
        assertThat(order.connect(1, sink)).isTrue();
        assertThat(taken(1)).as("from its start, with its setup frame").isEqualTo("1:s 1:0+ 1:0 1:1");
        order.restart(1);
        order.restart(77);
        assertThat(taken(0)).isEqualTo("1:s 1:0+ 1:0");
        assertThat(order.disconnect(1)).isTrue();
        assertThat(taken(0)).isEqualTo("1:s 1:0+ 1:0");
        order.noticeStop(time(0));
        assertThat(notices()).isEqualTo("STOP 1");
        order.noticeStop(time(0));
        order.connect(1, sink);
        assertThat(notices()).as("of the stream before").isEmpty();
        order.noticeSeek(time(0));
        assertThat(notices()).as("it has shown nothing").isEmpty();
    }

    @Test
    void aNewCodecIsAnnounced() {
        pictures(1, 0, 2);
        cache.add(BasicFrame.of(1, 1, time(1), Codec.PCMA, SLICE), T0, true);
        order.seek(time(0));
        assertThat(taken(1)).isEqualTo("1:s 1:0+ 1:0 1:1 1:s 1:1+");
        cache.add(BasicFrame.of(1, 1, time(2), Codec.PCMU, SLICE), T0, true);
        cache.add(BasicFrame.of(1, 1, time(3), Codec.PCMU, SLICE), T0, true);
        assertThat(taken(3)).isEqualTo("1:s 1:2+ 1:3+");
    }

    @Test
    void streamsThatHaveShownFramesAreToldOfSeeksAndStopsOnce() {
        pictures(1, 0, 6);
        pictures(3, 0, 6);
        order.seek(time(0));
        order.noticeSeek(time(0));
        assertThat(notices()).as("nothing was shown").isEmpty();
        taken(0);
        order.noticeStop(time(0));
        assertThat(notices()).isEqualTo("STOP 1, STOP 3");
        order.noticeSeek(time(5));
        order.noticeSeek(time(5));
        assertThat(notices()).as("two seeks, one notice").isEqualTo("SEEK 1, SEEK 3");
        order.noticeSeek(time(5));
        assertThat(notices()).isEmpty();
    }

    @Test
    void aboveFourTimesOnlyKeyFramesPassAndBackwardsTheSameOnes() {
        pictures(1, 0, 12);
        order.setSpeed(4);
        order.seek(time(0));
        assertThat(taken(2)).isEqualTo("1:s 1:0+ 1:0 1:1 1:2");
        order.setSpeed(4.5);
        assertThat(order.isForward()).isTrue();
        assertThat(taken(11)).isEqualTo("1:5+ 1:5 1:10+ 1:10");
        order.setSpeed(-1);
        assertThat(order.isForward()).isFalse();
        assertThat(taken(6)).isEmpty();
        assertThat(taken(0)).isEqualTo("1:5+ 1:5 1:0+ 1:0");
        assertThat(order.next(time(0))).isNull();
    }

    @Test
    void aStreamFarBehindLeavesFramesOutUpToItsLastStart() {
        pictures(1, 0, 80);
        order.seek(time(0));
        assertThat(taken(0)).isEqualTo("1:s 1:0+ 1:0");
        assertThat(taken(51))
                .as("51 pictures, 2040 ms: picture 1 is 2000 ms behind")
                .startsWith("1:1 1:2");
        assertThat(order.skips()).isZero();
        order.seek(time(0));
        assertThat(taken(0)).isEqualTo("1:s 1:0+ 1:0");
        assertThat(taken(53)).isEqualTo("1:50+ 1:50 1:51 1:52 1:53");
        assertThat(order.skips()).isEqualTo(1);
    }

    @Test
    void theNextPictureAndTheOneBeforeAreFoundInEachDirection() {
        pictures(1, 0, 12);
        pictures(2, 3, 12);
        order.seek(time(0));
        taken(1);
        assertThat(order.nextPicture(time(1)).time()).isEqualTo(time(2));
        assertThat(order.nextPicture(time(1.5)).time()).isEqualTo(time(2));
        order.setSpeed(8);
        assertThat(order.nextPicture(time(1)).time()).isEqualTo(time(5));
        order.setSpeed(-1);
        order.seek(time(7));
        assertThat(order.nextPicture(time(7)).time()).isEqualTo(time(0));
        assertThat(order.startBefore(time(11)).time()).isEqualTo(time(10));
        assertThat(order.startBefore(time(10)).time()).isEqualTo(time(5));
        assertThat(order.startBefore(time(0))).isNull();
        order.setSpeed(1);
        order.seek(time(11));
        taken(11);
        assertThat(order.nextPicture(time(11))).isNull();
    }

    @Test
    void aGroupOfSoundAloneIsNoPicture() {
        pictures(1, 0, 2);
        cache.add(BasicFrame.of(1, 1, time(1.5), Codec.PCMA, SLICE), T0, true);
        pictures(1, 2, 3);
        order.seek(time(0));
        taken(1);
        assertThat(order.nextPicture(time(1)).time()).isEqualTo(time(2));
    }

    @Test
    void playStopsBeforeAGapInWhichNoStreamHasAFrame() {
        pictures(1, 0, 3);
        pictures(2, 0, 8);
        pictures(1, 100, 103);
        long longest = 40 * 5;
        assertThat(order.lastBeforeGap(time(0), time(5), longest)).as("near").isEqualTo(time(5));
        assertThat(order.lastBeforeGap(time(0), time(7), longest)).isEqualTo(time(7));
        assertThat(order.lastBeforeGap(time(0), time(100), longest)).isEqualTo(time(7));
        assertThat(order.lastBeforeGap(time(7), time(100), longest))
                .as("the gap begins here")
                .isEqualTo(time(7));
        assertThat(order.lastBeforeGap(time(90), time(102), longest)).isEqualTo(time(90));
        assertThat(order.distanceToNext(time(50))).isEqualTo(40 * 50);
        assertThat(order.distanceToNext(time(2))).isEqualTo(40);
        order.setSpeed(-1);
        assertThat(order.lastBeforeGap(time(102), time(0), longest)).isEqualTo(time(100));
        assertThat(order.lastBeforeGap(time(7), time(0), longest)).isEqualTo(time(0));
        assertThat(order.distanceToNext(time(50))).isEqualTo(40 * 43);
    }

    @Test
    void theEndIsTheLastFrameInTheDirectionOfPlay() {
        pictures(1, 0, 3);
        pictures(2, 1, 5);
        assertThat(order.end(time(1))).isEqualTo(time(4));
        assertThat(order.end(time(9))).isEqualTo(time(9));
        order.setSpeed(-2);
        assertThat(order.end(time(1))).isEqualTo(time(0));
        assertThat(order.end(time(-3))).isEqualTo(time(-3));
        assertThat(order.hasCome(time(2), time(2))).isTrue();
        assertThat(order.hasCome(time(2), time(1))).isFalse();
        assertThat(order.hasCome(time(2), time(3))).isTrue();
    }

    @Test
    void backwardsTheFrameThatAStreamWasSentToPassesAtOnce() {
        pictures(1, 0, 12);
        order.setSpeed(-1);
        order.seek(time(7));
        PlayOrder.Turn turn = order.next(time(4));
        assertThat(turn.time()).isEqualTo(time(5));
        assertThat(taken(7)).isEqualTo("1:s 1:5+ 1:5");
        assertThat(taken(4.9)).as("not come yet").isEmpty();
    }

    /** Behind a gap no picture can be shown before the next key picture. */
    @Test
    void picturesBehindAGapWaitForAKeyPicture() {
        pictures(1, 0, 3);
        pictures(1, 152, 157);
        order.seek(time(0));
        assertThat(taken(3)).isEqualTo("1:s 1:0+ 1:0 1:1 1:2");
        assertThat(taken(156)).isEqualTo("1:155+ 1:155 1:156");
    }

    @Test
    void aMarkOfAGapGoesWhereTheGapWasFilled() {
        put(1, 0, 0, SPS);
        put(1, 0, 0, IDR);
        for (int number : new int[] {1, 2, 3, 100}) {
            cache.add(BasicFrame.of(1, 0, time(number), Codec.H264, SLICE).withGapBefore(), T0, true);
        }
        pictures(1, 100, 101);
        order.seek(time(0));
        assertThat(marks(3)).containsExactly(false, false, false, false, false);
        assertThat(marks(100)).containsExactly(false, false, true);
    }

    /** Takes all frames that are due, and returns which of them are marked. */
    private List<Boolean> marks(double at) {
        List<Boolean> marks = new ArrayList<>();
        for (PlayOrder.Turn turn = order.next(time(at));
                turn != null && order.isDue(time(at), turn);
                turn = order.next(time(at))) {
            if (order.take(turn).frame() instanceof BasicFrame frame) {
                marks.add(frame.isAfterGap());
            }
        }
        return marks;
    }

    @Test
    void aCursorThatWasSentNowhereSaysSo() {
        TrackCursor cursor = new TrackCursor(new CachedTrack(5));
        assertThat(cursor.isSet()).isFalse();
        assertThat(cursor.seek(T0)).isFalse();
        assertThatThrownBy(cursor::time)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("slot 5");
    }
}
