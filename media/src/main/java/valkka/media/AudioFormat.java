package valkka.media;

import java.util.List;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;

/**
 * What is known of a camera's sound. Cameras announce G.711 of 16 kHz as they announce the usual
 * one of 8 kHz, so the rate is told from the times of the packets where they do not tell it.
 *
 * @param sampleRate Hz; 0 while it is unknown
 */
public record AudioFormat(Codec codec, int sampleRate) {
    /** So much sound tells its rate, though single packets come early or late. */
    private static final int ENOUGH_MS = 1000;

    /**
     * Tells the format of sound by its packets, a second of them or more.
     *
     * @param packets of one stream, in their order
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is none
     */
    public static AudioFormat of(List<BasicFrame> packets) {
        if (packets.isEmpty()) {
            throw ValkkaException.badArgument("there is no packet of sound to tell a format by");
        }
        BasicFrame first = packets.get(0);
        SoundSpacing spacing = new SoundSpacing();
        packets.forEach(packet -> spacing.add(packet.mstimestamp(), packet.size()));
        boolean known = !SoundTrack.hidesRate(first.codec()) || spacing.millis() >= ENOUGH_MS;
        int rate = SoundTrack.of(first, spacing.bytesPerSecond(), 0)
                .map(SoundTrack::sampleRate)
                .orElse(0);
        return new AudioFormat(first.codec(), known ? rate : 0);
    }

    /** As in {@code PCMA, 16 kHz}. */
    @Override
    public String toString() {
        if (sampleRate == 0) {
            return codec.label();
        }
        String kilohertz = sampleRate % 1000 == 0 ? "" + sampleRate / 1000 : "" + sampleRate / 1000.0;
        return codec.label() + ", " + kilohertz + " kHz";
    }
}
