package valkka.fs;

import java.util.List;

/**
 * The result of a pull.
 *
 * @param frames frames that went into the filter
 * @param bytes the payloads of these frames, in bytes
 * @param gone blocks that were overwritten before or while they were read: none of their frames was
 *     passed on
 * @param corrupt blocks with corrupt bytes before their end mark: the frames in front of these
 *     bytes were passed on
 * @param neverWritten blocks without a frame
 */
public record PullResult(
        long frames, long bytes, List<Integer> gone, List<Integer> corrupt, List<Integer> neverWritten) {
    /** Makes a result, with copies of the lists. */
    public PullResult {
        gone = List.copyOf(gone);
        corrupt = List.copyOf(corrupt);
        neverWritten = List.copyOf(neverWritten);
    }

    @Override
    public String toString() {
        return frames + " frames, " + Bytes.text(bytes) + describe("gone", gone) + describe("corrupt", corrupt)
                + describe("never written", neverWritten);
    }

    private static String describe(String what, List<Integer> blocks) {
        return blocks.isEmpty() ? "" : "; " + what + ": blocks " + blocks;
    }
}
