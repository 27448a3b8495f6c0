package valkka.player;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static valkka.graph.Nodes.reader;
import static valkka.graph.Nodes.writer;
import static valkka.media.MediaNodes.live;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;
import valkka.fs.Bytes;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.FilterGraph;

/** What a page hears of cameras that send. */
class LivePictureTest {
    private final VirtualCamera camera = VirtualCamera.builder()
            .size(160, 96)
            .fps(25)
            .gop(5)
            .user("admin", "secret-word")
            .start();

    @TempDir
    Path temp;

    @AfterEach
    void close() {
        camera.close();
    }

    private static JsonNode json(Answer answer) {
        return Json.object(answer.json());
    }

    private static JsonNode stream(LivePicture picture) {
        return json(picture.answer("{\"ask\":\"hello\"}")).path("streams").path(0);
    }

    private static Answer fetch(LivePicture picture) {
        return picture.answer("{\"ask\":\"live\",\"page\":\"test\"}");
    }

    @Test
    void aCameraShowsItsStateItsPicturesAndAStillAndNeverItsPassword() {
        try (LivePicture picture = LivePicture.of(camera)) {
            await("pictures").until(() -> fetch(picture).bytes().length > 0);
            await("the figures").until(() -> stream(picture).path("keyDistance").asInt() == 5);
            JsonNode stream = stream(picture);
            assertThat(stream.path("state").asText()).isEqualTo("playing");
            assertThat(stream.path("perSecond").asDouble()).isPositive();
            assertThat(stream.path("bitRate").asDouble()).isPositive();
            assertThat(stream.path("lostPackets").asInt(-1)).isZero();

            JsonNode head = json(picture.answer("{\"ask\":\"live\",\"page\":\"another\"}"))
                    .path("streams")
                    .path(0);
            assertThat(head.path("codec").asText())
                    .as("a new page begins at a key frame")
                    .startsWith("avc1.");
            assertThat(head.path("size").asInt()).isPositive();

            Answer still = picture.answer("{\"ask\":\"still\",\"stream\":1,\"width\":80}");
            assertThat(still.bytes()).startsWith(0xff, 0xd8);
            assertThat(picture.still(1, 80)).isPresent();
            assertThat(picture.still(7, 80)).isEmpty();
            assertThat(picture.stats().pages()).isEqualTo(2);
            assertThat(picture + stream.toString()).contains("rtsp://").doesNotContain("secret-word");
            assertThat(picture.hasEnded()).isFalse();
        }
        await("its connection is closed").until(() -> camera.serverStats().connections() == 0);
    }

    private static void end(AutoCloseable closing) {
        assertThatCode(closing::close).doesNotThrowAnyException();
    }

    @Test
    void aGraphShowsItsCameraWithoutAnotherConnectionAndEndsWithTheGraph() {
        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("fs"))
                        .blockSize(64 * Bytes.KiB)
                        .blocks(4)
                        .create();
                FilterGraph graph = live(camera).slot(3).to(writer(fs).slotId(3, 1001));
                LivePicture picture = LivePicture.of(graph)) {
            assertThat(picture.slots()).as("before the start").containsExactly(3);
            assertThat(picture.hasEnded()).isFalse();
            graph.start();
            await("pictures").until(() -> fetch(picture).bytes().length > 0);
            assertThat(camera.serverStats().connections()).isEqualTo(1);

            end(picture);
            assertThat(json(fetch(picture)).path("kind").asText()).isEqualTo("CLOSED");
            long written = graph.writer().stats().framesWritten();
            await("recording goes on").until(() -> graph.writer().stats().framesWritten() > written + 10);

            try (LivePicture second = LivePicture.of(graph)) {
                assertThat(second.hasEnded()).isFalse();
                end(graph);
                assertThat(json(second.answer("{\"ask\":\"hello\"}"))
                                .path("ended")
                                .asBoolean())
                        .isTrue();
            }
        }
    }

    @Test
    void wrongQuestionsAndGraphsAreErrors() {
        try (LivePicture picture = LivePicture.of(camera)) {
            assertThat(json(picture.answer("{\"ask\":\"money\"}")).path("error").asText())
                    .contains("money");
            assertThat(json(picture.answer("{\"ask\":\"live\"}")).path("error").asText())
                    .contains("name");
            assertThat(picture.stats().errors()).isEqualTo(2);
        }
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", "single"));
                FilterGraph graph = reader(fs).slotId(1, 1001).to(frame -> {})) {
            assertThatThrownBy(() -> LivePicture.of(graph))
                    .isInstanceOf(ValkkaException.class)
                    .hasMessageContaining("live(...)");
        }
    }
}
