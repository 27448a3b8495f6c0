package valkka.live;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Durations;
import valkka.rtsp.RtspAddress;

/**
 * Finds the addresses of a camera's host. The system's resolver cannot be interrupted and may take
 * half a minute, so it runs in a thread of its own, which ends when the resolver does. A look-up
 * that is still under way is waited for again and not started twice, so that there is at most one
 * such thread a stream and host. Used by the event loop.
 */
final class NameLookup {
    /** As {@link InetAddress#getAllByName}. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** The client gives up after the same time: a little sooner the true cause can be told. */
    private static final int SOONER = 20;

    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");

    private final LiveEnvironment environment;
    private final String threadName;
    private final Map<String, CompletableFuture<List<InetAddress>>> pending = new HashMap<>(); // by host

    NameLookup(LiveEnvironment environment, String threadName) {
        this.environment = environment;
        this.threadName = threadName;
    }

    /**
     * Looks the host up. The result comes on the loop.
     *
     * @return its addresses; or a {@link ValkkaException}: {@code NOT_FOUND} when nobody knows the
     *     name, {@code TIMEOUT} when there is no answer in time, {@code IO} when the system has no
     *     thread left
     */
    CompletionStage<List<InetAddress>> find(RtspAddress address, EventLoop loop, Duration patience) {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        String host = address.host();
        String named = address.isPlaceKnown() ? "'" + host + "'" : "***";
        CompletableFuture<List<InetAddress>> lookUp;
        try {
            lookUp = pending.computeIfAbsent(host, this::begin);
        } catch (ValkkaException e) {
            result.completeExceptionally(e);
            return result;
        }
        Future<?> tooLate = loop.schedule(
                () -> result.completeExceptionally(new ValkkaException(
                        Kind.TIMEOUT,
                        address + ": no name server said within " + Durations.text(patience) + " where " + named
                                + " is: check the network, or write the camera's number instead")),
                patience.toNanos() - patience.toNanos() / SOONER,
                TimeUnit.NANOSECONDS);
        var unused = lookUp.whenComplete((places, failure) -> onLoop(loop, () -> {
            tooLate.cancel(false);
            pending.remove(host, lookUp);
            if (failure == null) {
                result.complete(places);
            } else {
                result.completeExceptionally(new ValkkaException(
                        Kind.NOT_FOUND,
                        address + ": the host name " + named + " is not known: check its spelling and the network,"
                                + " or write the camera's number instead",
                        address.isPlaceKnown() ? failure : null)); // Java's own words name the host
            }
        }));
        return result;
    }

    /** A look-up may end when the loop has ended long before: then nobody waits for it. */
    private static void onLoop(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else if (!loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    private CompletableFuture<List<InetAddress>> begin(String host) {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        if (NUMERIC.matcher(host).matches()) {
            resolve(host, result); // asks no server
        } else {
            environment.start(new Thread(() -> resolve(host, result), threadName));
        }
        return result;
    }

    private void resolve(String host, CompletableFuture<List<InetAddress>> result) {
        try {
            result.complete(List.of(environment.resolver().resolve(host)));
        } catch (UnknownHostException | RuntimeException | Error e) {
            // Any error must end the look-up: all later attempts would wait for a look-up without a
            // result.
            result.completeExceptionally(e);
        }
    }
}
