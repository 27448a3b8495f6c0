package valkka.kernel;

/** Where things are shown: under a notebook's cell, or on a desktop, or in a terminal. */
interface Surface {
    /** Shows once. */
    void show(Output output);

    /**
     * Shows something that will change; under the cell that runs now, also when it does not run any
     * more.
     */
    Place open(Output first);

    /** One place that shows values. */
    interface Place {
        /** Shows something else in the same place. Any thread may call it. */
        void update(Output output);
    }
}
