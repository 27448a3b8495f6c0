package valkka.media;

import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import valkka.graph.NodeParts;
import valkka.graph.NodeTraits;
import valkka.graph.Source;
import valkka.live.LiveConnectionContext;
import valkka.live.LiveConnectionType;
import valkka.live.LiveThread;
import valkka.live.StreamState;

/** The noun {@link MediaNodes#live}: the frames of a camera, from a live thread of its own. */
public final class LiveSource extends Source {
    private final Spec spec;

    /**
     * Returns the camera.
     *
     * @param address with the password, so nobody prints it
     * @param name null when it has none
     * @param states null when nobody is told
     */
    private record Spec(
            String address,
            @Nullable String name,
            int slot,
            UnaryOperator<LiveConnectionContext> settings,
            @Nullable Consumer<StreamState> states) {
        NodeTraits traits() {
            return NodeTraits.NONE.withSlots(Set.of(slot)).withCallback("onState", states);
        }

        @Override
        public String toString() {
            return "slot " + slot;
        }
    }

    LiveSource(String address) {
        this(new Spec(Objects.requireNonNull(address, "address"), null, 1, UnaryOperator.identity(), null));
    }

    private LiveSource(Spec spec) {
        super("live", spec.name, LiveThread.class, spec.traits(), (node, next) -> {
            LiveThread thread = new LiveThread(node);
            thread.setStateCallback(spec.states);
            LiveConnectionContext camera = spec.settings.apply(
                    new LiveConnectionContext(LiveConnectionType.RTSP, spec.address, spec.slot, next));
            thread.registerStream(camera);
            thread.playStream(camera);
            return NodeParts.source(thread);
        });
        this.spec = spec;
    }

    /** The slot number that its frames bear; 1 when not said. */
    public LiveSource slot(int slot) {
        return new LiveSource(new Spec(spec.address, spec.name, slot, spec.settings, spec.states));
    }

    /**
     * Settings of the connection: {@code live(address).with(camera ->
     * camera.withRequestTcp(false))}. A second call keeps the settings of the first call.
     */
    public LiveSource with(UnaryOperator<LiveConnectionContext> settings) {
        UnaryOperator<LiveConnectionContext> before = spec.settings;
        return new LiveSource(new Spec(
                spec.address, spec.name, spec.slot, camera -> settings.apply(before.apply(camera)), spec.states));
    }

    /** Calls {@code callback} with every change of the stream: connecting, playing, lost. */
    public LiveSource onState(Consumer<StreamState> callback) {
        return new LiveSource(new Spec(
                spec.address, spec.name, spec.slot, spec.settings, Objects.requireNonNull(callback, "callback")));
    }

    @Override
    public LiveSource named(String name) {
        return new LiveSource(
                new Spec(spec.address, Objects.requireNonNull(name, "name"), spec.slot, spec.settings, spec.states));
    }
}
