package valkka.live;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Durations;

/**
 * Connects to a camera once, to learn whether it plays. A {@link LiveThread} would try again and
 * again, and log each failure.
 *
 * <pre>{@code String sent = CameraTrial.play(context, Duration.ofSeconds(15)); }</pre>
 */
public final class CameraTrial {
    private CameraTrial() {}

    /**
     * Connects, waits for the first key frame, and disconnects. The frames that come during the
     * trial go into the context's filter.
     *
     * @param patience how long to wait for the key frame
     * @return a description of the camera's stream: one line with its address, without the password
     * @throws ValkkaException the fault, and what to do: {@code UNAUTHORIZED} when the camera
     *     refuses the user or the password, {@code NOT_FOUND}, {@code IO} or {@code TIMEOUT} for
     *     other trouble with the camera, {@code CLOSED} when this thread is interrupted
     */
    public static String play(LiveConnectionContext context, Duration patience) {
        LiveEnvironment environment = LiveEnvironment.usual();
        String name = "camera trial";
        Outcome outcome = new Outcome();
        LiveStream stream = new LiveStream(context, environment, name);
        try (LiveNetwork network = new LiveNetwork(name, environment)) {
            LiveConnection connection = new LiveConnection(stream, environment, network, outcome, null);
            connection.start();
            try {
                return outcome.await(context, patience);
            } finally {
                connection.requestStop();
                connection.awaitEnd(environment.filterPatience());
            }
        }
    }

    /** The first word of a connection: that the stream plays, or why it does not. */
    private static final class Outcome implements LiveListener {
        private final CompletableFuture<String> first = new CompletableFuture<>();

        @Override
        public void onState(StreamState state) {
            if (state.state() == StreamState.State.PLAYING) {
                first.complete(state.message());
            }
        }

        @Override
        public void onError(ValkkaException error) {
            first.completeExceptionally(error);
        }

        String await(LiveConnectionContext context, Duration patience) {
            try {
                return first.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                ValkkaException failure = (ValkkaException) Objects.requireNonNull(e.getCause(), "cause");
                throw new ValkkaException(failure.kind(), failure.getMessage(), failure);
            } catch (TimeoutException e) {
                throw new ValkkaException(
                        Kind.TIMEOUT,
                        context.address() + ": no key frame came within " + Durations.text(patience)
                                + ": does the camera send video at this path, and does a firewall let it through?");
            } catch (InterruptedException e) {
                throw ValkkaException.interrupted("waiting for " + context);
            }
        }
    }
}
