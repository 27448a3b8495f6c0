package valkka.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/**
 * Whether a file gets sound, and which. The codec must have a place in the container. Where packets
 * do not tell their sampling rate, the times of a second of packets tell it.
 */
final class SoundChoice {
    /** So much sound tells its rate, though single packets come early or late. */
    private static final int ENOUGH_MS = 1000;
    /** A rate this far from the chosen one is doubtful. */
    private static final double DOUBTFUL = 1.2;

    private static final int TELEPHONE_RATE = 8000;

    private final Container container;
    private final int asked;
    private final SoundSpacing spacing;
    private final List<String> notes = new ArrayList<>();
    private @Nullable BasicFrame first; // null before the first packet that has a place
    private boolean refused;

    /**
     * @param asked the sampling rate that the user gave; 0 for none
     * @param spacing of the sound to come, where it is known already; it is completed
     */
    SoundChoice(Container container, int asked, SoundSpacing spacing) {
        this.container = container;
        this.asked = asked;
        this.spacing = spacing;
    }

    /** Returns whether a packet that comes before the file is open belongs into the file. */
    boolean takes(BasicFrame packet) {
        if (refused) {
            return false;
        }
        BasicFrame known = first;
        if (known == null) {
            if (!hasPlace(packet)) {
                return false;
            }
            first = packet;
        } else if (!packet.codec().equals(known.codec())) {
            return false;
        }
        spacing.add(packet.mstimestamp(), packet.size());
        return true;
    }

    private boolean hasPlace(BasicFrame packet) {
        Codec codec = packet.codec();
        if (SoundTrack.of(packet, 0, asked).isEmpty()) {
            refuse("the recording does not tell what the sound, " + codec + ", needs to be played");
        } else if (!container.takes(codec)) {
            refuse(container + " has no place for the sound, " + codec + ", and matroska has");
        }
        return !refused;
    }

    /** Leaves the sound out. */
    void refuse(String why) {
        if (!refused) {
            refused = true;
            notes.add("without sound: " + why);
        }
    }

    boolean isRefused() {
        return refused;
    }

    /** Returns whether sound has come. */
    boolean hasBegun() {
        return first != null;
    }

    /** Returns whether more packets would tell nothing more. */
    boolean isSettled() {
        BasicFrame known = first;
        return refused
                || (known != null
                        && (asked > 0 || !SoundTrack.hidesRate(known.codec()) || spacing.millis() >= ENOUGH_MS));
    }

    /** Returns the track, or empty for a file without sound. */
    Optional<SoundTrack> track() {
        BasicFrame known = first;
        if (refused || known == null) {
            return Optional.empty();
        }
        Optional<SoundTrack> track = SoundTrack.of(known, spacing.bytesPerSecond(), asked);
        track.ifPresent(this::tell);
        return track;
    }

    /** What was taken from the packets' times, unless it is what telephones have. */
    private void tell(SoundTrack track) {
        if (asked > 0 || !SoundTrack.hidesRate(track.codec())) {
            return;
        }
        double told = spacing.bytesPerSecond() * 8 / (track.bitsPerSample() * track.channels());
        double off = told == 0 ? 1 : Math.max(told / track.sampleRate(), track.sampleRate() / told);
        if (off > DOUBTFUL) {
            notes.add("the sound is taken for " + track + ", though " + Math.round(told)
                    + " samples a second came: say its rate with audioSampleRate(hz) if the pitch is wrong");
        } else if (track.sampleRate() != TELEPHONE_RATE || track.bitsPerSample() != 8) {
            notes.add("the sound is taken for " + track + ", as the times of its packets tell");
        }
    }

    List<String> notes() {
        return notes;
    }
}
