package valkka.kernel;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/** What the Jupyter kernel JJava finds and calls when it starts: makes the notebook ready for recordings. */
public final class ValkkaExtension implements Extension {
    @Override
    public void install(BaseKernel kernel) {
        KernelBridge bridge = new KernelBridge(kernel);
        bridge.evaluate(StartUp.script());
    }

    @Override
    public void uninstall(BaseKernel kernel) {
        new KernelBridge(kernel).evaluate("session.close();");
    }
}
