package valkka.rtsp;

import java.util.function.Consumer;

/** Where the access units of one client come from. Used on the server's thread alone. */
interface RtspServerFeed {
    /** The client's end of a feed, on the server's thread. */
    interface Client {
        /** Sends a unit, or leaves it out when it is not its turn. */
        void send(RtpAccessUnit unit);

        /** Returns whether the client keeps up. */
        boolean isWritable();

        /** Nothing more comes, until the client asks again. */
        void ended();
    }

    /**
     * Gets ready to play as asked. Playing stops when the answer says that it begins.
     *
     * @param ready gets the answer once, on the server's thread, perhaps at once
     */
    void prepare(RtspPlayRequest request, Consumer<RtspPlayAnswer> ready);

    /** Delivers from now on what was prepared. Does nothing while it delivers already. */
    void start();

    /** Delivers nothing until the next start. */
    void pause();

    /** The client did not get an access unit, because it did not keep up. */
    default void skipped(RtpAccessUnit unit) {}

    /** Delivers nothing any more. */
    void close();
}
