package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.nal.NalUnits;

/**
 * GStreamer's payloaders as the reference: an encoder's output goes into a file as it is, and by RTP into others. Our
 * units are the same bytes; behind a network that loses, repeats and mixes up packets they are, or the loss is named.
 */
class RtpGStreamerTest {
    /** {@code -Dvalkka.units=100000} lets that many access units of each codec be packetized, in three ways. */
    private static final int PICTURES = Math.max(400, Integer.getInteger("valkka.units", 0) / 3 + 1);

    private static final String PICTURE = "videotestsrc pattern=snow num-buffers=" + PICTURES
            + " ! video/x-raw,width=160,height=120,framerate=25/1 ! ";
    private static final Duration LONGEST_RUN = Duration.ofSeconds(120 + PICTURES / 10);
    /** AAC-LC, 16 kHz, mono: an AudioSpecificConfig, and in a StreamMuxConfig. */
    private static final String AAC_CONFIG = "1408";

    private static final String LATM_CONFIG = "400028103fc0";
    private static final String SOUND = "audiotestsrc wave=pink-noise num-buffers=300 samplesperbuffer=1024 ! ";
    private static final List<Integer> SEEDS = List.of(1, 2, 3, 4, 5, 6);

    @TempDir
    Path folder;

    @BeforeEach
    void needsGStreamer() {
        ExternalPrograms.require("gst-launch-1.0");
    }

    @Test
    void h264() throws Exception {
        launch(PICTURE + "x264enc speed-preset=ultrafast key-int-max=15 bitrate=800 option-string=slices=3"
                + " ! video/x-h264,stream-format=byte-stream,alignment=au ! tee name=t"
                + branch("t", "", "reference")
                + branch("t", "rtph264pay mtu=200", "small")
                + branch("t", "rtph264pay mtu=1400 aggregate-mode=zero-latency", "latency")
                + branch("t", "rtph264pay mtu=65000 aggregate-mode=max-stap", "max"));
        for (String file : List.of("small", "latency", "max")) {
            checkVideo(file, RtpTestPackets.h264());
        }
    }

    @Test
    void h265() throws Exception {
        launch(PICTURE + "x265enc speed-preset=ultrafast key-int-max=15 bitrate=800 option-string=slices=2"
                + " ! video/x-h265,stream-format=byte-stream,alignment=au ! tee name=t"
                + branch("t", "", "reference")
                + branch("t", "rtph265pay mtu=200", "small")
                + branch("t", "rtph265pay mtu=1400 aggregate-mode=zero-latency", "latency")
                + branch("t", "rtph265pay mtu=65000 aggregate-mode=max", "max"));
        for (String file : List.of("small", "latency", "max")) {
            checkVideo(file, RtpTestPackets.h265(Map.of()));
        }
    }

    @Test
    void aac() throws Exception {
        String raw = "aacparse ! audio/mpeg,stream-format=raw ! ";
        launch(SOUND + "audio/x-raw,rate=16000,channels=1 ! avenc_aac bitrate=64000 ! aacparse ! tee name=t"
                + branch("t", "aacparse ! audio/mpeg,stream-format=adts", "reference")
                + branch("t", raw + "rtpmp4gpay mtu=150", "fragments")
                + branch("t", raw + "rtpmp4gpay mtu=1400", "generic")
                + branch("t", raw + "rtpmp4apay mtu=150", "pieces")
                + branch("t", raw + "rtpmp4apay mtu=1400", "latm"));
        List<byte[]> frames = adtsFrames(Files.readAllBytes(folder.resolve("reference")));
        assertThat(frames).hasSizeGreaterThan(290);
        Map<String, String> generic = Map.of(
                "mode",
                "AAC-hbr",
                "sizelength",
                "13",
                "indexlength",
                "3",
                "indexdeltalength",
                "3",
                "config",
                AAC_CONFIG);
        Map<String, String> latm = Map.of("cpresent", "0", "config", LATM_CONFIG);
        for (String file : List.of("fragments", "generic")) {
            check(file, RtpTestPackets.track("MPEG4-GENERIC", 16_000, 1, generic), frames);
        }
        for (String file : List.of("pieces", "latm")) {
            check(file, RtpTestPackets.track("MP4A-LATM", 16_000, 1, latm), frames);
        }
    }

    @Test
    void samples() throws Exception {
        launch(SOUND + "audio/x-raw,rate=8000,channels=1 ! tee name=r"
                + " r. ! queue ! audioconvert ! alawenc ! tee name=a" + branch("a", "", "PCMA")
                + branch("a", "rtppcmapay pt=96 mtu=172", "PCMA.rtp")
                + " r. ! queue ! audioconvert ! mulawenc ! tee name=u" + branch("u", "", "PCMU")
                + branch("u", "rtppcmupay pt=96 mtu=172", "PCMU.rtp")
                + " r. ! queue ! audioconvert ! audio/x-raw,format=S16BE ! tee name=l" + branch("l", "", "L16")
                + branch("l", "rtpL16pay mtu=300", "L16.rtp")
                + " r. ! queue ! audioresample ! audioconvert ! audio/x-raw,rate=48000 ! opusenc ! tee name=o"
                + branch("o", "", "OPUS") + branch("o", "rtpopuspay", "OPUS.rtp"));
        for (String encoding : List.of("PCMA", "PCMU", "L16", "OPUS")) {
            MediaDescription description = RtpTestPackets.track(encoding, 8_000, 1, Map.of());
            List<MediaUnit> units = check(encoding + ".rtp", description);
            assertThat(joined(units)).as(encoding).isEqualTo(Files.readAllBytes(folder.resolve(encoding)));
        }
    }

    @Test
    void g726InBothWaysOfPacking() throws Exception {
        for (int bits = 2; bits <= 5; bits++) {
            String name = "G726-" + bits * 8;
            launch(SOUND + "audio/x-raw,rate=8000,channels=1 ! audioconvert ! avenc_g726 bitrate=" + bits * 8000
                    + " ! tee name=g"
                    + branch("g", "rtpg726pay mtu=132 force-aal2=false", name)
                    + branch("g", "rtpg726pay mtu=132 force-aal2=true", "AAL2-" + name));
            List<MediaUnit> low = check(name, RtpTestPackets.track(name, 8_000, 1, Map.of()));
            List<MediaUnit> high = check("AAL2-" + name, RtpTestPackets.track("AAL2-" + name, 8_000, 1, Map.of()));
            assertThat(joined(high)).as(name).hasSizeGreaterThan(10_000).hasSameSizeAs(joined(low));
            if (bits == 2 || bits == 4) { // of the odd ones GStreamer makes something else than RFC 3551 has
                assertThat(joined(high)).as(name).isEqualTo(joined(low));
            }
        }
    }

    /** From a tee into a file. RTP has a length in front of each packet there (RFC 4571). */
    private String branch(String tee, String element, String file) {
        String through = element.isEmpty() ? "" : element + " ! ";
        String framed = element.contains("rtp") ? "rtpstreampay ! " : "";
        return " " + tee + ". ! queue ! " + through + framed + "filesink buffer-mode=unbuffered location="
                + folder.resolve(file);
    }

    private static void launch(String pipeline) throws Exception {
        List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
        command.addAll(List.of(pipeline.split(" ")));
        ExternalPrograms.Result result = ExternalPrograms.run(LONGEST_RUN, command.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private void checkVideo(String file, MediaDescription description) throws IOException {
        List<byte[]> units = new ArrayList<>();
        for (byte[] nal : NalUnits.split(Files.readAllBytes(folder.resolve("reference")))) {
            byte[] unit = new byte[4 + nal.length];
            unit[3] = 1;
            System.arraycopy(nal, 0, unit, 4, nal.length);
            units.add(unit);
        }
        assertThat(units).hasSizeGreaterThan(PICTURES);
        check(file, description, units);
    }

    private void check(String file, MediaDescription description, List<byte[]> reference) throws IOException {
        List<MediaUnit> units = check(file, description);
        assertThat(units).as(file).hasSameSizeAs(reference);
        for (int i = 0; i < reference.size(); i++) {
            assertThat(units.get(i).bytes()).as(file + ", unit " + i).isEqualTo(reference.get(i));
        }
    }

    /** Returns the units as they come without loss, behind trying all with loss. */
    private List<MediaUnit> check(String file, MediaDescription description) throws IOException {
        List<byte[]> packets = packets(folder.resolve(file));
        RtpTestTrack whole = new RtpTestTrack(description);
        new RtpTestNetwork(new Random(0), 0, 0, Duration.ZERO).deliver(packets, whole);
        RtpStats stats = whole.receiver.stats();
        assertThat(stats.packets()).as(file + " " + stats).isEqualTo(packets.size());
        assertThat(stats.lost() + stats.malformed() + stats.damagedUnits() + stats.ignored())
                .as(file + stats)
                .isZero();
        assertThat(whole.units).as(file).isNotEmpty().noneMatch(MediaUnit::afterLoss);
        for (int seed : SEEDS) {
            boolean udp = seed % 2 == 0;
            RtpTestTrack track = new RtpTestTrack(description, udp ? RtpReceiver.REORDERING : Duration.ZERO);
            RtpTestNetwork network = new RtpTestNetwork(new Random(seed), 0.02, 0.03, Duration.ofMillis(udp ? 90 : 0));
            network.deliver(packets, track);
            checkLoss(file + ", seed " + seed, whole.units, track.units);
            assertThat(network.lost.cardinality()).as(file).isPositive();
        }
        return whole.units;
    }

    private static void checkLoss(String place, List<MediaUnit> whole, List<MediaUnit> units) {
        int next = 0;
        for (MediaUnit unit : units) {
            int at = next;
            while (unit.afterLoss() && at < whole.size() && !isSame(whole.get(at), unit)) {
                at++;
            }
            assertThat(at < whole.size() && isSame(whole.get(at), unit))
                    .as(place + ": unit " + next + " as it was sent, or a loss in front: " + unit)
                    .isTrue();
            next = at + 1;
        }
        assertThat(units).as(place).hasSizeBetween(whole.size() / 2, whole.size() - 1);
    }

    private static boolean isSame(MediaUnit one, MediaUnit other) {
        return one.timestamp() == other.timestamp() && Arrays.equals(one.bytes(), other.bytes());
    }

    private static byte[] joined(List<MediaUnit> units) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        units.forEach(unit -> joined.writeBytes(unit.bytes()));
        return joined.toByteArray();
    }

    private static List<byte[]> packets(Path file) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file);
                DataInputStream data = new DataInputStream(new java.io.BufferedInputStream(in))) {
            while (true) {
                packets.add(data.readNBytes(data.readUnsignedShort()));
            }
        } catch (EOFException end) {
            return packets;
        }
    }

    /** The frames, without the bits that say private, original and home, which mean nothing to a decoder. */
    private static List<byte[]> adtsFrames(byte[] stream) {
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < stream.length; at += frames.get(frames.size() - 1).length) {
            assertThat(HexFormat.of().formatHex(stream, at, at + 2)).isEqualTo("fff1");
            int length = (stream[at + 3] & 3) << 11 | (stream[at + 4] & 0xff) << 3 | (stream[at + 5] & 0xff) >> 5;
            byte[] frame = Arrays.copyOfRange(stream, at, at + length);
            frame[2] &= (byte) 0xfd;
            frame[3] &= (byte) 0xc3;
            frames.add(frame);
        }
        return frames;
    }
}
