package valkka.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.jspecify.annotations.Nullable;
import valkka.player.Answer;
import valkka.player.Player;
import valkka.player.Widget;

/**
 * A player or a live picture as the model of a Jupyter widget, whose page is drawn by anywidget. It speaks the widgets'
 * protocol 2.1 over a comm of the kernel: the model's state holds the page's module, and questions
 * and answers are custom messages.
 *
 * <p>JJava handles a comm's messages between two cells. So the state also names the widget's server,
 * which answers while a cell runs.
 */
final class WidgetModel extends WidgetComm {
    static final String TARGET = "jupyter.widget";

    private static final String PROTOCOL = "2.1.0";
    private static final String ANYWIDGET = "~0.11.*";

    private final CommManager manager;
    private final Widget widget;
    private final Map<String, @Nullable Object> state;

    private WidgetModel(CommManager manager, JupyterSocket channel, MessageContext cell, Widget widget) {
        super(manager, UUID.randomUUID().toString(), TARGET, channel, cell);
        this.manager = manager;
        this.widget = widget;
        this.state = state(getID(), widget);
    }

    /** Opens a model of a widget in the page of the running cell. */
    static WidgetModel open(CommManager manager, JupyterSocket channel, MessageContext cell, Widget widget) {
        forgetClosed(manager);
        WidgetModel comm = new WidgetModel(manager, channel, cell, widget);
        manager.registerComm(comm);
        Map<String, Object> data = Map.of("state", comm.state, "buffer_paths", List.of());
        comm.send(MessageType.COMM_OPEN_COMMAND, TARGET, data, null, Map.of("version", PROTOCOL));
        return comm;
    }

    /** Forgets the models of closed widgets that no page asks about any more. */
    private static void forgetClosed(CommManager manager) {
        List<String> closed = new ArrayList<>();
        for (Comm comm : manager) {
            if (comm instanceof WidgetModel known && known.isOfClosedWidget()) {
                closed.add(comm.getID());
            }
        }
        closed.forEach(manager::unregisterComm);
    }

    boolean isOfClosedWidget() {
        return widget.isClosed();
    }

    private static Map<String, @Nullable Object> state(String id, Widget widget) {
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("_model_module", "anywidget");
        state.put("_model_name", "AnyModel");
        state.put("_model_module_version", ANYWIDGET);
        state.put("_view_module", "anywidget");
        state.put("_view_name", "AnyView");
        state.put("_view_module_version", ANYWIDGET);
        state.put("_view_count", null);
        state.put("_anywidget_id", "valkka.player");
        state.put("_esm", Player.module());
        state.put("id", id);
        state.put("view", widget.view().name());
        state.put("variable", KeptNames.of(widget).orElse(""));
        state.put("address", widget.address());
        return state;
    }

    @Override
    void hear(WidgetMessage said) {
        switch (said.method()) {
            case "request_state" -> // a page was loaded anew
                send(Map.of("method", "update", "state", state, "buffer_paths", List.of()), null);
            case "custom" -> {
                Answer answer = widget.answer(said.question());
                Map<String, Object> content = Map.of("to", said.from(), "json", answer.json());
                // An empty list of blobs would swallow the next message.
                List<byte[]> blobs = answer.bytes().length == 0 ? null : List.of(answer.bytes());
                send(Map.of("method", "custom", "content", content), blobs);
                if (widget.isClosed()) {
                    manager.unregisterComm(getID());
                }
            }
            default -> {} // the page has no state to set
        }
    }

    /** Returns the model as a page that was loaded anew makes it. */
    Map<String, Object> model() {
        return Map.of(
                "model_name",
                "AnyModel",
                "model_module",
                "anywidget",
                "model_module_version",
                ANYWIDGET,
                "state",
                state);
    }
}
