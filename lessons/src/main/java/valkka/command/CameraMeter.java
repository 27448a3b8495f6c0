package valkka.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import valkka.filter.FrameFilter;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.media.AudioFormat;
import valkka.media.VideoFormat;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * Measures the stream of a camera. The frames come from the camera's thread, and any thread may
 * ask.
 */
final class CameraMeter implements FrameFilter {
    private static final int HEADER = 36; // what a recording adds to each frame

    /**
     * Of very short groups of pictures some more are needed: at the beginning of a connection times
     * still move.
     */
    static final long SHORTEST_MILLIS = 1_000;

    /** So much sound without a picture shows that none is to come: sound waits for the picture. */
    private static final long SOUND_ALONE_MILLIS = 2_000;

    /** Many seconds of it. */
    private static final int MOST_SOUND_PACKETS = 1_000;

    private final int wantedGops;
    private final long shortestMillis;
    private final CompletableFuture<Void> enough = new CompletableFuture<>();
    private final Map<Integer, Codec> codecs = new TreeMap<>(); // by subsession
    private final List<Gop> gops = new ArrayList<>();
    private final Map<Integer, List<BasicFrame>> sound = new TreeMap<>(); // the first packets, by subsession
    private final AccessUnitAssembler units = new AccessUnitAssembler();
    private final List<BasicFrame> keyFrame = new ArrayList<>(); // the first one's NAL units
    private long firstTime;
    private long lastTime;
    private long keyTime; // of the GOP that is open; 0 before the first key frame
    private long pictures;
    private long gopPictures;
    private long soundSince; // the time of the first packet of sound; 0 before it
    private long soundUntil;
    private long bytes;
    private long gopBytes;
    private int largest;

    /**
     * From one key frame to the next.
     *
     * @param pictures how many pictures
     * @param bytes the space of these pictures in a recording, with their audio
     * @param millis how long it lasted
     */
    record Gop(long pictures, long bytes, long millis) {}

    /**
     * @param wantedGops how many make {@link #enough()}
     * @param shortestMillis how long it measures at least
     */
    CameraMeter(int wantedGops, long shortestMillis) {
        this.wantedGops = wantedGops;
        this.shortestMillis = shortestMillis;
    }

    /** Done when that many groups of pictures have come, or some seconds of sound alone. */
    CompletableFuture<Void> enough() {
        return enough;
    }

    @Override
    public synchronized void run(Frame frame) {
        if (frame instanceof SetupFrame setup) {
            codecs.put(setup.subsession(), setup.codec());
        } else if (frame instanceof BasicFrame basic) {
            codecs.putIfAbsent(basic.subsession(), basic.codec());
            if (basic.subsession() == 0) {
                video(basic);
            } else {
                gopBytes += basic.size() + HEADER;
                sound(basic);
            }
            bytes += basic.size() + HEADER;
            largest = Math.max(largest, basic.size());
        }
    }

    private void video(BasicFrame frame) {
        units.add(frame).ifPresent(this::picture);
        if (pictures == 0) {
            keyFrame.add(frame);
            if (keyFrame.size() > AccessUnitAssembler.MAX_UNITS) {
                keyFrame.clear(); // and no picture among them
            }
        }
    }

    private void picture(AccessUnit unit) {
        long time = unit.mstimestamp();
        if (unit.key() && time != keyTime) {
            if (keyTime != 0) {
                gops.add(new Gop(gopPictures, gopBytes, time - keyTime));
            }
            keyTime = time;
            gopPictures = 0;
            gopBytes = 0;
            if (gops.size() >= wantedGops && time - firstTime >= shortestMillis) {
                enough.complete(null);
            }
        }
        gopBytes += unit.size() + HEADER * unit.nalUnits().size();
        pictures++;
        gopPictures++;
        firstTime = pictures == 1 ? time : firstTime;
        lastTime = time;
    }

    private AudioFormat soundOf(int subsession, Codec codec) {
        List<BasicFrame> packets = sound.getOrDefault(subsession, List.of());
        return packets.isEmpty() ? new AudioFormat(codec, 0) : AudioFormat.of(packets);
    }

    private void sound(BasicFrame packet) {
        long time = packet.mstimestamp();
        List<BasicFrame> packets = sound.computeIfAbsent(packet.subsession(), absent -> new ArrayList<>());
        if (packets.size() < MOST_SOUND_PACKETS) {
            packets.add(packet);
        }
        soundSince = soundSince == 0 ? time : soundSince;
        soundUntil = time;
        if (pictures == 0 && soundUntil - soundSince >= SOUND_ALONE_MILLIS) {
            enough.complete(null);
        }
    }

    /** Returns whether a picture has come, or sound. */
    synchronized boolean hasSeenFrames() {
        return pictures > 0 || !keyFrame.isEmpty() || soundSince > 0;
    }

    /** Returns a report of the frames so far; the last of them has ended its picture. */
    synchronized CameraReport report(String address, String transport, Optional<Duration> clockOffset) {
        units.finish().ifPresent(this::picture);
        boolean soundAlone = pictures == 0;
        return new CameraReport(
                address,
                codecs.getOrDefault(0, Codec.H264),
                VideoFormat.of(List.copyOf(keyFrame)),
                codecs.entrySet().stream()
                        .filter(entry -> entry.getKey() > 0)
                        .map(entry -> soundOf(entry.getKey(), entry.getValue()))
                        .toList(),
                pictures,
                soundAlone ? soundUntil - soundSince : lastTime - firstTime,
                bytes,
                gops,
                largest,
                transport,
                clockOffset);
    }
}
