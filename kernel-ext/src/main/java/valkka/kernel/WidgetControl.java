package valkka.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.messages.MessageContext;

/**
 * Tells a page that was loaded anew which widgets there are (the widgets' control protocol 1.0). The
 * page opens it. Without it the page would ask for a list of comms, and JJava's list lacks the status
 * that the page looks for.
 */
final class WidgetControl extends WidgetComm {
    static final String TARGET = "jupyter.widget.control";

    private final CommManager manager;

    WidgetControl(CommManager manager, String id, JupyterSocket channel, MessageContext cell) {
        super(manager, id, TARGET, channel, cell);
        this.manager = manager;
    }

    @Override
    void hear(WidgetMessage said) {
        if (!said.method().equals("request_states")) {
            return;
        }
        Map<String, Object> states = new HashMap<>();
        for (Comm comm : manager) {
            if (comm instanceof WidgetModel model && !model.isOfClosedWidget()) {
                states.put(comm.getID(), model.model());
            }
        }
        send(Map.of("method", "update_states", "states", states, "buffer_paths", List.of()), null);
    }
}
