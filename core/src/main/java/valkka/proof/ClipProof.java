package valkka.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * The proof that a clip carries behind its last byte: the links of the blocks that it is made of,
 * the digests of all their records, a hash of the clip itself, and a signature of all that. Players
 * skip it. {@code docs/reference/proof.md} has each byte.
 *
 * @param recording the identity of the recording, in hex
 * @param id the stream that the clip shows
 * @param range from the first to the last picture of the clip, Unix ms
 * @param media how many bytes the clip has in front of its proof
 * @param blocks the blocks that the range touches, in the order of writing
 * @param signer the public key that has signed the proof, X.509 in base64; {@code null} for none
 * @param isSignatureSound whether the signature is that of the signer; false without one
 */
public record ClipProof(
        String recording,
        long id,
        TimeRange range,
        long media,
        List<ProvenBlock> blocks,
        @Nullable String signer,
        boolean isSignatureSound) {
    /** Makes a proof, with a copy of the list. */
    public ClipProof {
        blocks = List.copyOf(blocks);
    }

    /**
     * A block, and the digests of its records.
     *
     * @param number of the block
     * @param entry its link; {@code null} for a block that had none when the clip was made
     */
    public record ProvenBlock(int number, @Nullable ProofEntry entry, List<ProvenRecord> records) {
        /** Makes a block, with a copy of the list. */
        public ProvenBlock {
            records = List.copyOf(records);
        }

        /** Returns whether the records give the hash that the link has, and the link is sound. */
        public boolean isProven() {
            return entry != null
                    && entry.block() == number
                    && entry.isSound()
                    && Hashes.ofBlock(records.stream().map(ProvenRecord::digest).toList())
                            .equals(entry.blockHash());
        }
    }

    /**
     * A record of a block.
     *
     * @param prefix the bytes of its payload that a file has not: a start code, or the ADTS header
     *     of AAC; in hex
     */
    public record ProvenRecord(RecordDigest digest, String prefix) {
        /** Returns whether bytes as a file has them are the payload of this record. */
        public boolean is(byte[] bytes) {
            byte[] front = Hashes.bytes(prefix);
            if (front.length + (long) bytes.length != digest.length()) {
                return false;
            }
            MessageDigest sha256 = Hashes.sha256();
            sha256.update(front);
            sha256.update(bytes);
            return Hashes.hex(sha256.digest()).equals(digest.payloadHash());
        }
    }

    /**
     * Puts a proof behind a clip that has been written.
     *
     * @param clip the file
     * @param range from the first to the last picture of the clip, Unix ms
     * @param key signs the proof; {@code null} for none: whoever changes the clip can then change
     *     the proof too
     * @return what the proof lacks, a line each
     * @throws ValkkaException {@code NOT_FOUND} when the recording has no proof, {@code IO} or
     *     {@code FULL} when the clip cannot be written
     */
    public static List<String> append(Path clip, ValkkaFS fs, long id, TimeRange range, @Nullable SigningKey key) {
        Objects.requireNonNull(clip, "clip");
        RecordingProof proof = RecordingProof.of(fs);
        List<String> lacks = new ArrayList<>();
        List<ProvenBlock> blocks = new ArrayList<>();
        for (Block block : fs.blocks(range)) {
            try {
                ProvenBlock proven = new ProvenBlock(
                        block.number(), proof.entry(block).orElse(null), records(fs.readBlock(block.number())));
                blocks.add(proven);
                if (proven.entry() == null) {
                    lacks.add("the clip's frames of " + block + " are not proven: the block has no link in the chain"
                            + (block.state() == Block.State.OPEN ? " before it is closed" : ""));
                } else if (!proven.isProven()) {
                    lacks.add("the frames of " + block + " are not those that were recorded");
                }
            } catch (ValkkaException e) {
                if (e.kind() != Kind.GONE) {
                    throw e;
                }
                lacks.add("the clip's frames of " + block + " are not proven: it was overwritten meanwhile");
            }
        }
        try (ClipFile file = ClipFile.openForAppending(clip)) {
            long media = file.size();
            String text = text(proof.recording(), id, range, media, file.hash(media), blocks, key);
            file.append(text.getBytes(US_ASCII));
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "adding the proof to " + clip + " failed: " + e, e);
        }
        return lacks;
    }

    private static List<ProvenRecord> records(List<RecordedFrame> frames) {
        List<ProvenRecord> records = new ArrayList<>();
        MessageDigest sha256 = Hashes.sha256();
        for (RecordedFrame frame : frames) {
            records.add(new ProvenRecord(RecordDigest.of(frame, sha256), prefix(frame.frame())));
        }
        return records;
    }

    private static String prefix(BasicFrame frame) {
        ByteBuffer payload = frame.payload();
        int length = 0;
        if (frame.codec().equals(Codec.AAC) && payload.remaining() > 1 && (payload.get(0) & 0xff) == 0xff) {
            boolean hasCrc = (payload.get(1) & 1) == 0;
            length = hasCrc ? 9 : 7; // of ADTS
        } else if (frame.mediaType() == MediaType.VIDEO) {
            while (length < payload.remaining() && payload.get(length) == 0) {
                length++;
            }
            length++; // the 01 of the start code
        }
        byte[] prefix = new byte[Math.min(length, payload.remaining())];
        payload.get(prefix);
        return Hashes.hex(prefix);
    }

    private static String text(
            String recording,
            long id,
            TimeRange range,
            long media,
            String hash,
            List<ProvenBlock> blocks,
            @Nullable SigningKey key) {
        StringBuilder text = new StringBuilder();
        text.append("recording ").append(recording).append('\n');
        text.append("stream ").append(id).append('\n');
        text.append("range ")
                .append(range.from())
                .append(' ')
                .append(range.to())
                .append('\n');
        text.append("clip ").append(media).append(' ').append(hash).append('\n');
        for (ProvenBlock block : blocks) {
            text.append("block ").append(block.number()).append(' ');
            text.append(block.entry() == null ? "-" : block.entry()).append('\n');
            for (ProvenRecord record : block.records()) {
                text.append("record ").append(record.digest()).append(' ');
                text.append(record.prefix().isEmpty() ? "-" : record.prefix()).append('\n');
            }
        }
        if (key != null) {
            text.append("signer ").append(key.publicKey()).append('\n');
            String signature = key.sign(text.toString().getBytes(US_ASCII));
            text.append("signature ").append(signature).append('\n');
        }
        return text.toString();
    }

    /**
     * Reads the proof of a clip.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such file, or when it has no proof;
     *     {@code CORRUPT} when the proof cannot be read; {@code IO} when the disk fails
     */
    public static ClipProof read(Path clip) {
        try (ClipFile file = ClipFile.open(clip)) {
            return parse(clip, file);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "reading " + clip + " failed: " + e, e);
        }
    }

    /**
     * Returns what of the clip's bytes is not as it was when the proof was made; empty when each
     * byte is.
     *
     * @throws ValkkaException as {@link #read}
     */
    public static Optional<ByteDifference> firstDifference(Path clip) {
        try (ClipFile file = ClipFile.open(clip)) {
            return file.firstDifference();
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "reading " + clip + " failed: " + e, e);
        }
    }

    private static ClipProof parse(Path clip, ClipFile file) throws IOException {
        try {
            return new Parser(file.text()).parse(file);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new ValkkaException(
                    Kind.CORRUPT,
                    "the proof of " + clip + " cannot be read: " + e.getMessage() + "; it was changed",
                    e);
        }
    }

    private static final class Parser {
        private final String text;
        private final List<ProvenBlock> blocks = new ArrayList<>();
        private final List<ProvenRecord> records = new ArrayList<>();
        private String recording = "";
        private long id;
        private TimeRange range = TimeRange.EMPTY;
        private long media = -1;
        private String hash = "";
        private int block = -1;
        private @Nullable ProofEntry entry;
        private @Nullable String signer;
        private boolean sound;

        Parser(byte[] text) {
            this.text = new String(text, US_ASCII);
        }

        ClipProof parse(ClipFile file) throws IOException {
            for (int from = 0; from < text.length(); ) {
                int end = text.indexOf('\n', from);
                if (end < 0) {
                    throw new IllegalArgumentException("its last line has no end");
                }
                line(from, text.substring(from, end).split(" ", -1));
                from = end + 1;
            }
            endBlock();
            // What is signed is the hash of the clip: without the right one nothing is.
            sound &= media >= 0 && media <= file.size() && hash.equals(file.hash(media));
            return new ClipProof(recording, id, range, media, blocks, signer, sound);
        }

        private void line(int from, String[] words) {
            switch (words[0]) {
                case "recording" -> recording = words[1];
                case "stream" -> id = Long.parseLong(words[1]);
                case "range" -> range = new TimeRange(Long.parseLong(words[1]), Long.parseLong(words[2]));
                case "clip" -> {
                    media = Long.parseLong(words[1]);
                    hash = Hashes.checked(words[2]);
                }
                case "block" -> {
                    endBlock();
                    block = Integer.parseInt(words[1]);
                    entry = words[2].equals("-") ? null : ProofEntry.parse(words, 2);
                }
                case "record" -> {
                    String prefix = words[8].equals("-") ? "" : words[8];
                    Hashes.bytes(prefix);
                    records.add(new ProvenRecord(RecordDigest.parse(words, 1), prefix));
                }
                case "signer" -> signer = words[1];
                case "signature" ->
                    sound = signer != null
                            && SigningKey.isSigned(
                                    signer, text.substring(0, from).getBytes(US_ASCII), words[1]);
                default -> throw new IllegalArgumentException("a line begins with " + words[0]);
            }
        }

        private void endBlock() {
            if (block >= 0) {
                blocks.add(new ProvenBlock(block, entry, records));
            }
            records.clear();
            block = -1;
            entry = null;
        }
    }

    /** Returns what in the chain of its blocks does not fit, a line each. */
    public List<String> chainFindings() {
        List<String> findings = new ArrayList<>();
        ProofEntry before = null;
        for (ProvenBlock block : blocks) {
            ProofEntry entry = block.entry();
            if (entry == null) {
                continue;
            }
            if (!block.isProven()) {
                findings.add("block " + block.number() + ": its records do not give the hash of its link");
            }
            if (before != null
                    && entry.sequence() == before.sequence() + 1
                    && !entry.previous().equals(before.chain())) {
                findings.add("block " + block.number() + ": its link does not follow the link in front of it");
            }
            before = entry;
        }
        return findings;
    }
}
