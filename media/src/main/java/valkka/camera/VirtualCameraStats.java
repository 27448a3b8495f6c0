package valkka.camera;

/**
 * The counts of a {@link VirtualCamera} so far.
 *
 * @param pictures pictures taken, one at each beat of the clock
 * @param encoded the pictures that a client watched, and that were encoded
 * @param bytes the bytes of the encoded pictures, sent to each client
 * @param clients who watches now
 * @param picturesLost the encoded pictures that {@link CameraTrouble} kept from being sent
 * @param packetsLost RTP packets that it kept from being sent, those of the sound too
 * @param picturesMissed pictures that a client watched for and that were not taken: the machine
 *     stood still or the clock was set ahead by more than 2 s, or the encoder left them out
 * @param picturesSkipped encoded pictures that were not sent to a client that did not keep up, up to
 *     its next key frame; each client counted
 * @param soundSkipped packets of sound that were not sent to such a client
 * @param failure why the camera ended by itself, empty as long as it has not
 */
public record VirtualCameraStats(
        long pictures,
        long encoded,
        long bytes,
        int clients,
        long picturesLost,
        long packetsLost,
        long picturesMissed,
        long picturesSkipped,
        long soundSkipped,
        String failure) {
    @Override
    public String toString() {
        return pictures + " pictures, " + encoded + " encoded (" + bytes + " bytes), " + clients + " watching"
                + (picturesLost + packetsLost == 0
                        ? ""
                        : ", lost " + picturesLost + " pictures and " + packetsLost + " packets")
                + (picturesMissed == 0 ? "" : ", missed " + picturesMissed + " pictures")
                + (picturesSkipped + soundSkipped == 0
                        ? ""
                        : ", skipped " + picturesSkipped + " pictures and " + soundSkipped
                                + " packets of sound for slow clients")
                + (failure.isEmpty() ? "" : "; FAILED: " + failure);
    }
}
