package valkka.live;

import valkka.frame.ValkkaException;

/** Hears what happens to a stream, in the stream's thread. */
interface LiveListener {
    void onState(StreamState state);

    /** Something went wrong; the same fault in a row is told once. */
    void onError(ValkkaException error);
}
