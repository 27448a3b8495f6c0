package valkka.live;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A change of the state of a stream of a {@link LiveThread}.
 *
 * @param slot the stream's slot
 * @param state the present state
 * @param address the camera's address, the password hidden
 * @param message what happened and, where something went wrong, what to do; no password is in it
 * @param notes what is strange about a camera that plays, a sentence each: a track that is left out
 *     and why, another transport than asked for, timestamps that stand still; also in the message.
 *     A later note comes with a further {@link State#PLAYING}
 * @param at when
 */
public record StreamState(int slot, State state, String address, String message, List<String> notes, Instant at) {
    /** Makes a change of state, with a copy of the list. */
    public StreamState {
        notes = List.copyOf(notes);
    }

    /** The states of a stream. */
    public enum State {
        /** An attempt to connect begins. */
        CONNECTING,
        /** The first key frame has come: frames flow. */
        PLAYING,
        /**
         * The attempt failed, or the camera went away or silent; the next attempt comes by itself.
         * Of a camera that describes a picture and sends only sound, the sound goes on meanwhile.
         */
        LOST,
        /** The camera refused the user name or password; the next attempt comes, but much later. */
        UNAUTHORIZED,
        /** {@code stopStream} or {@code stop}: no more frames come. */
        STOPPED
    }

    /** One line. */
    @Override
    public String toString() {
        return at + " slot " + slot + " " + state.name().toLowerCase(Locale.ROOT) + ": " + message;
    }
}
