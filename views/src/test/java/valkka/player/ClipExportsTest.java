package valkka.player;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;

/** What a page exports comes into Java's hands. */
class ClipExportsTest {
    private final ValkkaSingleFS single = sample("single");
    private final ValkkaSingleFS gaps = sample("gap-and-wrap");
    private Player player = Player.of(single, gaps);
    private final TimeRange range = single.getTimeRange();

    @AfterEach
    void close() {
        player.close();
        single.close();
        gaps.close();
    }

    private static ValkkaSingleFS sample(String name) {
        return ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", name));
    }

    private JsonNode ask(String question) {
        return Json.object(player.answer("{\"ask\":" + question + "}").json());
    }

    private int export(long from, long to) {
        ask("\"hello\"");
        return ask("\"export\",\"from\":" + from + ",\"to\":" + to)
                .path("number")
                .asInt();
    }

    private JsonNode ended(int number) {
        return await("the end of the export")
                .until(
                        () -> ask("\"exported\",\"number\":" + number),
                        state -> state.path("ended").asBoolean() || state.has("error"));
    }

    @Test
    void eachCameraWithPicturesBetweenTheMarksHasAClip() {
        List<List<Clip>> heard = new ArrayList<>();
        player.onExport(heard::add);
        TimeRange both = new TimeRange(
                Math.min(range.from(), gaps.getTimeRange().from()),
                Math.max(range.to(), gaps.getTimeRange().to()));

        JsonNode state = ended(export(both.from(), both.to()));

        assertThat(state.path("clips").size()).isEqualTo(2);
        assertThat(player.exported()).extracting(Clip::recording).containsExactly("single", "gap-and-wrap");
        assertThat(player.exported())
                .allSatisfy(clip -> assertThat(clip.mp4())
                        .hasSize(clip.size())
                        .hasSizeGreaterThan(10_000)
                        .contains("ftyp".getBytes(StandardCharsets.US_ASCII)));
        assertThat(player.clip())
                .hasValueSatisfying(mp4 ->
                        assertThat(mp4).isEqualTo(player.exported().get(0).mp4()));
        assertThat(heard).containsExactly(player.exported());
    }

    @Test
    void aPageSavesTheBytesOfAClip() {
        int number = export(range.from() + 1_000, range.from() + 2_000);
        ended(number);

        Answer answer = player.answer("{\"ask\":\"clip\",\"number\":" + number + ",\"clip\":0}");

        assertThat(answer.bytes()).isEqualTo(player.exported().get(0).mp4());
        assertThat(ask("\"clip\",\"number\":" + number + ",\"clip\":7")
                        .path("error")
                        .asText())
                .contains("no clip 7");
    }

    @Test
    void anExportNamesTheSoundThatHasNoPlaceInAnMp4() {
        player.close();
        try (ValkkaSingleFS loud = sample("audio")) {
            player = Player.of(loud);
            TimeRange second = new TimeRange(
                    loud.getTimeRange().from(), loud.getTimeRange().from() + 1_000);

            JsonNode state = ended(export(second.from(), second.to()));

            assertThat(state.path("leftOut").toString()).isEqualTo("[\"PCMA\"]");
        }
    }

    @Test
    void aRangeWithoutPicturesIsAnErrorThatNamesTheRange() {
        JsonNode state = ended(export(1_000, 2_000));

        assertThat(state.path("error").asText()).contains("no camera of the player has a picture", "1970-01-01");
        assertThat(player.exported()).isEmpty();
    }

    @Test
    void oneExportRunsAtATimeAndHoldsUpNoOtherQuestion() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        player.onExport(clips -> {
            heard.countDown();
            Waits.quietly(release);
        });
        int number = export(range.from(), range.from() + 1_000);
        assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(ask("\"export\",\"from\":" + range.from() + ",\"to\":" + range.to())
                        .path("kind")
                        .asText())
                .isEqualTo("BUSY");
        assertThat(ask("\"exported\",\"number\":" + number).path("ended").asBoolean())
                .isFalse();
        assertThat(ask("\"sync\"").has("error")).isFalse();
        release.countDown();
        ended(number);
    }

    @Test
    void closingEndsAnExportThatRuns() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        List<Thread> exporting = new ArrayList<>();
        player.onExport(clips -> {
            exporting.add(Thread.currentThread());
            heard.countDown();
            Waits.quietly(new CountDownLatch(1));
        });
        export(range.from(), range.from() + 1_000);
        assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();

        player.close();

        assertThat(exporting)
                .singleElement()
                .satisfies(thread -> assertThat(thread.isAlive()).isFalse());
        assertThat(player.exported()).isEmpty();
    }

    private static final class Waits {
        static void quietly(CountDownLatch latch) {
            try {
                if (!latch.await(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody counted down");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
