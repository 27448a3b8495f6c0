package valkka.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import valkka.fs.Bytes;
import valkka.fs.WriterStats;
import valkka.live.LiveStreamStats;

/** What happened to a camera's frames, from the camera to the disk, in a few lines. */
final class FrameAccount {
    private FrameAccount() {}

    /** Tells of the network: what the camera has sent, what came, what was lost. */
    static void network(LiveStreamStats live, Console console) {
        String label = "network";
        if (live.sentPackets() > 0) {
            console.row(label, counted(live.sentPackets(), "packet") + " sent, as the camera last reported");
            label = "";
        }
        console.row(label, counted(live.packets(), "packet") + " came, " + lost(live));
        if (live.damagedPictures() > 0) {
            console.row("", counted(live.damagedPictures(), "picture") + " left out, which lacked lost packets");
        }
    }

    private static String lost(LiveStreamStats live) {
        if (live.lostPackets() == 0) {
            return "none lost on the way";
        }
        double percent = 100.0 * live.lostPackets() / (live.lostPackets() + live.packets());
        return String.format(Locale.ROOT, "%d lost on the way (%.2f %%)", live.lostPackets(), percent);
    }

    /** Tells of the frames that came and are not in the recording, by cause. */
    static void leftOut(LiveStreamStats live, WriterStats written, Console console) {
        List<String> causes = new ArrayList<>();
        add(causes, live.droppedBeforeKey(), "before the first key frame of a connection");
        add(causes, live.droppedInQueue(), "in the camera's queue, as the writer was slow");
        add(causes, written.droppedQueueFull(), "in the writer's queue, as the disk was slow");
        add(causes, written.droppedFailed(), "as the disk failed");
        add(causes, written.droppedStopped(), "at the stop");
        add(causes, written.refusedTooLarge(), "refused, larger than a block");
        add(causes, written.refusedAfterTooLarge(), "refused after these, up to the next key frame");
        add(causes, written.refusedBadTime() + written.refusedNoId(), "refused, without a time or an id");
        String label = "left out";
        for (String cause : causes) {
            console.row(label, cause);
            label = "";
        }
    }

    /**
     * Tells how long the recording has no picture because of frames that were larger than a block.
     * No other table names such a hole where it is shorter than a gap.
     *
     * @param elapsed since recording began
     */
    static void holes(WriterStats written, Duration elapsed, Console console) {
        long refused = written.refusedTooLarge() + written.refusedAfterTooLarge();
        if (refused > 0) {
            double seconds = elapsed.toMillis() / 1000.0 * refused / (written.framesWritten() + refused);
            console.row(
                    "holes",
                    String.format(
                            Locale.ROOT,
                            "about %.1f s without a picture, behind the %s larger than a block",
                            seconds,
                            written.refusedTooLarge() == 1 ? "frame" : written.refusedTooLarge() + " frames"));
        }
    }

    private static void add(List<String> causes, long count, String cause) {
        if (count > 0) {
            causes.add(counted(count, "frame") + " " + cause);
        }
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** Returns the frames that came and will never be in the recording, without those before a key frame. */
    static long dropped(LiveStreamStats live, WriterStats written) {
        return live.droppedInQueue() + written.lost();
    }

    /** Says what to do about frames that are larger than a block; empty when there are none. */
    static String remedy(WriterStats written) {
        return written.refusedTooLarge() == 0
                ? ""
                : counted(written.refusedTooLarge(), "frame") + " did not fit into a block, the largest of "
                        + Bytes.text(written.largestRefused()) + ". To have room, make the recording anew: --overwrite "
                        + blockSizeFor(written.largestRefused());
    }

    /** Returns the option for blocks that have room for twice a frame. */
    static String blockSizeFor(long frameBytes) {
        return "--block-size " + (2 * frameBytes / Bytes.MiB + 1) + "MiB";
    }
}
