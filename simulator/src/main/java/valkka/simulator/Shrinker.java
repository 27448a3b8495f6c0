package valkka.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes a scenario that breaks a promise smaller, as long as the same promise breaks. */
final class Shrinker {
    private static final int MOST_RUNS = 200;
    private static final long SHORTEST_MILLIS = 250;

    private final Path directory;
    private final Promise promise;
    private Scenario smallest;
    private int runs;

    private Shrinker(Scenario scenario, Promise promise, Path directory) {
        this.smallest = scenario;
        this.promise = promise;
        this.directory = directory;
    }

    /**
     * Returns a small scenario that breaks the same promise.
     *
     * @param scenario a scenario that breaks it
     */
    static Scenario shrink(Scenario scenario, Promise promise, Path directory) {
        Shrinker shrinker = new Shrinker(scenario, promise, directory);
        boolean smaller = true;
        while (smaller && shrinker.runs < MOST_RUNS) {
            smaller = shrinker.round();
        }
        return shrinker.smallest;
    }

    private boolean round() {
        boolean smaller = shorten();
        for (int i = smallest.troubles().size() - 1; i >= 0; i--) {
            smaller |= attempt(smallest.withTroubles(without(smallest.troubles(), i)));
        }
        for (int i = smallest.cameras().size() - 1; i >= 0 && smallest.cameras().size() > 1; i--) {
            smaller |= attempt(smallest.withCameras(without(smallest.cameras(), i)));
        }
        for (int i = 0; i < smallest.cameras().size(); i++) {
            CameraScript camera = smallest.cameras().get(i);
            if (!camera.quirks().isEmpty()) {
                List<CameraScript> plainer = new ArrayList<>(smallest.cameras());
                plainer.set(i, camera.plain());
                smaller |= attempt(smallest.withCameras(plainer));
            }
        }
        if (smallest.looks() > 0) {
            smaller |= attempt(smallest.withoutLooks());
        }
        if (smallest.blocks() > 4) {
            smaller |= attempt(smallest.withBlocks(4));
        }
        return smaller;
    }

    private boolean shorten() {
        boolean shorter = false;
        for (long millis = smallest.millis() / 2; millis >= SHORTEST_MILLIS; millis /= 2) {
            while (smallest.millis() - millis >= SHORTEST_MILLIS && attempt(until(smallest.millis() - millis))) {
                shorter = true;
            }
        }
        return shorter;
    }

    private Scenario until(long millis) {
        List<Trouble> before = smallest.troubles().stream()
                .filter(trouble -> trouble.atMillis() < millis)
                .toList();
        return smallest.withMillis(millis).withTroubles(before);
    }

    private boolean attempt(Scenario candidate) {
        if (runs >= MOST_RUNS) {
            return false;
        }
        runs++;
        BrokenPromise broken = Simulation.run(candidate, directory, false).broken();
        boolean same = broken != null && broken.promise() == promise;
        if (same) {
            smallest = candidate;
        }
        return same;
    }

    private static <T> List<T> without(List<T> all, int index) {
        List<T> fewer = new ArrayList<>(all);
        fewer.remove(index);
        return fewer;
    }
}
