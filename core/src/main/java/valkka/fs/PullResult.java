package valkka.fs;

import java.util.List;

/**
 * What came of a pull.
 *
 * @param frames frames that went into the filter
 * @param bytes their payloads
 * @param gone blocks that were overwritten while they were read: nothing of them was passed on
 * @param corrupt blocks that ended before their end mark: the frames in front of that were passed on
 * @param neverWritten blocks without a frame
 */
public record PullResult(
        long frames, long bytes, List<Integer> gone, List<Integer> corrupt, List<Integer> neverWritten) {
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
