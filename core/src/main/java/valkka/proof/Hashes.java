package valkka.proof;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256, and the hash of a block. */
final class Hashes {
    static final int LENGTH = 32;

    private Hashes() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each Java platform has SHA-256", e);
        }
    }

    /** Returns a digest that has taken the same bytes. */
    static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("Java's own SHA-256 can be copied", e);
        }
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** Returns the text of a hash when it is one. */
    static String checked(String hex) {
        if (bytes(hex).length != LENGTH) {
            throw new IllegalArgumentException("no SHA-256: " + hex);
        }
        return hex;
    }

    /** Returns the hash of a block, over its records in file order. */
    static String ofBlock(List<RecordDigest> records) {
        MessageDigest block = sha256();
        records.forEach(record -> record.addTo(block));
        return hex(block.digest());
    }
}
