package valkka.proof;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.filter.ValkkaThread;
import valkka.fs.Block;
import valkka.fs.FSPars;
import valkka.fs.Subscription;
import valkka.fs.ValkkaFS;

/**
 * Hashes each block of a recording when the writer has closed it, in a thread of its own, and adds
 * a link to the chain. A block that was closed while nobody hashed gets its link late, and the link
 * says so. A recording goes on when its proof cannot be written: {@link #stats()} counts the blocks
 * without a link.
 *
 * <p>The recorder may be half a ring behind, up to a gigabyte, and reads the blocks from the file,
 * so a burst costs no memory. The writer waits at most a second for a recorder that is further
 * behind.
 */
public final class ProofRecorder extends ValkkaThread {
    /** The recorder hashes as many bytes within the minute that {@code stop()} waits. */
    private static final long MOST_BYTES_BEHIND = 1 << 30;

    private static final int BLOCKS_BEHIND = 16;
    private static final long PATIENCE_MS = 1000;

    private final ValkkaFS fs;
    private final ProofChain chain;
    /** Closed blocks, and an empty entry that wakes the thread for its end. */
    private final BlockingQueue<Optional<Block>> closed;

    private @Nullable Subscription subscription;

    /**
     * The work of a recorder until now.
     *
     * @param blocks links that were added
     * @param late those of them that were not added at the block's close
     * @param missed blocks that have no link: they were overwritten too soon, or the disk failed
     */
    public record Stats(long blocks, long late, long missed) {
        @Override
        public String toString() {
            return blocks + " links, " + late + " of them late; " + missed + " blocks without a link";
        }
    }

    ProofRecorder(ValkkaFS fs, ProofFile file) {
        super("proof of " + fs.directory().getFileName());
        this.fs = fs;
        this.closed = new LinkedBlockingQueue<>(mostWaiting(fs.getPars()));
        this.chain = new ProofChain(fs, file, this::report);
    }

    private static int mostWaiting(FSPars pars) {
        long blocks = Math.max(BLOCKS_BEHIND, MOST_BYTES_BEHIND / pars.blockSize());
        return (int) Math.max(1, Math.min(blocks, pars.nBlocks() / 2));
    }

    @Override
    protected void beforeStart() {
        subscription = fs.onBlockClosed(this::blockClosed);
    }

    private void blockClosed(Block block) {
        try {
            if (!closed.offer(Optional.of(block), PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                chain.miss();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            chain.miss();
        }
    }

    @Override
    protected void runBody() throws InterruptedException {
        for (Block block : fs.blocks()) {
            if (isStopRequested()) {
                return;
            }
            chain.linkLate(block);
        }
        while (!isStopRequested()) {
            closed.take().ifPresent(this::take);
        }
        for (Optional<Block> block = closed.poll(); block != null; block = closed.poll()) {
            block.ifPresent(this::take);
        }
        // A writer that has stopped leaves its last block open; one that goes on gets another link.
        fs.blocks().stream()
                .filter(block -> block.state() == Block.State.OPEN)
                .forEach(block -> chain.link(block, false));
    }

    private void take(Block block) {
        // The writer closes the block that a killed one has left open, and tells of its own.
        chain.linkLate(fs.block(fs.getPars().ring().previous(block.number())));
        chain.link(block, false);
    }

    @Override
    protected void onStopRequested() {
        if (subscription != null) {
            subscription.close();
        }
        closed.offer(Optional.empty()); // where the queue is full, the thread waits for nothing
    }

    @Override
    public Stats stats() {
        return chain.stats();
    }
}
