package valkka.kernel;

import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.comm.Comm;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.comm.CommCloseCommand;
import org.dflib.jjava.jupyter.messages.comm.CommMsgCommand;
import org.jspecify.annotations.Nullable;

/** A comm of the widgets' protocol, which uses no type that JJava has moved to other packages in its jar. */
abstract class WidgetComm extends Comm {
    private final JupyterSocket channel;
    private final MessageContext cell;

    WidgetComm(CommManager manager, String id, String target, JupyterSocket channel, MessageContext cell) {
        super(manager, id, target);
        this.channel = channel;
        this.cell = cell;
    }

    /** What a message says; JJava writes the fields by their names. */
    @SuppressWarnings({"rawtypes", "unused"})
    private static final class Content implements ContentType {
        private final String comm_id;
        private final @Nullable String target_name;
        private final Map<String, Object> data;
        private final transient MessageType<?> type;

        Content(MessageType<?> type, String id, @Nullable String target, Map<String, Object> data) {
            this.type = type;
            this.comm_id = id;
            this.target_name = target;
            this.data = data;
        }

        @Override
        public MessageType getType() {
            return type;
        }
    }

    /** Takes a message of the page. */
    abstract void hear(WidgetMessage said);

    @Override
    protected void onMessage(Message<CommMsgCommand> message) {
        String data;
        try {
            data = String.valueOf(CommMsgCommand.class.getMethod("getData").invoke(message.getContent()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of JJava has no getData in its CommMsgCommand", e);
        }
        hear(WidgetMessage.of(data));
    }

    final void send(Map<String, Object> data, @Nullable List<byte[]> blobs) {
        send(MessageType.COMM_MSG_COMMAND, null, data, blobs, null);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    final void send(
            MessageType<?> type,
            @Nullable String target,
            Map<String, Object> data,
            @Nullable List<byte[]> blobs,
            @Nullable Map<String, Object> metadata) {
        channel.sendMessage(new Message(cell, type, new Content(type, getID(), target, data), blobs, metadata));
    }

    @Override
    protected void onClose(Message<CommCloseCommand> message, boolean sending) {
        // The page is gone; what it has shown stays as it is.
    }
}
