package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import valkka.live.StreamState.State;
import valkka.rtsp.QuirkyCamera;

/**
 * Cameras that are not as the book says, as public bug reports have them. Each row is a fault, and what comes through is compared with
 * what the camera sends, picture by picture.
 */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class CamerasAsTheyAreTest {
    private static final int ENOUGH = 60;
    private static final List<String> BOTH_CODECS = List.of("base.h264", "base.h265");
    private static final List<String> BOTH_WAYS = List.of("tcp", "udp");

    @TempDir
    Path directory;

    private final List<QuirkyCamera> cameras = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final LiveThread livethread = new LiveThread("live");

    @AfterEach
    void close() {
        livethread.close();
        cameras.forEach(QuirkyCamera::close);
    }

    /** The faults that leave every picture whole. */
    static List<String> faults() {
        return List.of(
                "",
                "sr=mid audio=pcma srevery=5 srlive=1 mtu=400",
                "sr=start srskew=2 audio=pcma",
                "sr=pre",
                "sr=start ntp=1970 srevery=3",
                "sr=start ntp=2036 srevery=3",
                "sr=start ntp=zero srevery=3",
                "sr=start step=20:86400 srevery=3",
                "tsscale=0.84",
                "tsscale=3",
                "tsscale=0.3",
                "pairs=1",
                "tsconst=1",
                "outlier=10:3600",
                "jump=30:-100000",
                "ts0=4294900000",
                "seq0=65500",
                "setslate=1",
                "sprop=no",
                "sprop=wrong",
                "sprop=spsonly",
                "pad=1 ext=1",
                "emptyau=3",
                "burst=30",
                "audio=pcma audiocode=500",
                "audio=pcma audiocode=461",
                "audio=pcma back=500",
                "audio=pcma back=first",
                "audio=pcma back=recv aufirst=1",
                "audio=vendor",
                "audio=latm0",
                "meta=1",
                "second=jpeg",
                "second=h264",
                "rtpinfo=zero",
                "rtpinfo=future");
    }

    /** Faults of the requests and answers, which know nothing of a codec. */
    static List<String> faultsOfTheConversation() {
        return List.of(
                "control=abs",
                "control=foreign",
                "control=slash",
                "control=query",
                "control=none",
                "control=star",
                "base=no",
                "base=foreign",
                "base=empty",
                "base=noslash",
                "timeout=2",
                "timeout=2 public=OPTIONS,DESCRIBE,SETUP,PLAY",
                "keep=454 timeout=60",
                "rtpinfo=no",
                "lowercase=1");
    }

    /** Faults that only one codec or one way of transport has. */
    static Stream<Arguments> particularFaults() {
        return Stream.of(
                Arguments.of("annexb=1", "base.h264", "tcp"),
                Arguments.of("annexb=2", "base.h264", "tcp"),
                Arguments.of("annexb=1", "base.h264", "udp"),
                Arguments.of("stap=1", "base.h264", "tcp"),
                Arguments.of("stap=1", "base.h264", "udp"),
                Arguments.of("junk=1", "base.h264", "tcp"),
                Arguments.of("junk=1", "base.h265", "tcp"),
                Arguments.of("channels=4", "base.h264", "tcp"),
                Arguments.of("closeplay=1", "base.h264", "tcp"),
                Arguments.of("", "idronce.h264", "tcp"),
                Arguments.of("", "opengop.h264", "tcp"),
                Arguments.of("", "twopps-all.h264", "tcp"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyPictureComesAsItWasSent(String fault) throws Exception {
        for (String file : BOTH_CODECS) {
            for (String way : BOTH_WAYS) {
                play(file, fault, way);
            }
        }
        assertEveryPictureComes(BOTH_CODECS.get(0), BOTH_CODECS.get(0), BOTH_CODECS.get(1), BOTH_CODECS.get(1));
    }

    @ParameterizedTest
    @MethodSource("faultsOfTheConversation")
    void everyPictureComesWhateverIsSaidAroundIt(String fault) throws Exception {
        play("base.h264", fault, "tcp");
        play("base.h265", fault, "udp");
        assertEveryPictureComes("base.h264", "base.h265");
    }

    @ParameterizedTest
    @MethodSource("particularFaults")
    void everyPictureComesAsItWasSent(String fault, String file, String way) throws Exception {
        play(file, fault, way);
        assertEveryPictureComes(file);
    }

    private void assertEveryPictureComes(String... files) throws Exception {
        List<SentPictures> sent = new ArrayList<>();
        for (String file : files) {
            sent.add(SentPictures.of(QuirkyCamera.file(file)));
        }
        livethread.start();
        for (int i = 0; i < files.length; i++) {
            Received frames = received.get(i);
            frames.await("many frames", () -> frames.frames.size() > ENOUGH);
        }
        livethread.close();
        for (int i = 0; i < files.length; i++) {
            List<Integer> numbers = sent.get(i).numbersOf(received.get(i).basicFrames());
            assertThat(numbers)
                    .as("stream %d", i)
                    .hasSizeGreaterThan(ENOUGH / 4)
                    .doesNotContain(-1);
            for (int k = 1; k < numbers.size(); k++) {
                assertThat(numbers.get(k))
                        .as("behind picture %d of stream %d, %s", numbers.get(k - 1), i, numbers)
                        .isEqualTo((numbers.get(k - 1) + 1) % sent.get(i).size());
            }
            assertThat(livethread.stats().streams().get(i).damagedPictures())
                    .as("damaged pictures of stream %d", i)
                    .isZero();
        }
    }

    private void play(String file, String fault, String way) throws IOException {
        QuirkyCamera camera = QuirkyCamera.start(QuirkyCamera.file(file), directory, "fps=100 " + fault);
        cameras.add(camera);
        Received frames = new Received();
        received.add(frames);
        LiveConnectionContext context = new LiveConnectionContext(
                        LiveConnectionType.RTSP, camera.address(), received.size(), frames)
                .withRequestTcp(way.equals("tcp"));
        livethread.registerStream(context);
        livethread.playStream(context);
    }

    @Test
    void aCameraWhoseTimestampsStandStillIsRecordedAndItsStateSaysSo() throws Exception {
        Received frames = new Received();
        frames.listenTo(livethread);
        play("base.h264", "tsconst=1", "tcp");
        livethread.start();
        frames.await(
                "the remark",
                () -> frames.states.stream().anyMatch(state -> state.message().contains("timestamps stand still")));
        assertThat(frames.last(State.PLAYING).message()).contains("times of the frames are those of their arrival");
        assertThat(frames.last(State.PLAYING).notes())
                .singleElement()
                .asString()
                .contains("stand still");
        assertThat(livethread.stats().streams().get(0).reconnects())
                .as("a note is no new connection")
                .isZero();
    }
}
