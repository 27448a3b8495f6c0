package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.Frame;
import valkka.frame.SetupFrame;
import valkka.frame.ValkkaException;
import valkka.rtsp.Deadline;
import valkka.rtsp.MediaDescription;
import valkka.rtsp.RtpSession.Track;
import valkka.rtsp.Subsession;

/** One connection: video leads, sound follows, and only pictures keep it alive where there were any. */
@Timeout(60)
class LiveSessionTest {
    private static final Track VIDEO = track("video", 96, "H264", 90_000);
    private static final Track AUDIO = track("audio", 8, "PCMA", 8000);
    private static final String[] KEY_PICTURE = {"674d001eeca0501e88", "68ec", "65b840abcdef80"};
    private static final String SOUND = "d5d5d5d5d5d5d5d5";
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final LiveEnvironment environment = LiveEnvironment.usual();
    private final LiveNetwork network = new LiveNetwork("session", environment);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private int sequence;

    private LiveStream stream = stream(Duration.ofMinutes(1));
    private LiveSession session = session();

    @AfterEach
    void close() throws Exception {
        onLoop(session::onClosed);
        network.close();
    }

    private static Track track(String media, int payloadType, String encoding, int clockRate) {
        MediaDescription description = new MediaDescription(
                media,
                payloadType,
                encoding,
                clockRate,
                media.equals("audio") ? 1 : 0,
                Map.of(),
                null,
                MediaDescription.Direction.SENDRECV,
                0,
                0,
                null,
                null);
        return new Track(media.equals("audio") ? Subsession.AUDIO : Subsession.VIDEO, description, false);
    }

    private LiveStream stream(Duration patience) {
        return new LiveStream(
                new LiveConnectionContext(LiveConnectionType.RTSP, "rtsp://127.0.0.1/cam", 3, frame -> {})
                        .withAudio(true)
                        .withReconnect(patience),
                environment,
                "session");
    }

    private void loseSoon() {
        stream = stream(SHORT);
        session = session();
    }

    private LiveSession session() {
        return new LiveSession(stream, environment, network, new LiveSession.Listener() {
            @Override
            public void onPlaying(String what, List<String> told) {
                heard.add("plays " + what);
            }

            @Override
            public boolean onFrames(int bytes, List<Frame> frames) {
                heard.add(frames.get(0).subsession() == Subsession.AUDIO ? "sound" : "picture");
                assertThat(frames.get(0) instanceof SetupFrame).isEqualTo(frames.size() > 1);
                return true;
            }

            @Override
            public void onSoundAlone(ValkkaException reason) {
                heard.add("sound alone: " + reason.getMessage());
            }

            @Override
            public void onFailure(ValkkaException reason) {
                heard.add("fails: " + reason.getMessage());
            }

            @Override
            public void onClosed() {
                heard.add("closed");
            }
        });
    }

    private void onLoop(Runnable task) throws Exception {
        network.loop().submit(task).get(20, TimeUnit.SECONDS);
    }

    private void begin(Track... tracks) throws Exception {
        onLoop(() -> session.onPlaying(List.of(tracks), List.of()));
    }

    private void keyPicture() throws Exception {
        for (int i = 0; i < KEY_PICTURE.length; i++) {
            send(VIDEO, i == KEY_PICTURE.length - 1, KEY_PICTURE[i]);
        }
    }

    private void sound() throws Exception {
        send(AUDIO, false, SOUND);
    }

    private void send(Track track, boolean marker, String payload) throws Exception {
        int number = sequence++;
        ByteBuf packet = Unpooled.buffer()
                .writeByte(0x80)
                .writeByte((marker ? 0x80 : 0) | track.description().payloadType())
                .writeShort(track.subsession() == Subsession.VIDEO ? number : number * 7)
                .writeInt(number * 1000)
                .writeInt(track.subsession() + 1)
                .writeBytes(HexFormat.of().parseHex(payload));
        onLoop(() -> session.onRtp(track, packet));
    }

    @Test
    void soundWaitsForTheFirstKeyFrame() throws Exception {
        begin(VIDEO, AUDIO);
        sound();
        sound();
        assertThat(heard).isEmpty();
        keyPicture();
        assertThat(heard).containsExactly("picture", "plays H264 video, PCMA audio");
        sound();
        assertThat(heard).endsWith("sound");
    }

    @Test
    void soundAlonePlaysAtOnce() throws Exception {
        begin(AUDIO);
        sound();
        assertThat(heard).containsExactly("sound", "plays PCMA audio");
    }

    @Test
    void soundKeepsNoConnectionWithAPictureAlive() throws Exception {
        loseSoon();
        begin(VIDEO, AUDIO);
        sound();
        keyPicture();
        Deadline.until(() -> "a failure: " + heard, () -> {
            soundUnchecked();
            return heard.stream().anyMatch(line -> line.startsWith("fails"));
        });
        assertThat(heard)
                .filteredOn(line -> line.startsWith("fails"))
                .singleElement()
                .asString()
                .contains("no picture for 1 s, but sound");
    }

    @Test
    void aCameraThatIsBackWithItsSoundAloneIsNotBack() throws Exception {
        loseSoon();
        stream.sawPicture();
        begin(AUDIO);
        Deadline.until(() -> "a failure: " + heard, () -> {
            soundUnchecked();
            return heard.stream().anyMatch(line -> line.startsWith("fails"));
        });
        assertThat(heard)
                .noneMatch(line -> line.startsWith("plays"))
                .anyMatch(line -> line.contains("came back with its sound alone"));
    }

    private void soundUnchecked() {
        try {
            sound();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCameraThatIsBackWithoutItsSoundSaysSo() throws Exception {
        stream.sawSound();
        begin(VIDEO);
        keyPicture();
        assertThat(heard).containsExactly("picture", "plays H264 video (the sound that came before is missing)");
    }

    @Test
    void nothingPassesBehindAFailure() throws Exception {
        begin(VIDEO);
        keyPicture();
        onLoop(() -> session.onFailure(new ValkkaException(ValkkaException.Kind.IO, "on purpose")));
        keyPicture();
        assertThat(heard).containsExactly("picture", "plays H264 video", "fails: on purpose");
    }
}
