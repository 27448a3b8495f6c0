package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;

/** The noun {@link Nodes#reader}: frames that are pulled from a recording. */
public final class ReaderSource extends Source {
    private final ValkkaFS fs;
    private final @Nullable String name;
    private final Map<Integer, Long> ids; // by slot

    ReaderSource(ValkkaFS fs, @Nullable String name, Map<Integer, Long> ids) {
        super("reader", name, ValkkaFSReaderThread.class, ids.keySet(), (node, next) -> {
            ValkkaFSReaderThread thread = new ValkkaFSReaderThread(node, fs, next);
            ids.forEach(thread::setSlotId);
            return NodeParts.source(thread);
        });
        this.fs = Objects.requireNonNull(fs, "fs");
        this.name = name;
        this.ids = ids;
    }

    /**
     * Gives frames recorded under {@code id} the slot number {@code slot}.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the slot or the id has been given already
     */
    public ReaderSource slotId(int slot, long id) {
        if (ids.containsKey(slot) || ids.containsValue(id)) {
            throw ValkkaException.badArgument("reader().slotId(" + slot + ", " + id
                    + "): the slot or the id is in use already, " + ids + ": give each once");
        }
        Map<Integer, Long> more = new LinkedHashMap<>(ids);
        more.put(slot, id);
        return new ReaderSource(fs, name, more);
    }

    @Override
    public ReaderSource named(String newName) {
        return new ReaderSource(fs, Objects.requireNonNull(newName, "name"), ids);
    }
}
