package valkka.camera;

/**
 * The sound of a virtual camera: a quiet hum, and a beep at the beginning of each second. It
 * follows from the time alone, so that it is the same whenever it is made.
 */
final class Tone {
    /** How long a packet is. */
    static final long PACKET_MS = 20;

    private static final int SAMPLES_PER_MS = 8;
    private static final long BEEP_MS = 100;
    private static final double BEEP_HZ = 880;
    private static final double HUM_HZ = 110;
    private static final int BEEP_STRENGTH = 9000;
    private static final int HUM_STRENGTH = 900;

    private Tone() {}

    /** Returns the packet that begins at {@code time}, Unix ms: 160 samples at 8000 Hz, A-law. */
    static byte[] packet(long time) {
        byte[] payload = new byte[(int) PACKET_MS * SAMPLES_PER_MS];
        for (int i = 0; i < payload.length; i++) {
            long sample = Math.floorMod(time, 1000L) * SAMPLES_PER_MS + i;
            boolean beep = sample < BEEP_MS * SAMPLES_PER_MS;
            double turns = sample * (beep ? BEEP_HZ : HUM_HZ) / (1000 * SAMPLES_PER_MS);
            int strength = beep ? BEEP_STRENGTH : HUM_STRENGTH;
            payload[i] = ALaw.encode((int) Math.round(StrictMath.sin(2 * Math.PI * turns) * strength));
        }
        return payload;
    }
}
