package valkka.proof;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.ValkkaFS;

/**
 * The proof of a recording: a chain of hashes over its closed blocks, in the file
 * {@code valkkafs.proof} beside the recording. Whoever changes a block afterwards must change all
 * later links of the chain too; a signature of the chain's head, kept elsewhere, shows that.
 *
 * <pre>{@code
 * ProofRecorder recorder = RecordingProof.follow(fs); // while a writer records
 * recorder.stop();                                    // after the writer
 * RecordingProof proof = RecordingProof.of(fs);
 * System.out.println(proof.check());                  // is each block as it was?
 * RecordingProof.Signed head = proof.sign(SigningKey.generate());
 * }</pre>
 */
public final class RecordingProof {
    private final ValkkaFS fs;
    private final ProofFile file;

    private RecordingProof(ValkkaFS fs, ProofFile file) {
        this.fs = fs;
        this.file = file;
    }

    /**
     * Returns the proof of a recording.
     *
     * @throws ValkkaException {@code NOT_FOUND} when it has none, {@code CORRUPT} when its file is
     *     of another recording, {@code IO} when the disk fails
     */
    public static RecordingProof of(ValkkaFS fs) {
        Objects.requireNonNull(fs, "fs");
        return new RecordingProof(fs, ProofFile.open(fs));
    }

    /**
     * Starts a thread that hashes each block when a writer of this process closes it, until the
     * thread is stopped: after the writer, so that the last block has its link too. Blocks that
     * were closed earlier are hashed now.
     *
     * @throws ValkkaException as {@link #of}; {@code FULL} or {@code IO} when the file cannot be
     *     made
     */
    public static ProofRecorder follow(ValkkaFS fs) {
        Objects.requireNonNull(fs, "fs");
        ProofRecorder recorder = new ProofRecorder(fs, ProofFile.openOrCreate(fs));
        recorder.start();
        return recorder;
    }

    /**
     * Hashes all blocks that have no link yet, for a recording that was made without a proof. The
     * links say that they are late.
     *
     * @return what was done
     * @throws ValkkaException as {@link #follow}; {@code CLOSED} when the thread is interrupted
     */
    public static ProofRecorder.Stats makeNow(ValkkaFS fs) {
        Objects.requireNonNull(fs, "fs");
        ProofChain chain = new ProofChain(fs, ProofFile.openOrCreate(fs), error -> {
            throw error;
        });
        fs.blocks().forEach(block -> chain.link(block, true));
        return chain.stats();
    }

    /** Returns the identity of the recording: 16 random bytes, in hex. */
    public String recording() {
        return file.recording();
    }

    /** Returns the links of the chain that are there, in their order: at most one for each block. */
    public List<ProofEntry> entries() {
        return file.entries();
    }

    /** Returns the link of a block as the block is now; empty when the block was written since. */
    public Optional<ProofEntry> entry(Block block) {
        return entries().stream().filter(entry -> entry.isOf(block)).findFirst();
    }

    /**
     * A signature of the chain's head, for example to be kept by somebody else.
     *
     * @param recording the identity of the recording
     * @param sequence of the last link
     * @param chain the last link's chain hash
     * @param publicKey X.509, in base64
     * @param signature in base64
     */
    public record Signed(String recording, long sequence, String chain, String publicKey, String signature) {}

    /**
     * Signs the head of the chain.
     *
     * @throws ValkkaException {@code NOT_FOUND} when no block has been closed yet
     */
    public Signed sign(SigningKey key) {
        List<ProofEntry> entries = entries();
        if (entries.isEmpty()) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, "there is nothing to sign: no block of " + fs.directory() + " has been closed yet");
        }
        ProofEntry head = entries.get(entries.size() - 1);
        return new Signed(
                recording(), head.sequence(), head.chain(), key.publicKey(), key.sign(head.signed(recording())));
    }

    /**
     * The result of a check of a recording.
     *
     * @param proven how many blocks are as they were when they were hashed
     * @param late how many of them were hashed after a restart
     * @param findings what is not as it was, a line each
     * @param notes what cannot be told, a line each
     */
    public record Report(int proven, int late, List<String> findings, List<String> notes) {
        /** Makes a report, with copies of the lists. */
        public Report {
            findings = List.copyOf(findings);
            notes = List.copyOf(notes);
        }

        /** Returns whether nothing was found. */
        public boolean isGenuine() {
            return findings.isEmpty();
        }

        /** Returns a summary line, a line for each finding, and a line for each note. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            text.append(proven).append(" blocks are as they were written");
            text.append(late == 0 ? "" : ", " + late + " of them as they were after a restart");
            text.append(findings.isEmpty() ? "" : ", " + findings.size() + " findings");
            findings.forEach(line -> text.append(System.lineSeparator()).append(line));
            notes.forEach(
                    line -> text.append(System.lineSeparator()).append("note: ").append(line));
            return text.toString();
        }
    }

    /**
     * Hashes all blocks again and compares them with the chain.
     *
     * @throws ValkkaException {@code IO} when the disk fails, {@code CLOSED} when the thread is
     *     interrupted
     */
    public Report check() {
        List<String> findings = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        List<ProofEntry> entries = entries();
        checkChain(entries, findings, notes);
        int proven = 0;
        int late = 0;
        for (Block block : fs.blocks()) {
            Optional<ProofEntry> entry =
                    entries.stream().filter(one -> one.isOf(block)).findFirst();
            if (entry.isEmpty()) {
                notes.add(unproven(block));
            } else if (isAsHashed(entry.get())) {
                proven++;
                late += entry.get().late() ? 1 : 0;
            } else if (block.holdsTheSameAs(fs.block(block.number()))) {
                findings.add(block + ": its frames are not those that were recorded");
            } else {
                notes.add(block + ": overwritten meanwhile");
            }
        }
        findings.addAll(hidden(entries));
        return new Report(proven, late, findings, notes);
    }

    /**
     * Returns the blocks that were hashed and cannot be found any more. In a full ring that is true of
     * the block that is overwritten next.
     */
    private List<String> hidden(List<ProofEntry> entries) {
        List<Block> used = fs.blocks();
        int next = used.isEmpty()
                ? -1
                : fs.getPars().ring().next(used.get(used.size() - 1).number());
        return entries.stream()
                .map(entry -> fs.block(entry.block()))
                .filter(block -> !block.isUsed() && block.number() != next)
                .map(block -> block + ": it was hashed, and its row is gone, so its frames are not found any more;"
                        + " ./valkka repair finds them")
                .toList();
    }

    private static String unproven(Block block) {
        return block
                + (block.state() == Block.State.OPEN
                        ? ": not closed yet, so it has no proof"
                        : ": it has no link, as nobody hashed it, or its row was changed");
    }

    private boolean isAsHashed(ProofEntry entry) {
        try {
            return BlockHash.of(fs, entry.block()).hash().equals(entry.blockHash())
                    || BlockHash.carefully(fs, entry.block()).hash().equals(entry.blockHash());
        } catch (ValkkaException e) {
            if (e.kind() == Kind.GONE) {
                return false;
            }
            throw e;
        }
    }

    private void checkChain(List<ProofEntry> entries, List<String> findings, List<String> notes) {
        for (int i = 0; i < entries.size(); i++) {
            ProofEntry entry = entries.get(i);
            if (entry.sequence() == 1 && !entry.previous().equals(file.beginning())) {
                findings.add("link 1 is of another recording");
            }
            if (i > 0 && entries.get(i - 1).sequence() == entry.sequence() - 1) {
                if (!entry.previous().equals(entries.get(i - 1).chain())) {
                    findings.add("link " + entry.sequence() + " does not follow the link in front of it");
                }
            } else if (i > 0) {
                notes.add("links " + (entries.get(i - 1).sequence() + 1) + " to " + (entry.sequence() - 1)
                        + " are missing: their blocks were overwritten, or their links removed");
            }
        }
    }

    /**
     * Compares the chain with a signature of its head, made earlier.
     *
     * @return what does not fit; empty when the chain has gone on from that head
     */
    public Optional<String> compare(Signed head) {
        ProofEntry signed = new ProofEntry(head.sequence(), 0, false, 0, 0, 0, "", "", head.chain());
        if (!SigningKey.isSigned(head.publicKey(), signed.signed(head.recording()), head.signature())) {
            return Optional.of("the signature is not that of its key");
        }
        if (!head.recording().equals(recording())) {
            return Optional.of("the signature is of another recording");
        }
        List<ProofEntry> entries = entries();
        if (entries.isEmpty() || entries.get(0).sequence() > head.sequence() + 1) {
            return Optional.of("the signed block was overwritten since, and the blocks behind it");
        }
        boolean follows = entries.stream()
                .anyMatch(entry -> entry.sequence() == head.sequence()
                        ? entry.chain().equals(head.chain())
                        : entry.sequence() == head.sequence() + 1
                                && entry.previous().equals(head.chain()));
        return follows ? Optional.empty() : Optional.of("the chain is another one than the one signed");
    }

    /** Returns one line: the file, how many links, and since when. */
    @Override
    public String toString() {
        List<ProofEntry> entries = entries();
        Path path = file.path();
        return path + ": " + entries.size() + " links"
                + (entries.isEmpty()
                        ? ""
                        : ", from " + Instant.ofEpochMilli(entries.get(0).key()));
    }
}
