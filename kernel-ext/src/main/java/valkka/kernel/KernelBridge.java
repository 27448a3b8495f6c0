package valkka.kernel;

import java.lang.reflect.InvocationTargetException;
import org.dflib.jjava.jupyter.kernel.BaseKernel;

/**
 * All that differs between JJava's versions (1.0-a6, which this is compiled against, and 1.0a8, which PyPI has), and all
 * reflection on it. Of JJava's own types only those appear in signatures here whose packages its distribution leaves alone.
 */
final class KernelBridge {
    private final BaseKernel kernel;

    KernelBridge(BaseKernel kernel) {
        this.kernel = kernel;
    }

    /** Runs code as a cell would, and shows nothing. */
    @SuppressWarnings("deprecation")
    void evaluate(String code) {
        try {
            Object builder =
                    BaseKernel.class.getMethod("evalBuilder", String.class).invoke(kernel, code);
            Class.forName("org.dflib.jjava.jupyter.kernel.EvalBuilder")
                    .getMethod("eval")
                    .invoke(builder);
        } catch (NoSuchMethodException e) {
            kernel.evalRaw(code); // 1.0-a6
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
