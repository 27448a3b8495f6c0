package valkka.camera;

/**
 * The counts of a {@link VirtualCamera} so far.
 *
 * @param pictures pictures taken, one at each beat of the clock
 * @param encoded the pictures that a client watched, and that were encoded
 * @param bytes the bytes of the encoded pictures, sent to each client
 * @param clients who watches now
 * @param picturesLost the encoded pictures that {@link CameraTrouble} kept from being sent
 * @param packetsLost RTP packets that it kept from being sent
 * @param failure why the camera ended by itself, empty as long as it has not
 */
public record VirtualCameraStats(
        long pictures, long encoded, long bytes, int clients, long picturesLost, long packetsLost, String failure) {
    @Override
    public String toString() {
        return pictures + " pictures, " + encoded + " encoded (" + bytes + " bytes), " + clients + " watching"
                + (picturesLost + packetsLost == 0
                        ? ""
                        : ", lost " + picturesLost + " pictures and " + packetsLost + " packets")
                + (failure.isEmpty() ? "" : "; FAILED: " + failure);
    }
}
