package valkka.player;

import valkka.frame.ValkkaException;

/**
 * Something that shows itself in a web page and answers the questions of this page: a
 * {@link Player}, or a {@link LivePicture}. In a notebook it is a Jupyter widget.
 */
public interface Widget extends AutoCloseable {
    /** The views that the page's module has. */
    enum View {
        /** Recordings, with a timeline. */
        PLAYER,
        /** Cameras, as they send now. */
        LIVE
    }

    /** Returns the view that the page shows. */
    View view();

    /**
     * Returns the address of a page on this machine. The address contains a secret, and is valid
     * until {@link #close()}. The first call starts the page's server.
     *
     * @throws ValkkaException {@code IO} when no port can be had, {@code CLOSED} after
     *     {@link #close()}
     */
    String address();

    /**
     * Answers a question of a page. This is for connections to a page, such as a notebook's.
     *
     * @param question a JSON object
     * @return the answer; an error is an answer, too
     */
    Answer answer(String question);

    /** Returns whether it was closed. */
    boolean isClosed();

    /** Ends it: pages get no more answers, and the server's threads end. */
    @Override
    void close();
}
