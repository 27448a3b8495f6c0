package valkka.kernel;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import valkka.fs.RecordedFrame;
import valkka.fs.ValkkaFS;
import valkka.graph.Session;

/**
 * The extension that the Jupyter kernel JJava calls at its start. It makes the notebook ready for
 * recordings.
 */
public final class ValkkaExtension implements Extension {
    private static final System.Logger LOG = System.getLogger("valkka.kernel");

    private static final long CLOSING_MILLIS = 10_000;

    /** Never throws: a kernel without pictures is better than none. */
    @Override
    public void install(BaseKernel kernel) {
        // AWT would look for a display at the first chart, and fail without a display.
        System.setProperty("java.awt.headless", "true");
        // JJava prints the whole stack under a cell; the library's messages are whole in
        // themselves.
        System.setProperty("valkka.stackTraces", "false");
        // Netty and Tablesaw log through SLF4J, which would complain under a cell that nothing is
        // behind it.
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        attempt("ending with Jupyter", () -> endWithParent(kernel));
        KernelBridge bridge = new KernelBridge(kernel);
        attempt("the look of values", () -> Outputs.each(bridge::register));
        attempt("the look of widgets", bridge::registerWidgets);
        attempt("the imports", () -> bridge.evaluate(StartUp.script()));
        attempt("answering requests", bridge::answerRequests);
        attempt("the pictures of frames", () -> {
            if (bridge.evaluate("session") instanceof Session session) {
                KeptNames.of(session);
                bridge.register(new Outputs.Look<>(
                        RecordedFrame.class, frame -> FrameOutput.of(frame, session.kept(ValkkaFS.class))));
            }
        });
    }

    /**
     * Closes all objects of the session, so that a restart of the kernel leaves recordings in
     * order.
     */
    @Override
    public void uninstall(BaseKernel kernel) {
        attempt("closing the session", () -> new KernelBridge(kernel).evaluate("session.close();"));
    }

    /**
     * A Jupyter that is killed ends no kernel: it would go on recording, and nobody could write
     * there. Jupyter says who it is.
     */
    private void endWithParent(BaseKernel kernel) {
        String parent = System.getenv("JPY_PARENT_PID");
        if (parent != null && parent.matches("\\d{1,9}")) {
            ProcessHandle.of(Long.parseLong(parent)).ifPresent(jupyter -> {
                Thread watch = new Thread(() -> endBehind(jupyter, kernel), "valkka jupyter watch");
                watch.setDaemon(true);
                watch.start();
            });
        }
    }

    /**
     * A cell that still runs keeps the session from being closed by the kernel: then the kernel
     * ends without.
     */
    private void endBehind(ProcessHandle jupyter, BaseKernel kernel) {
        jupyter.onExit().join();
        Thread closing = new Thread(() -> uninstall(kernel), "valkka session end");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "interrupted while the session is closed, behind Jupyter's end");
        }
        System.exit(0);
    }

    static void attempt(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, what + " failed: " + e, e);
        }
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "jvalkka's extension of the Java kernel";
    }
}
