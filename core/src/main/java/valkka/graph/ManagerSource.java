package valkka.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.ValkkaFS;
import valkka.play.ValkkaFSManager;

/** The noun {@link Nodes#output}: frames that a manager plays. */
public final class ManagerSource extends Source {
    private final ValkkaFSManager manager;
    private final ValkkaFS fs;
    private final @Nullable String name;
    private final Map<Integer, Long> ids; // by slot

    ManagerSource(ValkkaFSManager manager, ValkkaFS fs, @Nullable String name, Map<Integer, Long> ids) {
        super(Chain.of(new Stage(
                "output",
                name,
                ValkkaFSManager.class,
                NodeTraits.NONE.withSlots(ids.keySet()),
                (node, next) -> NodeParts.managed(
                        manager,
                        NodeParts.NO_INPUT,
                        StreamMappings.make(
                                ids, (slot, id) -> manager.map(fs, id).readSlot(slot, next))),
                Map.of())));
        this.manager = Objects.requireNonNull(manager, "manager");
        this.fs = Objects.requireNonNull(fs, "fs");
        this.name = name;
        this.ids = ids;
    }

    /**
     * Gives frames recorded under {@code id} the slot number {@code slot}.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the slot or the id has been given already
     */
    public ManagerSource slotId(int slot, long id) {
        if (ids.containsKey(slot) || ids.containsValue(id)) {
            throw ValkkaException.badArgument("output().slotId(" + slot + ", " + id
                    + "): the slot or the id is in use already, " + ids + ": give each once");
        }
        Map<Integer, Long> more = new LinkedHashMap<>(ids);
        more.put(slot, id);
        return new ManagerSource(manager, fs, name, more);
    }

    @Override
    public ManagerSource named(String newName) {
        return new ManagerSource(manager, fs, Objects.requireNonNull(newName, "name"), ids);
    }
}
