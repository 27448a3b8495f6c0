package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;
import valkka.play.ValkkaFSManager;

/** The noun {@link Nodes#input}: a manager records the frames. */
public final class ManagerSink extends Sink {
    private final ValkkaFSManager manager;
    private final ValkkaFS fs;
    private final @Nullable String name;
    private final Map<Integer, Long> ids; // by slot

    ManagerSink(ValkkaFSManager manager, ValkkaFS fs, @Nullable String name, Map<Integer, Long> ids) {
        super(
                "input",
                name,
                ValkkaFSManager.class,
                (node, next) -> NodeParts.managed(
                        manager,
                        manager.getInputFilter(fs),
                        StreamMappings.make(
                                ids, (slot, id) -> manager.map(fs, id).writeSlot(slot))));
        this.manager = Objects.requireNonNull(manager, "manager");
        this.fs = Objects.requireNonNull(fs, "fs");
        this.name = name;
        this.ids = ids;
    }

    /**
     * Records the frames of {@code slot} under {@code id}. Frames of other slots are not recorded.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the slot or the id has been given already,
     *     or the id is 0
     */
    public ManagerSink slotId(int slot, long id) {
        if (ids.containsKey(slot) || ids.containsValue(id) || id == 0) {
            throw ValkkaException.badArgument("input().slotId(" + slot + ", " + id
                    + "): an id is any number but 0, and a slot and an id are given once; there are " + ids);
        }
        Map<Integer, Long> more = new LinkedHashMap<>(ids);
        more.put(slot, id);
        return new ManagerSink(manager, fs, name, more);
    }

    @Override
    public ManagerSink named(String newName) {
        return new ManagerSink(manager, fs, Objects.requireNonNull(newName, "name"), ids);
    }
}
