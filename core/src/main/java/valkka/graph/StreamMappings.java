package valkka.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import valkka.frame.ValkkaException;
import valkka.play.StreamMapping;

/** A node's mappings in a manager that other nodes use too. They end when the node is closed. */
record StreamMappings(List<StreamMapping> mappings) implements AutoCloseable {
    /** Maps a stream. */
    interface Maker {
        StreamMapping map(int slot, long id);
    }

    /** Makes all mappings. When one cannot be made, closes the others made so far. */
    static StreamMappings make(Map<Integer, Long> ids, Maker maker) {
        StreamMappings made = new StreamMappings(new ArrayList<>());
        boolean done = false;
        try {
            ids.forEach((slot, id) -> made.mappings.add(maker.map(slot, id)));
            done = true;
        } finally {
            if (!done) {
                made.close();
            }
        }
        return made;
    }

    @Override
    public void close() {
        ValkkaException failure = null;
        for (StreamMapping mapping : mappings) {
            try {
                mapping.close();
            } catch (ValkkaException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
