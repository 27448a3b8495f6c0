package valkka.bench;

/**
 * How much is measured.
 *
 * @param bytes written, and read, in each run of those rows
 * @param pairs of runs, ours and the limit's
 * @param blocks of the recording that is searched, and frames of the one that is plotted
 * @param searches of each kind
 * @param loadMs how long the rings of the load row are written
 * @param stallEveryMs how often the load row's disk stalls
 * @param stallMs for how long
 * @param rings of the load row
 * @param cameras of the ingest row
 * @param ingestMs how long they are listened to, each time
 * @param ingestTimes how many times
 * @param recordedCameras of the cameras rows, which take as long as the load row
 * @param cameraSteps how often a quarter more of them is tried, for a quarter of the time
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
        long playMs) {
    static final Effort FULL =
            new Effort(2_000_000_000L, 7, 1_000_000, 100_000, 60_000, 10_000, 2_000, 16, 16, 5_000, 3, 100, 6, 20_000);

    /** To see that everything works: its figures are rough. */
    static final Effort QUICK =
            new Effort(250_000_000L, 3, 100_000, 20_000, 5_000, 2_000, 500, 16, 4, 2_000, 1, 8, 0, 2_000);
}
