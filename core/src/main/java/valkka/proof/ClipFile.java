package valkka.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * A clip with the bytes behind its media: the text of the proof, a hash of each piece of 2048 bytes
 * in front of that list, and a tail. A hash alone tells that something differs; the pieces tell
 * where. When one byte of a piece differs, trying all values at all places finds it.
 *
 * <pre>
 *  media | box of the container | text | hashes of the pieces | tail of 96 bytes
 *
 *  0                16           24           32           40        48     64             96
 *  +----------------+------------+------------+------------+---------+------+--------------+
 *  | jvalkka-proof1 | size of    | start of   | length of  | file    | 0    | SHA-256 of   |   big endian
 *  |                | the media  | the text   | the text   | size    |      | the list     |
 *  +----------------+------------+------------+------------+---------+------+--------------+
 * </pre>
 */
final class ClipFile implements Closeable {
    static final int PIECE = 2048;
    private static final byte[] MAGIC = "jvalkka-proof1\n\0".getBytes(US_ASCII);
    private static final int TAIL_LENGTH = 96;
    private static final int HASH_IN_TAIL = 64;
    /** The universally unique identifier of the mp4 box that holds a proof. */
    private static final byte[] BOX_ID = Hashes.bytes("3d1c8a6e52f04b7f9a0e6a76616c6b61");

    private static final int MP4_HEADER = 32;
    private static final int VOID = 0xec; // EBML's element for bytes that mean nothing
    private static final int VOID_HEADER = 9;
    private static final int MOST_TEXT = 1 << 30;
    private static final int VALUES_OF_A_BYTE = 256;

    private final Path path;
    private final FileChannel channel;

    private ClipFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static ClipFile openForAppending(Path clip) throws IOException {
        return new ClipFile(clip, FileChannel.open(clip, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    static ClipFile open(Path clip) throws IOException {
        if (!Files.isRegularFile(clip)) {
            throw new ValkkaException(Kind.NOT_FOUND, "there is no file " + clip);
        }
        return new ClipFile(clip, FileChannel.open(clip, StandardOpenOption.READ));
    }

    long size() throws IOException {
        return channel.size();
    }

    /** Returns SHA-256 of the first bytes, in hex. */
    String hash(long length) throws IOException {
        MessageDigest sha256 = Hashes.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        for (long at = 0; at < length; at += buffer.limit()) {
            read(buffer.clear().limit((int) Math.min(buffer.capacity(), length - at)), at);
            sha256.update(buffer.flip());
        }
        return Hashes.hex(sha256.digest());
    }

    /** Puts a proof behind the media, in a box that players skip. */
    void append(byte[] text) throws IOException {
        long media = size();
        boolean matroska = isMatroska();
        int header = matroska ? VOID_HEADER : MP4_HEADER;
        long pieces = (media + header + text.length + PIECE - 1) / PIECE;
        long content = text.length + pieces * Hashes.LENGTH + TAIL_LENGTH;
        ByteBuffer front = ByteBuffer.allocate(header);
        if (matroska) {
            front.put((byte) VOID).putLong(content | 1L << 56); // a size in 7 bytes
        } else {
            front.putInt(1)
                    .put("uuid".getBytes(US_ASCII))
                    .putLong(header + content)
                    .put(BOX_ID);
        }
        write(front.flip(), media);
        write(ByteBuffer.wrap(text), media + header);
        byte[] list = pieceHashes(media + header + text.length);
        write(ByteBuffer.wrap(list), media + header + text.length);
        ByteBuffer tail = ByteBuffer.allocate(TAIL_LENGTH).put(MAGIC);
        tail.putLong(media).putLong(media + header).putLong(text.length).putLong(media + header + content);
        tail.position(HASH_IN_TAIL).put(Hashes.sha256().digest(list));
        write(tail.flip(), media + header + text.length + list.length);
    }

    private boolean isMatroska() throws IOException {
        ByteBuffer start = ByteBuffer.allocate(Integer.BYTES);
        read(start, 0);
        return start.getInt(0) == 0x1a45dfa3; // EBML
    }

    private byte[] pieceHashes(long length) throws IOException {
        ByteBuffer hashes = ByteBuffer.allocate(Math.toIntExact((length + PIECE - 1) / PIECE * Hashes.LENGTH));
        MessageDigest sha256 = Hashes.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(256 * PIECE);
        for (long at = 0; at < length; at += buffer.limit()) {
            read(buffer.clear().limit((int) Math.min(buffer.capacity(), length - at)), at);
            for (int from = 0; from < buffer.limit(); from += PIECE) {
                sha256.update(buffer.array(), from, Math.min(PIECE, buffer.limit() - from));
                hashes.put(sha256.digest());
            }
        }
        return hashes.array();
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private void read(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int read = channel.read(target, at);
            if (read < 0) {
                throw new EOFException(path + " ends at byte " + at);
            }
            at += read;
        }
    }

    /** The places that the tail names. */
    private record Tail(long textStart, int textLength, long listStart, int listLength, byte[] listHash) {}

    private Tail tail() throws IOException {
        long size = size();
        ByteBuffer tail = ByteBuffer.allocate(TAIL_LENGTH);
        if (size >= TAIL_LENGTH) {
            read(tail, size - TAIL_LENGTH);
        }
        long textStart = tail.getLong(24);
        long textLength = tail.getLong(32);
        long listStart = textStart + textLength;
        long listLength = size - TAIL_LENGTH - listStart;
        if (!Arrays.equals(MAGIC, Arrays.copyOf(tail.array(), MAGIC.length))) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    path + " carries no proof at its end: it was exported without one, or cut, or its last bytes were"
                            + " changed");
        }
        if (textStart < 0
                || textLength < 0
                || textLength > MOST_TEXT
                || tail.getLong(40) != size
                || listLength != (listStart + PIECE - 1) / PIECE * Hashes.LENGTH) {
            throw new ValkkaException(
                    Kind.CORRUPT,
                    path + ": its last " + TAIL_LENGTH + " bytes, from byte " + (size - TAIL_LENGTH)
                            + " on, do not fit the clip: it was changed there, or in its length");
        }
        byte[] hash = Arrays.copyOfRange(tail.array(), HASH_IN_TAIL, TAIL_LENGTH);
        return new Tail(textStart, (int) textLength, listStart, (int) listLength, hash);
    }

    byte[] text() throws IOException {
        Tail tail = tail();
        ByteBuffer text = ByteBuffer.allocate(tail.textLength());
        read(text, tail.textStart());
        return text.array();
    }

    Optional<ByteDifference> firstDifference() throws IOException {
        Tail tail = tail();
        byte[] is = pieceHashes(tail.listStart());
        ByteBuffer list = ByteBuffer.allocate(tail.listLength());
        read(list, tail.listStart());
        byte[] was = list.array();
        int differs = Arrays.mismatch(is, was);
        boolean listIsSound = Arrays.equals(Hashes.sha256().digest(was), tail.listHash());
        if (differs >= 0 && !listIsSound && Arrays.equals(Hashes.sha256().digest(is), tail.listHash())) {
            // The list itself was changed, and the bytes that it is about were not.
            return Optional.of(known(tail.listStart() + differs, is[differs], was[differs]));
        }
        if (differs >= 0) {
            int piece = differs / Hashes.LENGTH;
            long from = (long) piece * PIECE;
            byte[] hash = Arrays.copyOfRange(was, piece * Hashes.LENGTH, (piece + 1) * Hashes.LENGTH);
            return Optional.of(inPiece(from, (int) Math.min(PIECE, tail.listStart() - from), hash));
        }
        if (!listIsSound) {
            int at = Arrays.mismatch(Hashes.sha256().digest(is), tail.listHash());
            long place = size() - TAIL_LENGTH + HASH_IN_TAIL + at;
            return Optional.of(known(place, Hashes.sha256().digest(is)[at], tail.listHash()[at]));
        }
        return Optional.empty();
    }

    private static ByteDifference known(long at, byte was, byte is) {
        return new ByteDifference(at, at, was & 0xff, is & 0xff);
    }

    private ByteDifference inPiece(long from, int length, byte[] hash) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        read(bytes, from);
        byte[] piece = bytes.array();
        MessageDigest front = Hashes.sha256(); // of the bytes in front of byte i
        for (int i = 0; i < length; i++) {
            for (int value = 0; value < VALUES_OF_A_BYTE; value++) {
                MessageDigest sha256 = Hashes.copyOf(front);
                sha256.update((byte) value);
                sha256.update(piece, i + 1, length - i - 1);
                if (Arrays.equals(sha256.digest(), hash)) {
                    return known(from + i, (byte) value, piece[i]);
                }
            }
            front.update(piece[i]);
        }
        return new ByteDifference(from, from + length - 1, -1, -1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
