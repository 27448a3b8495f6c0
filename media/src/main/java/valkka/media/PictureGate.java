package valkka.media;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.frame.GapRule;
import valkka.fs.TimeRange;
import valkka.nal.AccessUnit;
import valkka.nal.EntryPoint;
import valkka.nal.FrameNumbers;
import valkka.nal.LeadingPictures;

/**
 * Passes the pictures of a stream that can be decoded. The first picture is a key picture, and
 * after missing frames no picture passes up to the next key picture. The gate tells which pictures
 * were left out, and why.
 */
final class PictureGate {
    /**
     * A camera's time may jitter, or come in the order of showing; what goes back further, goes
     * back.
     */
    private static final int BACK_MS = 1000;

    private static final int MOST_GAPS = 10_000;

    private final FrameNumbers numbers = new FrameNumbers();
    private final LeadingPictures leading = new LeadingPictures();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private boolean keepsAll;
    private boolean started;
    private boolean open;
    private long beganAt;
    private String why = "";
    private long leftOut;
    private long leadingLeftOut;
    private long last = Long.MIN_VALUE; // the newest time that has passed
    private long lastSeen = Long.MIN_VALUE;
    private long usual; // distance of two pictures, ms; 0 before it is known

    /** Lets pictures pass behind missing frames too, once the gate has been open. */
    void keepAfterLoss() {
        keepsAll = true;
    }

    /**
     * Takes the next picture.
     *
     * @param lost whether pictures in front of it are known to be lost
     * @return whether it passes
     */
    boolean passes(AccessUnit unit, boolean lost) {
        long time = unit.mstimestamp();
        boolean follows = numbers.follows(unit);
        if (open) {
            String broken = broken(unit, lost, follows);
            if (broken != null) {
                why = broken;
                open = keepsAll && time > last;
                if (open) {
                    report(new TimeRange(last, time));
                    usual = 0;
                }
            }
        }
        lastSeen = time;
        boolean begins = !open && unit.key() && (!started || time > last);
        if (begins) {
            begin(unit);
        } else if (!open && started && time > last) { // what is in the file already is not missing in it
            leftOut++;
        }
        if (open) {
            if (started && last != Long.MIN_VALUE && time > last) {
                usual = usual == 0 ? time - last : (7 * usual + time - last + 7) / 8;
            }
            started = true;
            last = Math.max(last, time);
        }
        if (!open || begins) {
            return open;
        }
        boolean skipped = leading.isLeading(unit);
        leadingLeftOut += skipped ? 1 : 0;
        return !skipped;
    }

    /** Why a picture cannot follow the one before; null when it can. */
    private @Nullable String broken(AccessUnit unit, boolean lost, boolean follows) {
        long step = unit.mstimestamp() - last;
        if (lost || unit.isAfterGap()) {
            return "frames are missing";
        }
        if (step < -BACK_MS) {
            return "the time goes back";
        }
        if (usual > 0 && GapRule.isGap(step, usual)) {
            return "nothing was recorded";
        }
        return follows ? null : "frames were lost when it was recorded";
    }

    private void begin(AccessUnit unit) {
        if (started) {
            report(new TimeRange(last, unit.mstimestamp()));
            usual = 0;
        }
        open = true;
        beganAt = unit.mstimestamp();
        leading.begin(unit);
        note(unit.entry());
        leftOut = 0;
    }

    private void report(TimeRange range) {
        if (gaps.size() < MOST_GAPS) {
            gaps.add(new Gap(range, leftOut, why));
        }
    }

    /**
     * Returns whether this picture, which has passed, is the first one, or the first behind a gap.
     */
    boolean isBeginning(AccessUnit unit) {
        return unit.key() && unit.mstimestamp() == beganAt;
    }

    /** Returns whether pictures pass: between a gap and the next key picture they do not. */
    boolean isOpen() {
        return open;
    }

    private void note(EntryPoint entry) {
        if (entry.kind() == EntryPoint.Kind.RECOVERY_POINT) {
            String where = started ? "behind a gap it goes on at a " : "it begins at a ";
            if (notes.size() < MOST_GAPS) {
                notes.add(where + entry + (entry.flawedPictures() == 0 ? ", and not at an IDR picture" : ""));
            }
        }
    }

    /** Returns what else to know of the pictures. */
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        if (leadingLeftOut > 0) {
            all.add(leadingLeftOut + " pictures that are shown before the picture where decoding starts are left out:"
                    + " they refer to earlier pictures");
        }
        return List.copyOf(all);
    }

    /** Returns the gaps so far. */
    List<Gap> gaps() {
        List<Gap> all = new ArrayList<>(gaps);
        if (started && !open && leftOut > 0) {
            all.add(new Gap(new TimeRange(last, Math.max(last, lastSeen)), leftOut, why));
        }
        return List.copyOf(all);
    }
}
