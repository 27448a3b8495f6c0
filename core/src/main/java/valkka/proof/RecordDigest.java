package valkka.proof;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import valkka.frame.BasicFrame;
import valkka.fs.RecordedFrame;

/**
 * A frame record without its payload: the fields of its header, and a hash of the payload. The
 * digests of all records of a block give the block's hash, so a proof of one record needs no
 * payload of another.
 *
 * @param id the stream's
 * @param mstimestamp Unix ms
 * @param mediaType as the record has it
 * @param codec as the record has it
 * @param length of the payload, in bytes
 * @param payloadHash SHA-256 of the payload, in hex
 */
public record RecordDigest(
        long id, int subsession, long mstimestamp, int mediaType, int codec, long length, String payloadHash) {
    static final int HEADER_LENGTH = 36;

    static RecordDigest of(RecordedFrame recorded, MessageDigest sha256) {
        BasicFrame frame = recorded.frame();
        sha256.update(frame.payload());
        return new RecordDigest(
                recorded.id(),
                frame.subsession(),
                frame.mstimestamp(),
                frame.mediaType().id(),
                frame.codec().id(),
                frame.size(),
                HexFormat.of().formatHex(sha256.digest()));
    }

    /** Adds this record to the hash of its block: its header as the dumpfile has it, and the payload's hash. */
    void addTo(MessageDigest block) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        put(header, id, subsession, mstimestamp, mediaType, codec, length);
        block.update(header.flip());
        block.update(HexFormat.of().parseHex(payloadHash));
    }

    static void put(
            ByteBuffer header, long id, int subsession, long mstimestamp, int mediaType, int codec, long length) {
        header.putLong(id).putInt(subsession).putLong(mstimestamp);
        header.putInt(mediaType).putInt(codec).putLong(length);
    }

    /** Returns the fields in their order, with a blank between. */
    @Override
    public String toString() {
        return id + " " + subsession + " " + mstimestamp + " " + mediaType + " " + codec + " " + length + " "
                + payloadHash;
    }

    /** Reads what {@link #toString()} has written, from the words {@code from} on. */
    static RecordDigest parse(String[] words, int from) {
        return new RecordDigest(
                Long.parseLong(words[from]),
                Integer.parseInt(words[from + 1]),
                Long.parseLong(words[from + 2]),
                Integer.parseInt(words[from + 3]),
                Integer.parseInt(words[from + 4]),
                Long.parseLong(words[from + 5]),
                Hashes.checked(words[from + 6]));
    }
}
