package valkka.simulator;

/** Searches for a broken promise, inside the class loader of a {@link FaultTrial}. */
final class FaultSearch {
    private FaultSearch() {}

    /**
     * Runs seeds until a promise breaks.
     *
     * @return the last seed that ran, the promise or an empty string, what was seen
     */
    static String[] search(long from, long to) {
        Campaign.silenceLibrary();
        return Campaign.inScratch(directory -> {
            for (long seed = from; seed <= to && !Thread.currentThread().isInterrupted(); seed++) {
                BrokenPromise broken =
                        Simulation.run(ScenarioMaker.of(seed), directory, false).broken();
                if (broken != null) {
                    return new String[] {Long.toString(seed), broken.promise().name(), broken.what()};
                }
            }
            return new String[] {Long.toString(to), "", ""};
        });
    }
}
