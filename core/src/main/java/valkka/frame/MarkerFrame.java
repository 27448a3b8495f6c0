package valkka.frame;

/**
 * Brackets the frames of one pull from a recording: {@code START}, the frames, {@code END}. Filters let markers pass.
 * libValkka: {@code MarkerFrame}.
 *
 * @param kind which end of the pull this is
 * @param slot 0: a pull is of all slots
 * @param mstimestamp Unix time in milliseconds, 0 where none is known
 */
public record MarkerFrame(Kind kind, int slot, long mstimestamp) implements Frame {
    /** The two ends of a pull. */
    public enum Kind {
        START,
        END
    }

    /** The marker in front of a pull's first frame. */
    public static MarkerFrame start() {
        return new MarkerFrame(Kind.START, 0, 0);
    }

    /** The marker behind a pull's last frame. */
    public static MarkerFrame end() {
        return new MarkerFrame(Kind.END, 0, 0);
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
        return "<MarkerFrame: " + kind + ">";
    }
}
