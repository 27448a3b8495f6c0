package valkka.graph;

import java.util.ArrayList;
import java.util.List;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** The closing of several objects: each is closed, whatever the others throw. */
final class Closing {
    private final List<Exception> failures = new ArrayList<>();

    /** Closes the parts that can be closed, in the given order. */
    void closeParts(List<BuiltNode> parts) {
        for (BuiltNode part : parts) {
            if (part.closes() instanceof AutoCloseable closeable) {
                close(closeable);
            }
        }
    }

    void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            failures.add(e);
        }
    }

    void failed(ValkkaException failure) {
        failures.add(failure);
    }

    /** Throws the first failure, if there is one; the others are suppressed in it. */
    void end() {
        if (failures.isEmpty()) {
            return;
        }
        Exception first = failures.get(0);
        ValkkaException thrown = first instanceof ValkkaException known
                ? known
                : new ValkkaException(Kind.IO, "closing the graph: " + first, first);
        failures.stream().skip(1).filter(other -> other != thrown).forEach(thrown::addSuppressed);
        throw thrown;
    }
}
