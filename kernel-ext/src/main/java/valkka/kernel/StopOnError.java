package valkka.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;

/**
 * Run All stops at a cell that fails: the cells that wait behind this cell are answered with
 * "aborted", as Jupyter's protocol has it. JJava knows nothing of this and runs all of them.
 */
final class StopOnError implements ShellHandler<ExecuteRequest> {
    private static final int READABLE = 1; // ZMQ_POLLIN

    private final JupyterConnection connection;
    private final ShellHandler<ExecuteRequest> cells;
    private final StdinChannel stdin;

    /** @param stdin where a cell asks the user */
    StopOnError(JupyterConnection connection, StdinChannel stdin) {
        this.connection = connection;
        this.cells = connection.getHandler(MessageType.EXECUTE_REQUEST);
        this.stdin = stdin;
    }

    @Override
    public void handle(ShellReplyEnvironment env, Message<ExecuteRequest> request) {
        NotingEnvironment noting = new NotingEnvironment(env, stdin);
        cells.handle(noting, request);
        // Nobody has seen the failure yet: whatever waits now was sent before it.
        List<Message<?>> waiting = noting.failed ? waiting(env.getShell(), request) : List.of();
        noting.resolveDeferrals();
        answer((ShellChannel) env.getShell(), waiting);
    }

    /** Aborts what waits behind a cell that fails, unless the frontend wants all cells to be run. */
    void failed(JupyterSocket shell, Message<ExecuteRequest> request) {
        answer((ShellChannel) shell, waiting(shell, request));
    }

    private static List<Message<?>> waiting(JupyterSocket shell, Message<ExecuteRequest> failed) {
        List<Message<?>> waiting = new ArrayList<>();
        while (failed.getContent().shouldStopOnError() && (shell.getEvents() & READABLE) != 0) {
            waiting.add(shell.readMessage());
        }
        return waiting;
    }

    private void answer(ShellChannel shell, List<Message<?>> waiting) {
        for (Message<?> message : waiting) {
            ShellReplyEnvironment env = connection.prepareReplyEnv(shell, message);
            if (message.getContent() instanceof ExecuteRequest) {
                abort(env, message);
            } else {
                pass(env, message);
            }
            env.resolveDeferrals();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // JJava's own reply knows only "ok" and "error"
    private static void abort(ShellReplyEnvironment env, Message<?> request) {
        env.setBusyDeferIdle();
        env.defer().reply(new Message(request, MessageType.EXECUTE_REPLY, Map.of("status", "aborted")));
    }

    /** Does what JJava does with any other request. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // a handler is found by its message's type
    private void pass(ShellReplyEnvironment env, Message message) {
        ShellHandler handler = connection.getHandler(message.getHeader().getType());
        if (handler != null) {
            handler.handle(env, message);
        }
    }

    /** Notes that a cell has failed. */
    private static final class NotingEnvironment extends ShellReplyEnvironment {
        private boolean failed;

        NotingEnvironment(ShellReplyEnvironment env, StdinChannel stdin) {
            super((ShellChannel) env.getShell(), stdin, env.getIopub(), env.getContext());
        }

        @Override
        public void replyError(MessageType<?> type, ErrorReply error) {
            failed = true;
            super.replyError(type, error);
        }
    }
}
