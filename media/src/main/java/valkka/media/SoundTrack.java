package valkka.media;

import java.nio.ByteBuffer;
import java.util.Optional;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * The sound of a file.
 *
 * @param extradata an AudioSpecificConfig or an identification header of Opus; empty for others
 * @param sampleRate Hz
 * @param bitsPerSample of one channel, as encoded; 0 where that changes
 */
record SoundTrack(Codec codec, byte[] extradata, int sampleRate, int channels, int bitsPerSample) implements Track {
    private static final byte[] NO_EXTRADATA = {};
    private static final int TELEPHONE_RATE = 8000;
    private static final int G711_BITS = 8;
    private static final int G726_BITS = 4; // G726-32, the usual one
    private static final int L16_BITS = 16;

    /** The rates that cameras have; the nearest one is taken. */
    private static final int[] RATES = {8_000, 16_000, 32_000, 44_100, 48_000};

    /** From here on two channels of 44,100 or 48,000 Hz are likelier than one of a higher rate. */
    private static final int MOST_SAMPLES = 65_000;

    /** Returns whether packets of this codec tell nothing of their rate. */
    static boolean hidesRate(Codec codec) {
        return isG711(codec) || codec.equals(Codec.G726) || codec.equals(Codec.PCM_S16BE);
    }

    private static boolean isG711(Codec codec) {
        return codec.equals(Codec.PCMA) || codec.equals(Codec.PCMU);
    }

    /**
     * Returns the track of a stream that begins with this packet of sound; empty when a recording
     * does not tell enough.
     *
     * @param bytesPerSecond as the packets' times tell; 0 where they do not
     * @param asked the sampling rate that the user gave; 0 for none
     */
    static Optional<SoundTrack> of(BasicFrame packet, double bytesPerSecond, int asked) {
        Codec codec = packet.codec();
        if (codec.equals(Codec.AAC)) {
            return AdtsFrame.of(packet)
                    .map(adts -> new SoundTrack(codec, adts.config(), adts.sampleRate(), adts.channels(), 0));
        }
        if (codec.equals(Codec.OPUS)) {
            return packet.size() == 0
                    ? Optional.empty()
                    : Optional.of(new SoundTrack(
                            codec, OpusPacket.head(packet), OpusPacket.RATE, OpusPacket.channels(packet), 0));
        }
        if (isG711(codec)) {
            int rate = asked > 0 ? asked : nearest(bytesPerSecond, TELEPHONE_RATE, RATES);
            return Optional.of(new SoundTrack(codec, NO_EXTRADATA, rate, 1, G711_BITS));
        }
        if (codec.equals(Codec.G726)) {
            int rate = asked > 0 ? asked : TELEPHONE_RATE;
            int bits = nearest(bytesPerSecond * 8 / rate, G726_BITS, 2, 3, 4, 5);
            return Optional.of(new SoundTrack(codec, NO_EXTRADATA, rate, 1, bits));
        }
        if (codec.equals(Codec.PCM_S16BE)) {
            double samples = bytesPerSecond / 2;
            int channels = asked > 0 ? nearest(samples / asked, 1, 1, 2) : samples > MOST_SAMPLES ? 2 : 1;
            int rate = asked > 0 ? asked : nearest(samples / channels, TELEPHONE_RATE, RATES);
            return Optional.of(new SoundTrack(codec, NO_EXTRADATA, rate, channels, L16_BITS));
        }
        return Optional.empty();
    }

    /** The nearest by their ratio; {@code usual} where nothing was measured. */
    private static int nearest(double measured, int usual, int... candidates) {
        int best = usual;
        double least = Double.POSITIVE_INFINITY;
        for (int candidate : candidates) {
            double distance = Math.abs(Math.log(measured / candidate));
            if (measured > 0 && distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Returns how many samples of each channel a packet has; 0 where it does not say so. */
    long samples(BasicFrame packet) {
        if (codec.equals(Codec.AAC)) {
            return AdtsFrame.SAMPLES;
        }
        if (codec.equals(Codec.OPUS)) {
            return OpusPacket.samples(packet);
        }
        return bitsPerSample == 0 ? 0 : packet.size() * 8L / ((long) bitsPerSample * channels);
    }

    /** Returns how many bytes of a packet go into the file. */
    int sizeOf(BasicFrame packet) {
        return packet.size() - headerOf(packet);
    }

    /** Puts a packet at the target's position as files hold it. */
    void copy(BasicFrame packet, ByteBuffer target) {
        int header = headerOf(packet);
        int from = target.position();
        packet.copyTo(target, header, packet.size() - header);
        if (codec.equals(Codec.G726)) {
            G726Packing.turn(target, from, target.position(), bitsPerSample);
        }
    }

    private int headerOf(BasicFrame packet) {
        return codec.equals(Codec.AAC)
                ? AdtsFrame.of(packet).map(AdtsFrame::header).orElse(0)
                : 0;
    }

    /** As in {@code PCMA 16000 Hz, 1 ch}. */
    @Override
    public String toString() {
        return codec + " " + sampleRate + " Hz, " + channels + " ch"
                + (codec.equals(Codec.G726) ? ", " + sampleRate / 1000 * bitsPerSample + " kbit/s" : "");
    }
}
