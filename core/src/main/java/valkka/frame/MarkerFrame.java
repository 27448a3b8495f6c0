package valkka.frame;

/**
 * Says something of the frames around it. START and END bracket the frames of one pull from a recording. SEEK and STOP come from what
 * plays a recording: they tell one stream that play has gone to another time, or stands still. Filters let markers pass. libValkka:
 * {@code MarkerFrame}; of a seek or a stop it tells by a setup frame with a stream state.
 *
 * @param kind what the marker says
 * @param slot of SEEK and STOP the stream's slot; of START and END 0: a pull is of all slots
 * @param mstimestamp of SEEK and STOP where play is, in Unix milliseconds; of START and END 0
 */
public record MarkerFrame(Kind kind, int slot, long mstimestamp) implements Frame {
    /** What a marker says. */
    public enum Kind {
        /** A pull begins. */
        START,
        /** A pull ends. */
        END,
        /**
         * Play has gone to another time. What comes next does not follow what came before: a decoder drops what it holds. The
         * stream's setup frames and a key frame follow.
         */
        SEEK,
        /** Play stands still: what has come by now is all until play goes on, or elsewhere. */
        STOP
    }

    /** The marker in front of a pull's first frame. */
    public static MarkerFrame start() {
        return new MarkerFrame(Kind.START, 0, 0);
    }

    /** The marker behind a pull's last frame. */
    public static MarkerFrame end() {
        return new MarkerFrame(Kind.END, 0, 0);
    }

    /** Whether this is an end of a pull, and so of all slots; SEEK and STOP are of one stream. */
    public boolean isOfPull() {
        return kind == Kind.START || kind == Kind.END;
    }

    @Override
    public int subsession() {
        return 0;
    }

    @Override
    public MarkerFrame withSlot(int newSlot) {
        return new MarkerFrame(kind, newSlot, mstimestamp);
    }

    @Override
    public String toString() {
        return isOfPull()
                ? "<MarkerFrame: " + kind + ">"
                : "<MarkerFrame: " + kind + " timestamp=" + mstimestamp + " slot=" + slot + ">";
    }
}
