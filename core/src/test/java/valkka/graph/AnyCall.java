package valkka.graph;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import valkka.filter.FrameFilter;
import valkka.filter.ValkkaThread;
import valkka.frame.BasicFrame;
import valkka.fs.Explanation;
import valkka.fs.FSPars;
import valkka.fs.Subscription;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSReaderThread;
import valkka.play.FileStreamContext;
import valkka.play.SeekAnatomy;
import valkka.testkit.TestFrames;

/** Calls any public method of an object of the library, with arguments that it may take. A method it has no argument for is an error. */
final class AnyCall {
    /** They end what they are called of, or empty it: rarely called, or there would be nothing left to call. */
    private static final Set<String> ENDING =
            Set.of("close", "stop", "requestStop", "waitStop", "reinit", "clearSlotId", "disconnect");
    /** What they print is for people. */
    private static final Set<String> LEFT_OUT = Set.of("dumpCache");

    private static final int LONGEST_LIST = 4;
    private static final CompletableFuture<String> DONE = CompletableFuture.completedFuture("done");

    private final Random random;
    private final Runnable callback;
    private final Map<Class<?>, Function<Method, Object>> arguments;

    /** @param callback what all callbacks and filters do that it sets */
    AnyCall(Random random, List<ValkkaFS> recordings, Runnable callback) {
        this.random = random;
        this.callback = callback;
        this.arguments = Map.ofEntries(
                Map.entry(int.class, method -> random.nextInt(LONGEST_LIST)),
                Map.entry(long.class, this::number),
                Map.entry(double.class, method -> random.nextBoolean() ? 1.0 : -2.0),
                Map.entry(boolean.class, method -> random.nextBoolean()),
                Map.entry(String.class, method -> random.nextBoolean() ? "fork" : "branch" + random.nextInt(3)),
                Map.entry(Class.class, method -> ValkkaFSReaderThread.class),
                Map.entry(Instant.class, method -> Instant.ofEpochMilli(time())),
                Map.entry(TimeRange.class, method -> new TimeRange(time(), time() + 100)),
                Map.entry(int[].class, method -> new int[] {random.nextInt(LONGEST_LIST)}),
                Map.entry(
                        Collection.class,
                        method -> method.getName().equals("pull")
                                ? anyOf(recordings).blocks()
                                : List.of(random.nextInt(LONGEST_LIST))),
                Map.entry(Runnable.class, method -> callback),
                Map.entry(Consumer.class, method -> (Consumer<Object>) told -> callback.run()),
                Map.entry(LongConsumer.class, method -> (LongConsumer) told -> callback.run()),
                Map.entry(IntConsumer.class, method -> (IntConsumer) told -> callback.run()),
                Map.entry(FrameFilter.class, method -> filter()),
                Map.entry(ValkkaFS.class, method -> anyOf(recordings)),
                Map.entry(FSPars.class, method -> anyOf(recordings).getPars()),
                Map.entry(
                        FileStreamContext.class,
                        method -> new FileStreamContext(random.nextInt(LONGEST_LIST), filter())),
                Map.entry(Explanation.class, method -> SeekAnatomy.seek(time())),
                Map.entry(Sink.class, method -> Nodes.count()),
                Map.entry(Future.class, method -> DONE));
    }

    /** What may be called of an object, the ending calls once and all others many times. */
    List<Method> methods(Object target) {
        List<Method> methods = new ArrayList<>();
        for (Method method : target.getClass().getMethods()) {
            boolean ofTheLibrary = method.getDeclaringClass().getName().startsWith("valkka.");
            if (ofTheLibrary
                    && !method.isSynthetic()
                    && !Modifier.isStatic(method.getModifiers())
                    && !LEFT_OUT.contains(method.getName())) {
                for (Class<?> type : method.getParameterTypes()) {
                    if (!arguments.containsKey(type)) {
                        throw new AssertionError("no argument of type " + type + " is known here for " + method);
                    }
                }
                method.setAccessible(true); // the class may be package-private
                int times = ENDING.contains(method.getName()) ? 1 : 30;
                for (int i = 0; i < times; i++) {
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    /** Calls a method, and gives back at once what that opens. */
    void call(Object target, Method method) throws Throwable {
        Object[] values = Arrays.stream(method.getParameterTypes())
                .map(type -> arguments.get(type).apply(method))
                .toArray();
        if (method.getName().equals("waitStop")) {
            ((ValkkaThread) target).requestStop(); // or it would wait for its minute
        }
        try {
            Object result = method.invoke(target, values);
            if (result instanceof Stream<?> stream) {
                stream.close();
            } else if (result instanceof Subscription subscription) {
                subscription.close();
            } else if (result instanceof FrameFilter filter) {
                filter.run(frame());
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    BasicFrame frame() {
        int slot = 1 + random.nextInt(2);
        return TestFrames.frame(slot, random.nextInt(1000), 100 + random.nextInt(1500));
    }

    private FrameFilter filter() {
        return frame -> callback.run();
    }

    private Object number(Method method) {
        if (method.getName().equals("setMemoryBudget")) {
            return 1L << 20;
        }
        return method.getName().contains("SlotId") || method.getName().contains("map") ? TestFrames.ID : time();
    }

    private long time() {
        return TestFrames.TIME_0 + random.nextInt(1000);
    }

    private <T> T anyOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
