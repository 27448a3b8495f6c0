package valkka.bench;

/**
 * The extent of the measurements.
 *
 * @param bytes the bytes written, and read, in each run of these rows
 * @param pairs the pairs of runs, ours and the limit's
 * @param blocks the blocks of the searched recording, and the frames of the plotted one
 * @param searches the searches of each kind
 * @param loadMs how long the rings of the load row are written
 * @param stallEveryMs how often the load row's disk stalls
 * @param stallMs how long each stall lasts
 * @param rings the rings of the load row
 * @param cameras the cameras of the ingest row
 * @param ingestMs how long each ingest run lasts
 * @param ingestTimes how many ingest runs there are
 * @param recordedCameras the cameras of the cameras rows, and of the last record row, which take as long as the load row
 * @param cameraSteps how often a quarter more cameras are tried, for a quarter of the time
 * @param peerCameras the cameras of the record rows, which take as long as the load row
 * @param playMs how long the streams of the play rows are played
 */
record Effort(
        long bytes,
        int pairs,
        int blocks,
        int searches,
        long loadMs,
        long stallEveryMs,
        long stallMs,
        int rings,
        int cameras,
        long ingestMs,
        int ingestTimes,
        int recordedCameras,
        int cameraSteps,
        int peerCameras,
        long playMs) {
    static final Effort FULL = new Effort(
            2_000_000_000L, 7, 1_000_000, 100_000, 60_000, 10_000, 2_000, 16, 16, 5_000, 3, 100, 6, 20, 20_000);

    /** Shows that everything works; its figures are rough. */
    static final Effort QUICK =
            new Effort(250_000_000L, 3, 100_000, 20_000, 5_000, 2_000, 500, 16, 4, 2_000, 1, 8, 0, 4, 2_000);
}
