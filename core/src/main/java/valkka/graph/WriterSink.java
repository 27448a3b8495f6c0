package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.Durability;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;

/** The noun {@link Nodes#writer}: a writer records the frames. */
public final class WriterSink extends Sink {
    private final Spec spec;

    /**
     * The settings of the writer.
     *
     * @param name or null
     * @param ids by slot
     * @param durability what a power cut may take
     * @param waits whether the writer lets its source wait rather than drop a frame
     */
    private record Spec(
            ValkkaFS fs, @Nullable String name, Durability durability, Map<Integer, Long> ids, boolean waits) {
        NodeParts make(String node) {
            ValkkaFSWriterThread thread = new ValkkaFSWriterThread(node, fs, durability);
            ids.forEach(thread::setSlotId);
            return NodeParts.thread(thread, waits ? thread.getBlockingFrameFilter() : thread.getFrameFilter());
        }
    }

    WriterSink(ValkkaFS fs) {
        this(new Spec(Objects.requireNonNull(fs, "fs"), null, Durability.BLOCK, Map.of(), false));
    }

    private WriterSink(Spec spec) {
        super("writer", spec.name, ValkkaFSWriterThread.class, (node, next) -> spec.make(node));
        this.spec = spec;
    }

    /**
     * Records the frames of {@code slot} under {@code id}. Frames of other slots are not recorded.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the slot has an id already, or the id is 0
     */
    public WriterSink slotId(int slot, long id) {
        if (spec.ids.containsKey(slot) || id == 0) {
            throw ValkkaException.badArgument("writer().slotId(" + slot + ", " + id
                    + "): an id is any number but 0, and a slot is given once; there are " + spec.ids);
        }
        Map<Integer, Long> more = new LinkedHashMap<>(spec.ids);
        more.put(slot, id);
        return new WriterSink(new Spec(spec.fs, spec.name, spec.durability, more, spec.waits));
    }

    /** Sets what a power cut may take. The default is {@link Durability#BLOCK}. */
    public WriterSink durability(Durability durability) {
        Objects.requireNonNull(durability, "durability");
        return new WriterSink(new Spec(spec.fs, spec.name, durability, spec.ids, spec.waits));
    }

    /**
     * Lets the source wait while the disk is slower than the source. Otherwise a frame that finds
     * the queue full is dropped and counted. Dropping is right for a camera; a source that can
     * wait, as a reader, loses nothing by waiting.
     */
    public WriterSink blocking() {
        return new WriterSink(new Spec(spec.fs, spec.name, spec.durability, spec.ids, true));
    }

    @Override
    public WriterSink named(String name) {
        Objects.requireNonNull(name, "name");
        return new WriterSink(new Spec(spec.fs, name, spec.durability, spec.ids, spec.waits));
    }
}
