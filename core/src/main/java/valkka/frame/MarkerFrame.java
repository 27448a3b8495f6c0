package valkka.frame;

/**
 * Says something about the frames around it. START and END bracket the frames of one pull from a
 * recording. SEEK and STOP come from the player of a recording: play of one stream has gone to
 * another time, or stands still. Filters let markers pass. libValkka: {@code MarkerFrame};
 * libValkka announces a seek or a stop by a setup frame with a stream state.
 *
 * @param kind the meaning of the marker
 * @param slot the stream's slot for SEEK and STOP; 0 for START and END, since a pull is of all
 *     slots
 * @param mstimestamp the play position in Unix milliseconds for SEEK and STOP; 0 for START and END
 */
public record MarkerFrame(Kind kind, int slot, long mstimestamp) implements Frame {
    /** The meaning of a marker. */
    public enum Kind {
        /** A pull begins. */
        START,
        /** A pull ends. */
        END,
        /**
         * Play has gone to another time. The next frames do not follow the frames before: a decoder
         * drops what it holds. The stream's setup frames and a key frame follow.
         */
        SEEK,
        /** Play stands still. No further frame comes until play goes on, or goes elsewhere. */
        STOP
    }

    /** Returns the marker in front of a pull's first frame. */
    public static MarkerFrame start() {
        return new MarkerFrame(Kind.START, 0, 0);
    }

    /** Returns the marker behind a pull's last frame. */
    public static MarkerFrame end() {
        return new MarkerFrame(Kind.END, 0, 0);
    }

    /**
     * Returns whether this marker bounds a pull, and so concerns all slots. SEEK and STOP concern
     * one stream.
     */
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
