package valkka.proof;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.fs.RecordVisitor;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * The hash of a block, and the number of its records. Hashing from the file, without a copy of the
 * frames, takes little more time than SHA-256 itself.
 */
record BlockHash(String hash, int records) {
    /**
     * Hashes a block, closed or open.
     *
     * @throws valkka.frame.ValkkaException {@code GONE} when it was overwritten meanwhile,
     *     {@code IO} when the disk fails
     */
    static BlockHash of(ValkkaFS fs, int block) {
        Hashing hashing = new Hashing();
        return new ValkkaFSTool(fs).visit(block, hashing) ? hashing.result() : carefully(fs, block);
    }

    /** Does the same, and notices a lap that was written meanwhile by a clock that stood still. */
    static BlockHash carefully(ValkkaFS fs, int block) {
        MessageDigest sha256 = Hashes.sha256();
        List<RecordedFrame> frames = fs.readBlock(block);
        return new BlockHash(
                Hashes.ofBlock(frames.stream()
                        .map(frame -> RecordDigest.of(frame, sha256))
                        .toList()),
                frames.size());
    }

    private static final class Hashing implements RecordVisitor {
        private final MessageDigest block = Hashes.sha256();
        private final MessageDigest payload = Hashes.sha256();
        private final ByteBuffer header =
                ByteBuffer.allocate(RecordDigest.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        private int records;

        @Override
        public void header(long id, int subsession, long mstimestamp, MediaType mediaType, Codec codec, int length) {
            endRecord();
            header.clear();
            RecordDigest.put(header, id, subsession, mstimestamp, mediaType.id(), codec.id(), length);
            block.update(header.flip());
            records++;
        }

        @Override
        public void payload(ByteBuffer bytes) {
            payload.update(bytes);
        }

        private void endRecord() {
            if (records > 0) {
                block.update(payload.digest());
            }
        }

        BlockHash result() {
            endRecord();
            return new BlockHash(Hashes.hex(block.digest()), records);
        }
    }
}
