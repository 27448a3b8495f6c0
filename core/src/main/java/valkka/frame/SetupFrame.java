package valkka.frame;

import java.util.Objects;

/**
 * Announces a stream before its first {@link BasicFrame}, so that what stands behind (a muxer, a decoder) can make itself
 * ready. libValkka: {@code SetupFrame}.
 *
 * @param mstimestamp Unix time in milliseconds
 * @param codec what the frames that follow are encoded with
 */
public record SetupFrame(int slot, int subsession, long mstimestamp, Codec codec) implements Frame {
    public SetupFrame {
        Objects.requireNonNull(codec, "codec");
    }

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
