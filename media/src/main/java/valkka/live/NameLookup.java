package valkka.live;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Durations;
import valkka.rtsp.RtspAddress;

/**
 * Finds the addresses of a camera's host. The system's resolver cannot be interrupted and may take
 * half a minute, so it runs in a thread of its own, which ends when the resolver does; a lookup
 * that is still under way is waited for again and not started twice, so that there is at most one
 * such thread a stream. Used by one thread.
 */
final class NameLookup {
    /** As {@link InetAddress#getAllByName}. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|.*:.*");

    private final LiveEnvironment environment;
    private final RtspAddress address;
    private final String threadName;
    private @Nullable CompletableFuture<List<InetAddress>> pending; // null while none is under way

    NameLookup(LiveEnvironment environment, RtspAddress address, String threadName) {
        this.environment = environment;
        this.address = address;
        this.threadName = threadName;
    }

    /**
     * Looks the host up.
     *
     * @return its addresses, or an empty list when {@code stop} was completed first
     * @throws ValkkaException {@code NOT_FOUND} when nobody knows the name, {@code TIMEOUT} when
     *     there is no answer in time, {@code IO} when the system has no thread left
     */
    List<InetAddress> find(Duration patience, CompletableFuture<Void> stop) {
        CompletableFuture<List<InetAddress>> lookup = pending == null ? begin() : pending;
        pending = lookup; // it is under way, and will be done
        if (!StreamWait.until(CompletableFuture.anyOf(lookup, stop), patience)) {
            throw new ValkkaException(
                    Kind.TIMEOUT,
                    address + ": no name server said within " + Durations.text(patience) + " where '" + address.host()
                            + "' is: check the network, or write the camera's number instead");
        }
        if (stop.isDone()) {
            return List.of();
        }
        try {
            return lookup.join();
        } catch (CompletionException e) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    address + ": the host name '" + address.host()
                            + "' is not known: check its spelling and the network, or write the camera's number instead",
                    e);
        } finally {
            pending = null;
        }
    }

    private CompletableFuture<List<InetAddress>> begin() {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        if (NUMERIC.matcher(address.host()).matches()) {
            resolve(result); // asks no server
        } else {
            environment.start(new Thread(() -> resolve(result), threadName));
        }
        return result;
    }

    private void resolve(CompletableFuture<List<InetAddress>> result) {
        try {
            result.complete(List.of(environment.resolver().resolve(address.host())));
        } catch (UnknownHostException | RuntimeException | Error e) {
            // Any error must end the look-up: all later attempts would wait for a look-up without a
            // result.
            result.completeExceptionally(e);
        }
    }
}
