package valkka.media;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.Block.State;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;

/**
 * Reads the sound of one stream as it is stored, also during recording. Nothing is decoded, and no
 * native library is used. libValkka has no such class.
 *
 * <p>Cameras do not tell the sampling rate of some codecs. The times of the packets tell it here, as
 * in an export. One thread at a time uses an object.
 */
public final class StoredSound {
    /** A piece ends when it has so many bytes. */
    public static final int MOST_BYTES = 1 << 20;
    /** A piece ends when it has so many packets. */
    public static final int MOST_PACKETS = 2000;

    private static final int MOST_BLOCKS = 16;
    /** So much sound tells its rate, though single packets come early or late. */
    private static final int ENOUGH_MS = 1000;

    private final ValkkaFS fs;
    private final long id;
    private @Nullable Content lastRead;
    private @Nullable SoundTrack told; // the track that a second of packets or more told

    /** The packets of a closed block. */
    private record Content(Block block, List<BasicFrame> packets) {}

    /**
     * How sound is encoded.
     *
     * @param description what a decoder must know first: the AudioSpecificConfig of AAC, the
     *     identification header of Opus; empty for others
     * @param sampleRate Hz
     */
    public record Format(Codec codec, byte[] description, int sampleRate, int channels) {
        @Override
        public String toString() {
            return codec + ", " + sampleRate + " Hz, channels: " + channels;
        }
    }

    /**
     * A packet of sound.
     *
     * @param mstimestamp when it was recorded, Unix ms
     * @param data without the header that AAC has in a recording
     */
    public record Packet(long mstimestamp, byte[] data) {
        @Override
        public String toString() {
            return data.length + " bytes of sound at " + Instant.ofEpochMilli(mstimestamp);
        }
    }

    /**
     * Packets that follow each other, all of one format.
     *
     * @param format empty without packets
     * @param isLast whether the recording has no later packet now
     */
    public record Piece(Optional<Format> format, List<Packet> packets, boolean isLast) {
        /** Makes a piece, with a copy of the list. */
        public Piece {
            packets = List.copyOf(packets);
        }
    }

    /**
     * Makes a reader of a stream's sound.
     *
     * @param id the stream's, as it was recorded
     */
    public StoredSound(ValkkaFS fs, long id) {
        this.fs = fs;
        this.id = id;
    }

    /**
     * Returns the packets that are later than {@code after} and earlier than {@code until}. A piece
     * ends earlier at {@link #MOST_BYTES} and {@link #MOST_PACKETS}, and where the format changes.
     * Packets that do not tell how they can be played are left out. A block that is overwritten
     * meanwhile is left out, too.
     *
     * @param after Unix ms
     * @param until Unix ms
     * @throws ValkkaException {@code IO} when the disk fails, {@code CLOSED} when the thread is
     *     interrupted
     */
    public Piece read(long after, long until) {
        SoundTrack track = null;
        List<Packet> packets = new ArrayList<>();
        int bytes = 0;
        int looked = 0;
        for (int number : fs.getBlockTable().inReadingOrder(new TimeRange(after, Long.MAX_VALUE))) {
            List<BasicFrame> stored = soundOf(fs.block(number));
            for (BasicFrame packet : stored) {
                if (packet.mstimestamp() <= after) {
                    continue;
                }
                if (packet.mstimestamp() >= until || bytes >= MOST_BYTES || packets.size() >= MOST_PACKETS) {
                    return piece(track, packets, false);
                }
                if (track == null) {
                    track = trackOf(packet, stored);
                }
                if (track == null) {
                    continue;
                }
                if (!isOf(track, packet)) {
                    return piece(track, packets, false);
                }
                packets.add(new Packet(packet.mstimestamp(), data(track, packet)));
                bytes += packet.size();
            }
            if (++looked == MOST_BLOCKS) {
                return piece(track, packets, false);
            }
        }
        return piece(track, packets, true);
    }

    private static Piece piece(@Nullable SoundTrack track, List<Packet> packets, boolean isLast) {
        Optional<Format> format = Optional.ofNullable(track)
                .map(known -> new Format(known.codec(), known.extradata(), known.sampleRate(), known.channels()));
        return new Piece(format, packets, isLast);
    }

    /** Returns how a packet and those behind it are played; {@code null} where they do not tell. */
    private @Nullable SoundTrack trackOf(BasicFrame packet, List<BasicFrame> stored) {
        if (!SoundTrack.hidesRate(packet.codec())) {
            return SoundTrack.of(packet, 0, 0).orElse(null);
        }
        SoundTrack known = told;
        if (known != null && known.codec().equals(packet.codec())) {
            return known;
        }
        SoundSpacing spacing = new SoundSpacing();
        for (BasicFrame one : stored) {
            if (one.codec().equals(packet.codec())) {
                spacing.add(one.mstimestamp(), one.size());
            }
        }
        boolean enough = spacing.millis() >= ENOUGH_MS;
        SoundTrack track =
                SoundTrack.of(packet, enough ? spacing.bytesPerSecond() : 0, 0).orElse(null);
        told = enough ? track : null;
        return track;
    }

    /** AAC and Opus tell with each packet what they are. */
    private static boolean isOf(SoundTrack track, BasicFrame packet) {
        if (!packet.codec().equals(track.codec())) {
            return false;
        }
        return SoundTrack.hidesRate(track.codec())
                || SoundTrack.of(packet, 0, 0)
                        .map(own -> own.sampleRate() == track.sampleRate() && own.channels() == track.channels())
                        .orElse(false);
    }

    private static byte[] data(SoundTrack track, BasicFrame packet) {
        ByteBuffer data = ByteBuffer.allocate(track.sizeOf(packet));
        track.copy(packet, data);
        return data.array();
    }

    /** Remembers the sound of one closed block: the next piece mostly goes on in the same block. */
    private List<BasicFrame> soundOf(Block block) {
        Content known = lastRead;
        if (known != null && known.block().equals(block)) {
            return known.packets();
        }
        try {
            List<BasicFrame> packets = fs.readBlock(block.number()).stream()
                    .filter(this::isSound)
                    .map(RecordedFrame::frame)
                    .toList();
            lastRead = block.state() == State.WRITTEN ? new Content(block, packets) : null;
            return packets;
        } catch (ValkkaException e) {
            if (e.kind() == Kind.GONE) {
                return List.of();
            }
            throw e;
        }
    }

    private boolean isSound(RecordedFrame recorded) {
        return recorded.id() == id
                && recorded.frame().codec().mediaType() == MediaType.AUDIO
                && recorded.frame().size() > 0;
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "the stored sound of id " + id + " of " + fs.directory();
    }
}
