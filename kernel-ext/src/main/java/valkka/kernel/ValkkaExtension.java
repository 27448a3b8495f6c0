package valkka.kernel;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** What the Jupyter kernel JJava finds and calls when it starts: makes the notebook ready for recordings. */
public final class ValkkaExtension implements Extension {
    private static final System.Logger LOG = System.getLogger("valkka.kernel");

    /** Never throws: a kernel without pictures is better than none. */
    @Override
    public void install(BaseKernel kernel) {
        // AWT would look for a display at the first chart, and fail where there is none.
        System.setProperty("java.awt.headless", "true");
        // JJava prints the whole stack under a cell; the library's messages are whole in themselves.
        System.setProperty("valkka.stackTraces", "false");
        // Netty and Tablesaw log through SLF4J, which would complain under a cell that nothing is behind it.
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        KernelBridge bridge = new KernelBridge(kernel);
        attempt("the look of values", () -> Outputs.each(bridge::register));
        attempt("the imports", () -> bridge.evaluate(StartUp.script()));
    }

    /** Closes what the session holds: recordings are left in order when a kernel is restarted. */
    @Override
    public void uninstall(BaseKernel kernel) {
        attempt("closing the session", () -> new KernelBridge(kernel).evaluate("session.close();"));
    }

    private static void attempt(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, what + " failed: " + e, e);
        }
    }
}
