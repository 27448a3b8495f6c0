package valkka.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaFS;

/**
 * The file of a recording's proof: a head of 64 bytes, and room for one {@link ProofEntry} for each
 * block. A half-written entry is none: its chain hash does not fit.
 *
 * <pre>
 *  0          8         12        16         32         64
 *  +----------+---------+---------+----------+----------+
 *  | JVPROOF1 | blocks  | 0       | identity | 0        |   identity: 16 random bytes
 *  +----------+---------+---------+----------+----------+
 * </pre>
 */
final class ProofFile {
    static final String NAME = "valkkafs.proof";
    private static final long MAGIC = 0x31464f4f5250564aL; // "JVPROOF1", little endian
    private static final int HEAD_LENGTH = 64;
    private static final int IDENTITY = 16;
    private static final int IDENTITY_LENGTH = 16;

    private final Disk disk;
    private final Path path;
    private final int blocks;
    private final byte[] head = new byte[HEAD_LENGTH];

    private ProofFile(ValkkaFS fs) {
        this.disk = fs.disk();
        this.path = fs.directory().resolve(NAME);
        this.blocks = fs.getPars().nBlocks();
    }

    /**
     * Opens the proof of a recording.
     *
     * @throws ValkkaException {@code NOT_FOUND} when it has none, {@code CORRUPT} when the file is
     *     something else, {@code IO} when the disk fails
     */
    static ProofFile open(ValkkaFS fs) {
        ProofFile file = new ProofFile(fs);
        try (DiskFile opened = file.disk.openForReading(file.path)) {
            if (!opened.readFully(ByteBuffer.wrap(file.head), 0) || !file.isHeadSound()) {
                throw new ValkkaException(
                        Kind.CORRUPT,
                        file.path + " is no proof of this recording of " + file.blocks
                                + " blocks: move it away, and a new one begins with the next recording");
            }
            return file;
        } catch (java.nio.file.NoSuchFileException e) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    fs.directory() + " has no proof: one is made while recording, by record --proof or"
                            + " RecordingProof.follow(fs), and afterwards by RecordingProof.makeNow(fs)",
                    e);
        } catch (IOException e) {
            throw failed("reading", file.path, e);
        }
    }

    /** Opens the proof of a recording, and makes one when there is none. */
    static ProofFile openOrCreate(ValkkaFS fs) {
        ProofFile file = new ProofFile(fs);
        try {
            file.disk.create(file.path, HEAD_LENGTH + (long) ProofEntry.LENGTH * file.blocks);
        } catch (FileAlreadyExistsException e) {
            return open(fs);
        } catch (IOException e) {
            throw failed("creating", file.path, e);
        }
        byte[] identity = new byte[IDENTITY_LENGTH];
        new SecureRandom().nextBytes(identity);
        ByteBuffer.wrap(file.head)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC)
                .putInt(file.blocks)
                .putInt(0)
                .put(identity);
        file.write(ByteBuffer.wrap(file.head), 0);
        return file;
    }

    private boolean isHeadSound() {
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        return fields.getLong() == MAGIC && fields.getInt() == blocks;
    }

    private static ValkkaException failed(String doing, Path path, IOException e) {
        return new ValkkaException(Kind.IO, doing + " the proof " + path + " failed: " + e, e);
    }

    Path path() {
        return path;
    }

    /** Returns the identity of the recording, in hex. */
    String recording() {
        return Hashes.hex(java.util.Arrays.copyOfRange(head, IDENTITY, IDENTITY + IDENTITY_LENGTH));
    }

    /** Returns what the first link has as the link in front of it. */
    String beginning() {
        return Hashes.hex(Hashes.sha256().digest(head));
    }

    /** Returns the links that are there, in their order. */
    List<ProofEntry> entries() {
        ByteBuffer all = ByteBuffer.allocate(ProofEntry.LENGTH * blocks);
        try (DiskFile opened = disk.openForReading(path)) {
            opened.readFully(all, HEAD_LENGTH);
        } catch (IOException e) {
            throw failed("reading", path, e);
        }
        List<ProofEntry> found = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            int number = block;
            ProofEntry.read(all.position(ProofEntry.LENGTH * block))
                    .filter(entry -> entry.block() == number)
                    .ifPresent(found::add);
        }
        found.sort(Comparator.comparingLong(ProofEntry::sequence));
        return found;
    }

    void put(ProofEntry entry) {
        write(entry.toBytes(), HEAD_LENGTH + (long) ProofEntry.LENGTH * entry.block());
    }

    private void write(ByteBuffer bytes, long position) {
        try (DiskFile opened = disk.openForWriting(path)) {
            opened.write(bytes, position);
        } catch (IOException e) {
            throw failed("writing", path, e);
        }
    }
}
