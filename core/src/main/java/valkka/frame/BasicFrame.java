package valkka.frame;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of encoded media. For H.264 and H.265 it holds one NAL unit behind the start code
 * {@code 00 00 00 01}; for audio it holds one packet. libValkka: {@code BasicFrame}.
 */
public final class BasicFrame implements Frame {
    /**
     * The number of payload bytes that enter the hash. More bytes take time and hardly tell more
     * frames apart.
     */
    private static final int HASHED = 64;

    private final int slot;
    private final int subsession;
    private final long mstimestamp;
    private final MediaType mediaType;
    private final Codec codec;
    private final byte[] payload;
    private final @Nullable Instant senderTime; // null where the time is not known
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
     * Returns a frame around {@code payload}. The array is not copied: do not change it afterwards.
     *
     * @param slot the stream's number in the filtergraph
     * @param subsession the stream within the slot, 0 for video
     * @param mstimestamp Unix time in milliseconds
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code subsession} is negative
     */
    public static BasicFrame of(int slot, int subsession, long mstimestamp, Codec codec, byte[] payload) {
        return of(slot, subsession, mstimestamp, codec.mediaType(), codec, payload);
    }

    /**
     * Returns a frame around {@code payload}, as {@link #of(int, int, long, Codec, byte[])} does.
     */
    public static BasicFrame of(int slot, int subsession, Instant timestamp, Codec codec, byte[] payload) {
        return of(slot, subsession, timestamp.toEpochMilli(), codec, payload);
    }

    /**
     * Returns a frame around {@code payload}, with a media type that may differ from the codec's
     * own. See {@link #of(int, int, long, Codec, byte[])}.
     */
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

    /** Returns the kind of media that the payload encodes. */
    public MediaType mediaType() {
        return mediaType;
    }

    /** Returns the codec of the payload. */
    public Codec codec() {
        return codec;
    }

    /** Returns the encoded bytes as a fresh read-only buffer: position 0, limit {@link #size()}. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }

    /**
     * Copies {@code length} bytes of the payload to the position of {@code target}, starting at
     * byte {@code from} of the payload. Saves the buffer that {@link #payload()} makes.
     *
     * @throws java.nio.BufferOverflowException when {@code target} has no room for the bytes
     * @throws IndexOutOfBoundsException when the payload has no such bytes
     */
    public void copyTo(ByteBuffer target, int from, int length) {
        target.put(payload, from, length);
    }

    /**
     * Returns the first bytes of the payload, at most {@code n}, in decimal as dumps print them:
     * {@code 0 0 0 1 103 100}.
     */
    public String firstBytes(int n) {
        StringBuilder text = new StringBuilder(4 * n);
        for (int i = 0; i < Math.min(n, payload.length); i++) {
            text.append(i == 0 ? "" : " ").append(payload[i] & 0xff);
        }
        return text.toString();
    }

    /** Returns the length of the payload in bytes. */
    public int size() {
        return payload.length;
    }

    /**
     * Returns the NAL unit type of an H.264 or H.265 payload, else -1. H.264 has 7 for an SPS, 8
     * for a PPS, 5 for an IDR slice and 1 for another slice.
     */
    public int nalUnitType() {
        return codec.nalUnitType(payload.length, nalUnitHeader());
    }

    /**
     * Returns whether reading may start at this frame (format.md, "dumpfile": seekable). Reading
     * may start at an SPS of H.264, at a VPS of H.265, and at any frame of another codec. libValkka
     * differs: it calls every H.265 frame seekable.
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

    /** Returns this frame at another time, in Unix milliseconds. */
    public BasicFrame withMstimestamp(long newMstimestamp) {
        return new BasicFrame(slot, subsession, newMstimestamp, mediaType, codec, payload, senderTime, afterGap);
    }

    /**
     * Returns when the sender took this frame, by the sender's own clock, which is often wrong. The
     * result is empty where the sender's time is not known. A recording does not keep the sender's
     * time. libValkka has no such time.
     */
    public Optional<Instant> senderTime() {
        return Optional.ofNullable(senderTime);
    }

    /** Returns this frame with another sender's time; {@code null} where the time is not known. */
    public BasicFrame withSenderTime(@Nullable Instant newSenderTime) {
        return Objects.equals(newSenderTime, senderTime)
                ? this
                : new BasicFrame(slot, subsession, mstimestamp, mediaType, codec, payload, newSenderTime, afterGap);
    }

    /**
     * Returns whether earlier frames of the stream are known to be missing, because a reader passed
     * over blocks. Decoders and file writers then wait for the next key frame. A recording does not
     * keep this mark. libValkka has no such mark.
     */
    public boolean isAfterGap() {
        return afterGap;
    }

    /** Returns this frame with the mark that frames are missing in front of it. */
    public BasicFrame withGapBefore() {
        return afterGap
                ? this
                : new BasicFrame(slot, subsession, mstimestamp, mediaType, codec, payload, senderTime, true);
    }

    /** Returns this frame without the mark that frames are missing in front of it. */
    public BasicFrame withoutGapBefore() {
        return afterGap
                ? new BasicFrame(slot, subsession, mstimestamp, mediaType, codec, payload, senderTime, false)
                : this;
    }

    /**
     * Returns whether {@code other} is a frame with the same payload, byte for byte, and the same
     * values in all other fields.
     */
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

    /** Returns one line in libValkka's form. */
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
