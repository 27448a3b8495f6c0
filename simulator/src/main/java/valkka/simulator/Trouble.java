package valkka.simulator;

/**
 * Something that happens to a recorder.
 *
 * @param atMillis when, from the start
 * @param kind what
 * @param amount how much; each kind says of what
 */
record Trouble(long atMillis, Kind kind, long amount) {
    /** The kinds of trouble. */
    enum Kind {
        /** Datagrams are lost, for some milliseconds. */
        LOSS,
        /** Datagrams overtake each other, for some milliseconds. */
        REORDER,
        /** Datagrams come twice, for some milliseconds. */
        DUPLICATE,
        /** Nothing arrives, for some milliseconds, and then everything at once. */
        STALL,
        /** A camera's connection is reset: the number of the camera. */
        RESET,
        /** All cameras are unreachable, for some milliseconds. */
        OFFLINE,
        /** The wall clock is set, by some milliseconds. */
        CLOCK_STEP,
        /** The wall clock runs faster from now on, by some millionths. */
        CLOCK_DRIFT,
        /** The process is killed in its n-th change of the disk. */
        KILL,
        /** The power fails in the n-th change of the disk. */
        POWER_CUT,
        /** The process is killed in its n-th change of the block table. */
        KILL_AT_TABLE,
        /** The power fails in the n-th change of the block table. */
        CUT_AT_TABLE,
        /** The n-th change of the disk fails: Input/output error. */
        EIO,
        /** The n-th write writes a part of its bytes, and fails: No space left on device. */
        SHORT_WRITE,
        /** The next n replacements of the json fail: No space left on device. */
        JSON_FULL,
        /** The recorder is stopped well, and started again. */
        RESTART,
        /** The power fails some milliseconds after the last happening on the disk. */
        IDLE_CUT,
        /** Another process reads the recording, while every n-th call lets the recorder go on. */
        READ,
        /** Another process reads a range of time as an export does, as slowly as READ. */
        EXPORT,
        /** Another process reads the blocks at hand, while the recorder makes its next n changes of the disk. */
        LAPPED_READ,
        /** The open block's row is asked for. */
        TABLE,
        /** A second writer tries the same recording. */
        SECOND_WRITER;

        /** Returns whether the power fails, sooner or later. */
        boolean cutsPower() {
            return this == POWER_CUT || this == CUT_AT_TABLE || this == IDLE_CUT;
        }

        /** Returns whether the n-th change of the disk is counted in the block table alone. */
        boolean isOfTheTable() {
            return this == KILL_AT_TABLE || this == CUT_AT_TABLE;
        }
    }

    static Trouble parse(String text) {
        String[] parts = text.split(":");
        return new Trouble(Long.parseLong(parts[0]), Kind.valueOf(parts[1]), Long.parseLong(parts[2]));
    }

    /** Writes {@code 1200:KILL:17}. */
    @Override
    public String toString() {
        return atMillis + ":" + kind + ":" + amount;
    }
}
