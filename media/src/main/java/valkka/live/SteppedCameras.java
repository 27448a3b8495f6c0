package valkka.live;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtspNetwork;

/**
 * The streams of a {@link LiveThread} without its threads: the caller runs the network's loop, and
 * then the filters and callbacks, step by step. A simulation receives cameras so, in one thread
 * and in one order. Cameras are named by their numbers, such as {@code rtsp://10.0.0.1/live},
 * because looking a name up needs a thread.
 */
public final class SteppedCameras {
    private final LiveEnvironment environment;
    private final LiveNetwork network;
    private final Consumer<StreamState> states;
    private final Consumer<ValkkaException> errors;
    private final List<LiveStream> streams = new ArrayList<>();
    private final List<LiveConnection> connections = new ArrayList<>();

    /**
     * Makes cameras, none of which plays.
     *
     * @param network a network whose loop the caller runs
     * @param clock the wall clock that frames are stamped by
     * @param states gets each change of a stream's state
     * @param errors gets each error of a stream
     */
    public SteppedCameras(
            RtspNetwork network, InstantSource clock, Consumer<StreamState> states, Consumer<ValkkaException> errors) {
        this.environment = LiveEnvironment.withoutThreads(clock);
        this.network = new LiveNetwork("stepped", network, environment);
        this.states = states;
        this.errors = errors;
    }

    /** Plays a stream from now on: {@link LiveThread#playStream}. */
    public void play(LiveConnectionContext context) {
        LiveStream stream = new LiveStream(context, environment, "stepped");
        LiveConnection connection = new LiveConnection(stream, environment, network, new Listener(), null);
        streams.add(stream);
        connections.add(connection);
        connection.start();
    }

    /**
     * Runs some of the filters and callbacks that are due.
     *
     * @return whether there was something to do
     */
    public boolean step() {
        return network.filterThreads().step();
    }

    /** Asks all streams to end. They have ended when {@link #haveEnded()} says so. */
    public void requestStop() {
        connections.forEach(LiveConnection::requestStop);
    }

    /** Returns whether all streams have ended: no frame of them comes any more. */
    public boolean haveEnded() {
        return connections.stream().allMatch(LiveConnection::hasEnded);
    }

    /**
     * Returns the counters of a stream.
     *
     * @param number its number, 0 for the first that was played
     */
    public LiveStreamStats stats(int number) {
        return streams.get(number).stats();
    }

    private final class Listener implements LiveListener {
        @Override
        public void onState(StreamState state) {
            states.accept(state);
        }

        @Override
        public void onError(ValkkaException error) {
            errors.accept(error);
        }
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return streams.size() + " stepped cameras";
    }
}
