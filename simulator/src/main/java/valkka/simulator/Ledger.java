package valkka.simulator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.fs.Durability;
import valkka.fs.RecordedFrame;

/**
 * The book of what the writers of a recording accepted and promised. Accepted frames have numbers
 * from 0 on, over all writers. A block that was closed promises its frames until the ring comes
 * round.
 */
final class Ledger {
    /** Frames from one number to before another one. */
    record Span(int from, int to) {
        @Override
        public String toString() {
            return from + " to " + (to - 1);
        }
    }

    private record Accepted(long id, BasicFrame frame, int writer) {}

    private record Key(long id, int subsession, long time, ByteBuffer payload) {}

    private final int blocks;
    private final Story story;
    private final List<Accepted> accepted;
    private final Map<Key, List<Integer>> numbers;
    private final Map<Integer, Span> closed = new TreeMap<>(); // by block
    private final TreeSet<Integer> damaged = new TreeSet<>(); // blocks that a power cut may have spoilt
    private int writer;
    private int writerFrom; // the first frame of the present writer
    private int closedTo; // all frames of this writer before it are in closed blocks
    private int flushedTo; // the frames of this writer before it are safe
    private int safeBefore; // of earlier writers, the last frame that is safe is before it
    private int current = -1; // the block that was written last
    private boolean spoilt; // a power cut came with nothing forced: nobody knows the ring's order

    Ledger(int blocks, Story story) {
        this.blocks = blocks;
        this.story = story;
        this.accepted = new ArrayList<>();
        this.numbers = new HashMap<>();
    }

    private Ledger(Ledger other) {
        this.blocks = other.blocks;
        this.story = other.story;
        this.accepted = other.accepted;
        this.numbers = other.numbers;
        closed.putAll(other.closed);
        damaged.addAll(other.damaged);
        writer = other.writer;
        writerFrom = other.writerFrom;
        closedTo = other.closedTo;
        flushedTo = other.flushedTo;
        safeBefore = other.safeBefore;
        current = other.current;
        spoilt = other.spoilt;
    }

    /** Returns what is promised when the power fails at this moment. */
    Ledger afterPowerCut(Durability durability) {
        Ledger after = new Ledger(this);
        after.powerCut(durability);
        return after;
    }

    int accepted() {
        return accepted.size();
    }

    int acceptedByWriter() {
        return accepted.size() - writerFrom;
    }

    void accept(long id, BasicFrame frame) {
        Key key = new Key(id, frame.subsession(), frame.mstimestamp(), frame.payload());
        numbers.computeIfAbsent(key, ignored -> new ArrayList<>(1)).add(accepted.size());
        accepted.add(new Accepted(id, frame, writer));
    }

    /** A writer begins. */
    void newWriter() {
        writer++;
        safeBefore = flushedTo > writerFrom ? flushedTo : safeBefore;
        writerFrom = accepted.size();
        closedTo = writerFrom;
        flushedTo = writerFrom;
    }

    /** All frames before this one are flushed. */
    void flushed(int to) {
        flushedTo = Math.max(flushedTo, to);
    }

    int flushedTo() {
        return flushedTo;
    }

    int writerFrom() {
        return writerFrom;
    }

    /**
     * The first bytes of a block are written. The block may hold the newest frames that are safe: in a
     * ring of two, behind an open block of which a power cut left a part. Nobody promised this part, and
     * yet it is closed, and the ring goes on to its oldest block. From then on none of the earlier
     * frames is safe.
     */
    void blockBegun(int block) {
        if (current >= 0 && block != current && block != (current + 1) % blocks && !spoilt) {
            story.broken(Promise.RING_ORDER, "block " + block + " is written behind block " + current);
        }
        current = block;
        Span overwritten = closed.remove(block);
        if (overwritten != null && overwritten.from() < safeBefore && safeBefore <= overwritten.to()) {
            safeBefore = 0;
        }
        damaged.remove(block);
    }

    /** Returns whether a block is whole, and nothing of it was noted yet. */
    boolean isNewlyWhole(int block) {
        return current >= 0 && !spoilt && !closed.containsKey(block) && !damaged.contains(block);
    }

    /**
     * The next block is begun behind a block with these frames. So they are safe, although the block
     * was not reported closed yet: its writer touches the next block last. In a ring of two the next
     * block held the newest frames that were reported.
     */
    void blockLeft(int block, List<RecordedFrame> frames) {
        if (frames.isEmpty()) {
            return;
        }
        Span span = span(frames, lastClosedBefore(accepted.size()));
        if (span != null && span.from() < writerFrom) {
            closed.put(block, span); // an earlier writer's, which was killed
        } else {
            blockClosed(block, frames);
        }
    }

    /** A block is closed, with these frames. */
    void blockClosed(int block, List<RecordedFrame> frames) {
        Span noted = closed.get(block);
        if (noted != null && noted.equals(span(frames, noted.from()))) {
            return;
        }
        Span span = span(frames, closedTo);
        if (span == null || span.from() != closedTo || span.to() > accepted.size()) {
            story.broken(
                    Promise.ACKNOWLEDGED,
                    "block " + block + " is closed with frames " + (span == null ? "that nobody sent" : span)
                            + ", and not with those from " + closedTo);
            return;
        }
        closedTo = span.to();
        flushed(span.to());
        closed.put(block, span);
    }

    /** The power is cut. What is not promised may be spoilt. */
    void powerCut(Durability durability) {
        boolean blocksForced = durability != Durability.NONE;
        boolean flushesForced = durability == Durability.FRAME;
        if (!blocksForced) {
            closed.clear();
            spoilt = true;
            for (int block = 0; block < blocks; block++) {
                damaged.add(block);
            }
        } else if (!flushesForced) {
            for (int block = 0; block < blocks; block++) {
                if (!closed.containsKey(block)) {
                    damaged.add(block);
                }
            }
        }
        if (!flushesForced) {
            flushedTo = blocksForced ? closedTo : writerFrom;
            safeBefore = lastClosedBefore(safeBefore);
        }
    }

    /**
     * Returns the end of the last closed block among the frames before a number. An earlier writer may
     * have flushed frames behind it. With {@code BLOCK} those are promised against a kill alone, until
     * the next writer has closed their block.
     */
    private int lastClosedBefore(int number) {
        return closed.values().stream()
                .mapToInt(Span::to)
                .filter(to -> to <= number)
                .max()
                .orElse(0);
    }

    /** Returns the number behind the newest frame that must be there. */
    int safeTo() {
        return flushedTo > writerFrom ? flushedTo : safeBefore;
    }

    /** Returns whether a power cut came that nothing was forced before. */
    boolean wasSpoilt() {
        return spoilt;
    }

    boolean isDamaged(int block) {
        return damaged.contains(block);
    }

    int current() {
        return current;
    }

    /** Returns the spans of the closed blocks that must be there, by block. */
    Map<Integer, Span> promised() {
        Map<Integer, Span> certain = new TreeMap<>(closed);
        if (current >= 0) {
            // Its row is removed before it is overwritten.
            certain.remove((current + 1) % blocks);
        }
        return certain;
    }

    int closedTo() {
        return closedTo;
    }

    boolean sameWriter(int first, int second) {
        return accepted.get(first).writer() == accepted.get(second).writer();
    }

    /** Returns how many of the frames from {@code from} to before {@code to} nobody has promised. */
    boolean mayBeMissing(int number) {
        return number >= flushedTo || accepted.get(number).writer() != writer;
    }

    /**
     * Returns the numbers of frames that must follow each other.
     *
     * @param least the numbers are this or larger, where frames are alike
     * @return {@code null} when these frames were never accepted in this order
     */
    @Nullable
    Span span(List<RecordedFrame> frames, int least) {
        if (frames.isEmpty()) {
            return new Span(least, least);
        }
        RecordedFrame first = frames.get(0);
        Key key = new Key(
                first.id(),
                first.frame().subsession(),
                first.frame().mstimestamp(),
                first.frame().payload());
        Span alike = null;
        for (int candidate : numbers.getOrDefault(key, List.of())) {
            if (follow(candidate, frames)) {
                alike = new Span(candidate, candidate + frames.size());
                if (candidate >= least) {
                    return alike;
                }
            }
        }
        return alike;
    }

    private boolean follow(int from, List<RecordedFrame> frames) {
        if (from + frames.size() > accepted.size()) {
            return false;
        }
        for (int i = 1; i < frames.size(); i++) {
            Accepted wanted = accepted.get(from + i);
            RecordedFrame found = frames.get(i);
            if (wanted.id() != found.id() || !isSame(wanted.frame(), found.frame())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(BasicFrame one, BasicFrame other) {
        return one.mstimestamp() == other.mstimestamp()
                && one.subsession() == other.subsession()
                && one.codec().equals(other.codec())
                && one.payload().equals(other.payload());
    }

    /** Returns what is wrong with frames that have no {@link #span}. */
    String fault(List<RecordedFrame> frames) {
        int before = -1;
        for (RecordedFrame frame : frames) {
            Span one = span(List.of(frame), before + 1);
            if (one == null) {
                return "nobody sent " + frame;
            }
            if (before >= 0 && one.from() != before + 1) {
                return "frame " + one.from() + " follows frame " + before;
            }
            before = one.from();
        }
        return "nothing";
    }
}
