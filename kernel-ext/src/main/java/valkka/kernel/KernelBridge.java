package valkka.kernel;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.JupyterInputStream;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;
import org.dflib.jjava.jupyter.messages.reply.InspectReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.InspectRequest;
import valkka.player.LivePicture;
import valkka.player.Player;
import valkka.player.Widget;

/**
 * The notebook's kernel as a surface. This class holds all differences between JJava's versions
 * (1.0-a6, against which it is compiled, and 1.0a8, which PyPI has), and all reflection. Signatures
 * here use only JJava's types whose packages its distribution leaves alone.
 */
final class KernelBridge implements Surface, CameraQuestion.Asked {
    private final BaseKernel kernel;

    KernelBridge(BaseKernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Returns the kernel that this runs in; empty in JShell, where JJava's classes are missing, and
     * in a program.
     */
    static Optional<KernelBridge> find() {
        try {
            return Optional.of(new KernelBridge(BaseKernel.notebookKernel()));
        } catch (NoClassDefFoundError | NullPointerException e) {
            return Optional.empty();
        }
    }

    /**
     * Runs code as a cell would, and shows nothing.
     *
     * @return the value of its last line; may be null
     */
    @SuppressWarnings("deprecation")
    Object evaluate(String code) {
        try {
            Object builder =
                    BaseKernel.class.getMethod("evalBuilder", String.class).invoke(kernel, code);
            return Class.forName("org.dflib.jjava.jupyter.kernel.EvalBuilder")
                    .getMethod("eval")
                    .invoke(builder);
        } catch (NoSuchMethodException e) {
            return kernel.evalRaw(code); // 1.0-a6
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on cells that end in a value of this type show it so. */
    <T> void register(Outputs.Look<T> look) {
        Renderer renderer = kernel.getRenderer();
        renderer.createRegistration(look.type())
                .preferring(Output.HTML, Output.PNG, Output.JPEG, Output.SVG)
                .register((value, context) -> context.getOutputContainer().assign(data(look.of(value))));
    }

    /** From now on cells that end in a player or a live picture show it as a widget. */
    void registerWidgets() {
        kernel.getCommManager()
                .registerTarget(
                        WidgetControl.TARGET,
                        (comms, id, target, opened) ->
                                new WidgetControl(comms, id, (JupyterSocket) field(comms, "iopub"), (MessageContext)
                                        field(comms, "context")));
        registerWidget(Player.class);
        registerWidget(LivePicture.class);
    }

    private void registerWidget(Class<? extends Widget> type) {
        kernel.getRenderer()
                .createRegistration(type)
                .preferring(Output.HTML)
                .register((widget, context) -> context.getOutputContainer().assign(data(widget)));
    }

    @Override
    public void show(Widget widget) {
        kernel.display(data(widget));
    }

    /** A page that knows the model shows the widget, and any other page the picture. */
    private DisplayData data(Widget widget) {
        CommManager comms = kernel.getCommManager();
        WidgetModel model = WidgetModel.open(
                comms, (JupyterSocket) field(comms, "iopub"), (MessageContext) field(comms, "context"), widget);
        return data(WidgetOutput.of(widget, model.getID()));
    }

    @Override
    public Optional<Place> open(Widget widget) {
        return Optional.of(open(data(widget)));
    }

    @Override
    public void show(Output output) {
        kernel.display(data(output));
    }

    /**
     * JJava drops what other threads display, or shows it under whatever cell runs then. So the
     * channel and the cell that it answers are taken while that cell runs.
     */
    @Override
    public Place open(Output first) {
        return open(data(first));
    }

    private Place open(DisplayData first) {
        String id = UUID.randomUUID().toString();
        CommManager comms = kernel.getCommManager();
        JupyterSocket channel = (JupyterSocket) field(comms, "iopub");
        MessageContext cell = (MessageContext) field(comms, "context");
        channel.sendMessage(
                new Message<>(cell, PublishDisplayData.MESSAGE_TYPE, new PublishDisplayData(identified(first, id))));
        return output -> channel.sendMessage(new Message<>(
                cell,
                PublishUpdateDisplayData.MESSAGE_TYPE,
                new PublishUpdateDisplayData(identified(data(output), id))));
    }

    /**
     * Asks through the frontend's own dialogue; a notebook without a frontend has no dialogue.
     * JJava puts the system's line terminator behind the answer.
     */
    @Override
    public Optional<String> ask(String question, boolean secret) {
        JupyterInputStream in = (JupyterInputStream) kernel.getIO().in;
        return in.isEnabled()
                ? Optional.of(((ShellReplyEnvironment) field(in, "env")).readFromStdIn(question, secret))
                : Optional.empty();
    }

    /**
     * From the first cell on, Run All stops at a cell that fails ({@link StopOnError}), and
     * Shift+Tab shows our Javadoc ({@link Inspection}). JJava shows its connection to nobody, but
     * each cell's answer goes through it.
     */
    void answerRequests() {
        JShell jshell = (JShell) method(kernel, "getJShell");
        Inspection inspection = new Inspection(jshell);
        AtomicBoolean done = new AtomicBoolean(); // JShell cannot unsubscribe in an event
        jshell.onSnippetEvent(event -> {
            if (field(kernel.getIO().in, "env") instanceof ShellReplyEnvironment cell && !done.getAndSet(true)) {
                boolean failed = event.exception() != null || event.status() == Snippet.Status.REJECTED;
                ValkkaExtension.attempt("answering requests", () -> {
                    JupyterConnection connection = (JupyterConnection) field(cell.getShell(), "connection");
                    stopOnErrors(connection, cell, failed);
                    inspect(connection, inspection);
                });
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static void stopOnErrors(JupyterConnection connection, ShellReplyEnvironment cell, boolean failed) {
        StopOnError handler = new StopOnError(connection, (StdinChannel) field(cell, "stdin"));
        if (failed && cell.getContext() instanceof Message<?> request) {
            handler.failed(cell.getShell(), (Message<ExecuteRequest>) request);
        }
        connection.setHandler(MessageType.EXECUTE_REQUEST, handler);
    }

    private static void inspect(JupyterConnection connection, Inspection inspection) {
        connection.setHandler(MessageType.INSPECT_REQUEST, (env, message) -> {
            env.setBusyDeferIdle();
            InspectRequest place = message.getContent();
            List<Output> found = new ArrayList<>(1);
            // An exception here would end the kernel's thread.
            ValkkaExtension.attempt(
                    "Shift+Tab",
                    () -> inspection.at(place.getCode(), place.getCursorPos()).ifPresent(found::add));
            DisplayData shown = found.isEmpty() ? new DisplayData() : data(found.get(0));
            env.defer().reply(new InspectReply(!found.isEmpty(), shown));
        });
    }

    private static Object method(Object owner, String name) {
        try {
            return owner.getClass().getMethod(name).invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of JJava has no " + name + " in its " + owner.getClass(), e);
        }
    }

    private static Object field(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of JJava has no " + name + " in its " + owner.getClass(), e);
        }
    }

    private static DisplayData identified(DisplayData data, String id) {
        data.putTransientData("display_id", id); // setDisplayId has changed its type
        return data;
    }

    private static DisplayData data(Output output) {
        DisplayData data = new DisplayData(output.text());
        put(data, output);
        output.still().ifPresent(still -> put(data, still));
        return data;
    }

    private static void put(DisplayData data, Output output) {
        data.putData(output.mime(), output.content());
        if (output.width() > 0) {
            data.putMetaData(output.mime(), Map.of("width", output.width()));
        }
    }
}
