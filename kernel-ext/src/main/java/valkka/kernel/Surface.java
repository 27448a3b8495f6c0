package valkka.kernel;

import java.util.Optional;
import valkka.player.Widget;

/** Where things are shown: under a notebook's cell, or on a desktop, or in a terminal. */
interface Surface {
    /** Shows once. */
    void show(Output output);

    /**
     * Shows something that will change; under the cell that runs now, also when it does not run any
     * more.
     */
    Place open(Output first);

    /** Shows a player or a live picture once. */
    void show(Widget widget);

    /** Shows a widget that another output will replace later; empty where there are no widgets. */
    Optional<Place> open(Widget widget);

    /** One place that shows values. */
    interface Place {
        /** Shows something else in the same place. Any thread may call it. */
        void update(Output output);
    }
}
