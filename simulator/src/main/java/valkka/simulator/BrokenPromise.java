package valkka.simulator;

/**
 * A promise that did not hold.
 *
 * @param promise the promise
 * @param what what was seen instead
 */
record BrokenPromise(Promise promise, String what) {
    @Override
    public String toString() {
        return promise + " (" + promise.text() + "): " + what;
    }
}
