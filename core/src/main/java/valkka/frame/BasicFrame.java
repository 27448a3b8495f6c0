package valkka.frame;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of encoded media: for H.264 and H.265 one NAL unit behind the start code {@code 00 00 00 01}, for audio one
 * packet. libValkka: {@code BasicFrame}.
 */
public final class BasicFrame implements Frame {
    /** Bytes of a payload that its hash is made of: more would take time, and hardly tell more frames apart. */
    private static final int HASHED = 64;

    private final int slot;
    private final int subsession;
    private final long mstimestamp;
    private final MediaType mediaType;
    private final Codec codec;
    private final byte[] payload;
    private final @Nullable Instant senderTime; // null where it is not known
    private final boolean afterGap;

    private BasicFrame(
            int slot,
            int subsession,
            long mstimestamp,
            MediaType mediaType,
            Codec codec,
            byte[] payload,
            @Nullable Instant senderTime,
            boolean afterGap) {
        this.slot = slot;
        this.subsession = subsession;
        this.mstimestamp = mstimestamp;
        this.mediaType = mediaType;
        this.codec = codec;
        this.payload = payload;
        this.senderTime = senderTime;
        this.afterGap = afterGap;
    }

    /**
     * A frame around {@code payload}, which is not copied: do not change the array afterwards.
     *
     * @param slot the stream's number in the filtergraph
     * @param subsession the stream within the slot, 0 for video
     * @param mstimestamp Unix time in milliseconds
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code subsession} is negative
     */
    public static BasicFrame of(int slot, int subsession, long mstimestamp, Codec codec, byte[] payload) {
        return of(slot, subsession, mstimestamp, codec.mediaType(), codec, payload);
    }

    /** {@link #of(int, int, long, Codec, byte[])}. */
    public static BasicFrame of(int slot, int subsession, Instant timestamp, Codec codec, byte[] payload) {
        return of(slot, subsession, timestamp.toEpochMilli(), codec, payload);
    }

    /** Like {@link #of(int, int, long, Codec, byte[])}, with a media type that may differ from the codec's own. */
    public static BasicFrame of(
            int slot, int subsession, long mstimestamp, MediaType mediaType, Codec codec, byte[] payload) {
        if (subsession < 0) {
            throw ValkkaException.badArgument(
                    "a frame's subsession is " + subsession + ": give 0 or more (0 is video)");
        }
        return new BasicFrame(
                slot,
                subsession,
                mstimestamp,
                Objects.requireNonNull(mediaType, "mediaType"),
                Objects.requireNonNull(codec, "codec"),
                Objects.requireNonNull(payload, "payload"),
                null,
                false);
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public int subsession() {
        return subsession;
    }

    @Override
    public long mstimestamp() {
        return mstimestamp;
    }

    public MediaType mediaType() {
        return mediaType;
    }

    public Codec codec() {
        return codec;
    }

    /** The encoded bytes, as a fresh read-only buffer: position 0, limit {@link #size()}. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }

    /**
     * Puts {@code length} bytes of the payload, from byte {@code from} of it on, at the position of {@code target}, without
     * making the buffer that {@link #payload()} does.
     *
     * @throws java.nio.BufferOverflowException when {@code target} has no room for them
     * @throws IndexOutOfBoundsException when the payload has no such bytes
     */
    public void copyTo(ByteBuffer target, int from, int length) {
        target.put(payload, from, length);
    }

    /** The first bytes of the payload in decimal, as dumps print them: {@code 0 0 0 1 103 100}. At most {@code n}. */
    public String firstBytes(int n) {
        StringBuilder text = new StringBuilder(4 * n);
        for (int i = 0; i < Math.min(n, payload.length); i++) {
            text.append(i == 0 ? "" : " ").append(payload[i] & 0xff);
        }
        return text.toString();
    }

    /** Length of the payload in bytes. */
    public int size() {
        return payload.length;
    }

    /** The NAL unit type of an H.264 or H.265 payload (for H.264: 7 SPS, 8 PPS, 5 IDR slice, 1 slice), else -1. */
    public int nalUnitType() {
        return codec.nalUnitType(payload.length, nalUnitHeader());
    }

    /**
     * Whether reading may start here (format.md, "seekable"): an SPS of H.264, a VPS of H.265, any frame of another codec.
     * For H.265 this departs from libValkka, which calls every frame of it seekable.
     */
    public boolean isSeekable() {
        return codec.isSeekable(payload.length, nalUnitHeader());
    }

    private byte nalUnitHeader() {
        return payload.length > Codec.START_CODE_LENGTH ? payload[Codec.START_CODE_LENGTH] : 0;
    }

    @Override
    public BasicFrame withSlot(int newSlot) {
        return newSlot == slot
                ? this
                : new BasicFrame(newSlot, subsession, mstimestamp, mediaType, codec, payload, senderTime, afterGap);
    }

    /** This frame at another time, in Unix milliseconds. */
    public BasicFrame withMstimestamp(long newMstimestamp) {
        return new BasicFrame(slot, subsession, newMstimestamp, mediaType, codec, payload, senderTime, afterGap);
    }

    /**
     * When the sender took it, by the sender's own clock, which is often wrong; empty where that is not known. A recording does not
     * keep it. libValkka has none.
     */
    public Optional<Instant> senderTime() {
        return Optional.ofNullable(senderTime);
    }

    /** This frame with what the sender's own clock says; {@code null} where that is not known. */
    public BasicFrame withSenderTime(Instant newSenderTime) {
        return Objects.equals(newSenderTime, senderTime)
                ? this
                : new BasicFrame(slot, subsession, mstimestamp, mediaType, codec, payload, newSenderTime, afterGap);
    }

    /**
     * Whether frames of its stream are known to be missing in front of it: a reader has passed over blocks. What decodes or writes
     * files waits for the next key frame then. A recording does not keep it. libValkka has none.
     */
    public boolean isAfterGap() {
        return afterGap;
    }

    /** This frame, with frames missing in front of it. */
    public BasicFrame withGapBefore() {
        return afterGap
                ? this
                : new BasicFrame(slot, subsession, mstimestamp, mediaType, codec, payload, senderTime, true);
    }

    /** This frame, with none missing in front of it. */
    public BasicFrame withoutGapBefore() {
        return afterGap
                ? new BasicFrame(slot, subsession, mstimestamp, mediaType, codec, payload, senderTime, false)
                : this;
    }

    /** Whether {@code other} is a frame with the same payload, byte for byte, and the same of all else. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BasicFrame frame
                && mstimestamp == frame.mstimestamp
                && slot == frame.slot
                && subsession == frame.subsession
                && afterGap == frame.afterGap
                && mediaType == frame.mediaType
                && codec.equals(frame.codec)
                && Objects.equals(senderTime, frame.senderTime)
                && Arrays.equals(payload, frame.payload);
    }

    @Override
    public int hashCode() {
        int hash = Objects.hash(slot, subsession, mstimestamp, codec.id(), payload.length);
        for (int i = 0; i < Math.min(HASHED, payload.length); i++) {
            hash = 31 * hash + payload[i];
        }
        return hash;
    }

    /** One line, in libValkka's form. */
    @Override
    public String toString() {
        String kind = switch (mediaType) {
            case VIDEO, AUDIO, UNKNOWN -> {
                int type = nalUnitType();
                yield type < 0 ? codec.label() : codec.label() + ": slice_type=" + type;
            }
            default -> mediaType.name().toLowerCase(Locale.ROOT);
        };
        return "<BasicFrame: timestamp=" + mstimestamp + " subsession_index=" + subsession + " slot=" + slot
                + " / payload size=" + payload.length + " / " + kind + ">";
    }
}
