package valkka.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import valkka.fs.Block;

/**
 * A link of the chain: what a closed block held, and the link in front of it. Nobody can change an
 * earlier block and keep the later links.
 *
 * <pre>
 *  0          8       12      16     24     32        36      40           72         104     136
 *  +----------+-------+-------+------+------+---------+-------+------------+----------+-------+
 *  | sequence | block | flags | key  | last | records | 0     | block hash | previous | chain |
 *  +----------+-------+-------+------+------+---------+-------+------------+----------+-------+
 * </pre>
 *
 * @param sequence 1 for the first block that was ever closed, then 2 and so on
 * @param block the number of the block
 * @param late whether the block was hashed after a restart, and not at its close
 * @param key as the block's row has it
 * @param last as the block's row has it
 * @param records how many records it held
 * @param blockHash SHA-256 over its records, in hex
 * @param previous the chain hash of the link in front; that of the file's head for the first
 * @param chain SHA-256 over all the other fields, in hex
 */
public record ProofEntry(
        long sequence,
        int block,
        boolean late,
        long key,
        long last,
        int records,
        String blockHash,
        String previous,
        String chain) {
    static final int LENGTH = 136;

    /** Makes a link, and computes its chain hash. */
    static ProofEntry of(
            long sequence, int block, boolean late, long key, long last, int records, String hash, String previous) {
        ProofEntry open = new ProofEntry(sequence, block, late, key, last, records, hash, previous, "");
        return new ProofEntry(sequence, block, late, key, last, records, hash, previous, open.computeChain());
    }

    private String computeChain() {
        ByteBuffer bytes = allocate();
        putFields(bytes);
        var sha256 = Hashes.sha256();
        sha256.update(bytes.flip());
        return Hashes.hex(sha256.digest());
    }

    private static ByteBuffer allocate() {
        return ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void putFields(ByteBuffer target) {
        target.putLong(sequence).putInt(block).putInt(late ? 1 : 0);
        target.putLong(key).putLong(last).putInt(records).putInt(0);
        target.put(Hashes.bytes(blockHash)).put(Hashes.bytes(previous));
    }

    ByteBuffer toBytes() {
        ByteBuffer bytes = allocate();
        putFields(bytes);
        bytes.put(Hashes.bytes(chain));
        return bytes.flip();
    }

    /** Returns the link in these bytes; empty for none, or for half a one. */
    static Optional<ProofEntry> read(ByteBuffer source) {
        ByteBuffer bytes = source.slice(source.position(), LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        long sequence = bytes.getLong();
        int block = bytes.getInt();
        int flags = bytes.getInt();
        long key = bytes.getLong();
        long last = bytes.getLong();
        int records = bytes.getInt();
        bytes.getInt();
        ProofEntry entry = of(sequence, block, flags == 1, key, last, records, hash(bytes), hash(bytes));
        return sequence > 0 && entry.chain.equals(hash(bytes)) ? Optional.of(entry) : Optional.empty();
    }

    private static String hash(ByteBuffer source) {
        byte[] hash = new byte[Hashes.LENGTH];
        source.get(hash);
        return Hashes.hex(hash);
    }

    /** Returns whether the row of the block is still that of this link. */
    boolean isOf(Block now) {
        return now.number() == block && now.key() == key && now.last() == last;
    }

    /** Returns whether this link is what its fields give. */
    public boolean isSound() {
        return chain.equals(computeChain());
    }

    /** Returns the fields in their order, with a blank between. */
    @Override
    public String toString() {
        return sequence + " " + block + " " + late + " " + key + " " + last + " " + records + " " + blockHash + " "
                + previous + " " + chain;
    }

    /** Reads what {@link #toString()} has written, from the words {@code from} on. */
    static ProofEntry parse(String[] words, int from) {
        return new ProofEntry(
                Long.parseLong(words[from]),
                Integer.parseInt(words[from + 1]),
                Boolean.parseBoolean(words[from + 2]),
                Long.parseLong(words[from + 3]),
                Long.parseLong(words[from + 4]),
                Integer.parseInt(words[from + 5]),
                Hashes.checked(words[from + 6]),
                Hashes.checked(words[from + 7]),
                Hashes.checked(words[from + 8]));
    }

    /** Returns what a signature of the chain's head signs. */
    byte[] signed(String recording) {
        return ("jvalkka chain " + recording + " " + sequence + " " + chain).getBytes(US_ASCII);
    }
}
