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

/**
 * A player as the model of a Jupyter widget, whose page is drawn by anywidget. It speaks the widgets'
 * protocol 2.1 over a comm of the kernel: the model's state holds the page's module, and questions
 * and answers are custom messages.
 *
 * <p>JJava handles a comm's messages between two cells. So the state also names the player's server,
 * which answers while a cell runs.
 */
final class PlayerComm extends WidgetComm {
    static final String TARGET = "jupyter.widget";
    static final String VIEW = "application/vnd.jupyter.widget-view+json";

    private static final String PROTOCOL = "2.1.0";
    private static final String ANYWIDGET = "~0.11.*";

    private final CommManager manager;
    private final Player player;
    private final Map<String, @Nullable Object> state;

    private PlayerComm(CommManager manager, JupyterSocket channel, MessageContext cell, Player player) {
        super(manager, UUID.randomUUID().toString(), TARGET, channel, cell);
        this.manager = manager;
        this.player = player;
        this.state = state(player);
    }

    /** Opens a model of a player in the page of the running cell. */
    static PlayerComm open(CommManager manager, JupyterSocket channel, MessageContext cell, Player player) {
        forgetClosed(manager);
        PlayerComm comm = new PlayerComm(manager, channel, cell, player);
        manager.registerComm(comm);
        Map<String, Object> data = Map.of("state", comm.state, "buffer_paths", List.of());
        comm.send(MessageType.COMM_OPEN_COMMAND, TARGET, data, null, Map.of("version", PROTOCOL));
        return comm;
    }

    /** Forgets the models of closed players that no page asks about any more. */
    private static void forgetClosed(CommManager manager) {
        List<String> closed = new ArrayList<>();
        for (Comm comm : manager) {
            if (comm instanceof PlayerComm known && known.isOfClosedPlayer()) {
                closed.add(comm.getID());
            }
        }
        closed.forEach(manager::unregisterComm);
    }

    boolean isOfClosedPlayer() {
        return player.isClosed();
    }

    private static Map<String, @Nullable Object> state(Player player) {
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
        state.put("address", player.address());
        return state;
    }

    /** Returns what a cell's output refers to. */
    Map<String, Object> view() {
        return Map.of("version_major", 2, "version_minor", 1, "model_id", getID());
    }

    @Override
    void hear(WidgetMessage said) {
        switch (said.method()) {
            case "request_state" -> // a page was loaded anew
                send(Map.of("method", "update", "state", state, "buffer_paths", List.of()), null);
            case "custom" -> {
                Answer answer = player.answer(said.question());
                Map<String, Object> content = Map.of("to", said.from(), "json", answer.json());
                // An empty list of blobs would swallow the next message.
                List<byte[]> blobs = answer.bytes().length == 0 ? null : List.of(answer.bytes());
                send(Map.of("method", "custom", "content", content), blobs);
                if (player.isClosed()) {
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
