package valkka.graph;

import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import valkka.filter.BriefInfoFrameFilter;
import valkka.filter.CountFrameFilter;
import valkka.filter.FrameFilter;
import valkka.filter.GateFrameFilter;
import valkka.filter.InfoFrameFilter;
import valkka.filter.InitStreamFrameFilter;
import valkka.filter.PassSlotFrameFilter;
import valkka.filter.SetSlotFrameFilter;
import valkka.frame.Frame;
import valkka.frame.MarkerFrame;
import valkka.fs.ValkkaFS;
import valkka.play.ValkkaFSManager;

/**
 * The nouns of filtergraphs that need no native code. {@code import static valkka.graph.Nodes.*}
 * brings them into a program. Each noun is a value that may be used in many graphs.
 */
public final class Nodes {
    private Nodes() {}

    /** Returns a source of frames from a recording: {@link FilterGraph#reader()} pulls them. */
    public static ReaderSource reader(ValkkaFS fs) {
        return new ReaderSource(fs, null, Map.of());
    }

    /** Returns a sink that records frames. */
    public static WriterSink writer(ValkkaFS fs) {
        return new WriterSink(fs);
    }

    /**
     * Returns a pipe that keeps a reader's frames in memory and passes them on at the recorded
     * speed: {@link FilterGraph#cacher()} seeks and plays.
     */
    public static CacherPipe cacher() {
        return new CacherPipe();
    }

    /**
     * Returns a sink that records frames by a manager, which plays them too: {@link #output}. The
     * graph starts the manager, and closes a manager that it has started.
     *
     * <pre>{@code
     * ValkkaFSManager manager = new ValkkaFSManager(fs);
     * FilterGraph g = FilterGraph.of(
     *     live("rtsp://192.168.0.157").slot(1).to(input(manager, fs).slotId(1, 1001)),
     *     output(manager, fs).slotId(101, 1001).to(info()));
     * g.start();
     * manager.seek(manager.getTimeRange().from());
     * manager.play();
     * }</pre>
     */
    public static ManagerSink input(ValkkaFSManager manager, ValkkaFS fs) {
        return new ManagerSink(manager, fs, null, Map.of());
    }

    /**
     * Returns a source of frames that a manager plays from one of its recordings, in step with the
     * others.
     */
    public static ManagerSource output(ValkkaFSManager manager, ValkkaFS fs) {
        return new ManagerSource(manager, fs, null, Map.of());
    }

    /** Returns a sink that hands every frame to several branches. */
    public static ForkSink fork() {
        return new ForkSink(null, Map.of());
    }

    /** Returns a pipe that prints each frame on five lines. */
    public static Pipe info() {
        return new Pipe(
                "info", null, InfoFrameFilter.class, (name, next) -> NodeParts.filter(new InfoFrameFilter(name, next)));
    }

    /** Returns a pipe that prints each frame on one line. */
    public static Pipe briefInfo() {
        return new Pipe(
                "briefInfo",
                null,
                BriefInfoFrameFilter.class,
                (name, next) -> NodeParts.filter(new BriefInfoFrameFilter(name, next)));
    }

    /**
     * Returns a pipe that counts frames:
     * {@code graph.node("count", CountFrameFilter.class).count()}.
     */
    public static Pipe count() {
        return new Pipe(
                "count",
                null,
                CountFrameFilter.class,
                (name, next) -> NodeParts.filter(new CountFrameFilter(name, next)));
    }

    /** Returns a pipe that lets the frames of one slot through. */
    public static Pipe passSlot(int slot) {
        return new Pipe(
                "passSlot",
                null,
                PassSlotFrameFilter.class,
                (name, next) -> NodeParts.filter(new PassSlotFrameFilter(name, slot, next)));
    }

    /**
     * Returns a pipe that announces each stream by a setup frame. {@code file(path)} needs it
     * behind a reader, or in a branch that is connected while frames flow.
     */
    public static Pipe initStream() {
        return new Pipe(
                "initStream",
                null,
                InitStreamFrameFilter.class,
                (name, next) -> NodeParts.filter(new InitStreamFrameFilter(name, next)));
    }

    /** Returns a pipe that gives every frame one slot number. */
    public static Pipe setSlot(int slot) {
        return new Pipe("setSlot", null, SetSlotFrameFilter.class, (name, next) -> {
            SetSlotFrameFilter filter = new SetSlotFrameFilter(name, next);
            filter.setSlot(slot);
            return NodeParts.filter(filter);
        });
    }

    /**
     * Returns a gate that lets frames through while it is open. The gate is open at first:
     * {@code graph.node("gate", GateFrameFilter.class).unSet()}.
     */
    public static Pipe gate() {
        return new Pipe(
                "gate", null, GateFrameFilter.class, (name, next) -> NodeParts.filter(new GateFrameFilter(name, next)));
    }

    /** Returns a pipe that shows each frame to {@code observer}, and passes the frame on. */
    public static Pipe tap(Consumer<? super Frame> observer) {
        Objects.requireNonNull(observer, "observer");
        return filter("tap", next -> frame -> {
            observer.accept(frame);
            next.run(frame);
        });
    }

    /**
     * Returns a pipe that lets a frame through when {@code condition} holds for the frame. Markers
     * always pass.
     */
    public static Pipe where(Predicate<? super Frame> condition) {
        Objects.requireNonNull(condition, "condition");
        return filter("where", next -> frame -> {
            if (frame instanceof MarkerFrame || condition.test(frame)) {
                next.run(frame);
            }
        });
    }

    /**
     * Returns a pipe of any filter: {@code pipe(next -> new MyFilter("mine", next))}. The filter is
     * made anew for each graph.
     *
     * @param maker gets the next filter, and returns a filter that passes frames on to the next
     */
    public static Pipe pipe(UnaryOperator<FrameFilter> maker) {
        Objects.requireNonNull(maker, "maker");
        return filter("pipe", maker);
    }

    private static Pipe filter(String noun, UnaryOperator<FrameFilter> maker) {
        return new Pipe(noun, null, FrameFilter.class, (name, next) -> NodeParts.filter(maker.apply(next)));
    }
}
