package valkka.frame;

import java.util.Objects;

/**
 * Announces a stream before its first {@link BasicFrame}, so that a muxer or a decoder can prepare
 * itself. libValkka: {@code SetupFrame}.
 *
 * @param slot the stream's number in the filtergraph
 * @param subsession the stream within the slot, 0 for video
 * @param mstimestamp Unix time in milliseconds
 * @param codec how the frames that follow are encoded
 */
public record SetupFrame(int slot, int subsession, long mstimestamp, Codec codec) implements Frame {
    /** Makes a setup frame; the codec must not be null. */
    public SetupFrame {
        Objects.requireNonNull(codec, "codec");
    }

    /** Returns the kind of media that the stream carries. */
    public MediaType mediaType() {
        return codec.mediaType();
    }

    @Override
    public SetupFrame withSlot(int newSlot) {
        return new SetupFrame(newSlot, subsession, mstimestamp, codec);
    }

    @Override
    public String toString() {
        return "<SetupFrame: timestamp=" + mstimestamp + " subsession_index=" + subsession + " slot=" + slot + " / "
                + codec.label() + ">";
    }
}
