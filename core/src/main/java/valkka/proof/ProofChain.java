package valkka.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.ValkkaFS;

/** The end of a chain, where links are added. Used by one thread; the counters by any. */
final class ProofChain {
    private final ValkkaFS fs;
    private final ProofFile file;
    private final Consumer<ValkkaException> report;
    private final Map<Integer, ProofEntry> links = new HashMap<>();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private long sequence;
    private String head;
    private boolean failed;

    ProofChain(ValkkaFS fs, ProofFile file, Consumer<ValkkaException> report) {
        this.fs = fs;
        this.file = file;
        this.report = report;
        this.head = file.beginning();
        for (ProofEntry entry : file.entries()) {
            links.put(entry.block(), entry);
            sequence = entry.sequence();
            head = entry.chain();
        }
    }

    /** Adds a link for a closed block that has none. */
    void linkLate(Block block) {
        if (block.state() == Block.State.WRITTEN) {
            link(block, true);
        }
    }

    /**
     * Adds a link for a block as it is now, when it has none. A block that was closed just now may
     * have the row and the link of the lap before: its times stand still.
     */
    void link(Block block, boolean isLate) {
        ProofEntry there = links.get(block.number());
        String hash = there != null && there.isOf(block) ? there.blockHash() : "";
        if (isLate && !hash.isEmpty()) {
            return;
        }
        try {
            BlockHash now = BlockHash.of(fs, block.number());
            if (hash.equals(now.hash())) {
                return;
            }
            if (!block.holdsTheSameAs(fs.block(block.number()))) {
                missed.increment();
                return;
            }
            ProofEntry entry = ProofEntry.of(
                    sequence + 1, block.number(), isLate, block.key(), block.last(), now.records(), now.hash(), head);
            file.put(entry);
            sequence = entry.sequence();
            head = entry.chain();
            links.put(block.number(), entry);
            failed = false;
            blocks.increment();
            if (isLate) {
                late.increment();
            }
        } catch (ValkkaException e) {
            missed.increment();
            if (e.kind() != Kind.GONE && !failed) { // once: a full disk would say it at each block
                failed = true;
                report.accept(e);
            }
        }
    }

    /** Counts a block that gets no link. */
    void miss() {
        missed.increment();
    }

    ProofRecorder.Stats stats() {
        return new ProofRecorder.Stats(blocks.sum(), late.sum(), missed.sum());
    }
}
