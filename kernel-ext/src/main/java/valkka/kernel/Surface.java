package valkka.kernel;

import java.util.Optional;
import valkka.player.Player;

/** Where things are shown: under a notebook's cell, or on a desktop, or in a terminal. */
interface Surface {
    /** Shows once. */
    void show(Output output);

    /**
     * Shows something that will change; under the cell that runs now, also when it does not run any
     * more.
     */
    Place open(Output first);

    /** Shows a player once. */
    void show(Player player);

    /**
     * Shows a player that another output will replace later; empty where a player shows only a
     * picture.
     */
    Optional<Place> open(Player player);

    /** One place that shows values. */
    interface Place {
        /** Shows something else in the same place. Any thread may call it. */
        void update(Output output);
    }
}
