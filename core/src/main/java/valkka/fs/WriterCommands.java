package valkka.fs;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;

/**
 * Callers' requests to a recording between two frames: flushes, and updates of the table. Each
 * request is due when all frames that were accepted before it are written.
 */
final class WriterCommands {
    /** An action on the recording, in the writer's thread. */
    @FunctionalInterface
    interface Action {
        void run(RingWriter ring) throws IOException;
    }

    private record Command(Action action, long position, CompletableFuture<Void> done) {}

    private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
    /**
     * Set before the remaining commands are refused: a caller who adds one later refuses it
     * himself.
     */
    private volatile @Nullable Supplier<ValkkaException> refusal;

    /**
     * Adds an action.
     *
     * @param position how many frames are to be written before it
     * @return done when the action is; ends with a {@code ValkkaException} when the action is
     *     refused
     */
    CompletableFuture<Void> add(Action action, long position) {
        Command command = new Command(action, position, new CompletableFuture<>());
        commands.add(command);
        Supplier<ValkkaException> refused = refusal;
        if (refused != null && commands.remove(command)) {
            command.done().completeExceptionally(refused.get());
        }
        return command.done();
    }

    /**
     * Runs the actions that are due when {@code written} frames are written. Actions that fail
     * stay, to be refused.
     */
    void run(RingWriter ring, long written) throws IOException {
        for (Command command = commands.peek(); command != null; command = commands.peek()) {
            if (command.position() > written) {
                return;
            }
            command.action().run(ring);
            commands.remove(command);
            command.done().complete(null);
        }
    }

    /** Refuses all remaining actions, and all future ones. */
    void refuseAll(Supplier<ValkkaException> why) {
        refusal = why;
        for (Command command = commands.poll(); command != null; command = commands.poll()) {
            command.done().completeExceptionally(why.get());
        }
    }
}
