package valkka.player;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import valkka.frame.GapRule;
import valkka.frame.ValkkaException;
import valkka.fs.Block;
import valkka.fs.Subscription;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.play.ValkkaFSManager;

/** What a page hears when it asks. */
class PlayerTest {
    private final ValkkaSingleFS fs = sample("single");
    private final TimeRange range = fs.getTimeRange();
    private Player player;

    @BeforeEach
    void open() {
        player = Player.of(fs);
        ask("hello", "");
    }

    @AfterEach
    void close() {
        player.close();
        fs.close();
    }

    private static ValkkaSingleFS sample(String name) {
        return ValkkaSingleFS.loadFromDirectory(Path.of("..", "sample-fs", name));
    }

    private Answer ask(String ask, String more) {
        return player.answer("{\"ask\":\"" + ask + "\"" + more + "}");
    }

    private static JsonNode json(Answer answer) {
        return Json.object(answer.json());
    }

    private record Stored(long time, boolean key, byte[] bytes) {}

    private static List<Stored> pictures(Answer answer) {
        ByteBuffer bytes = ByteBuffer.wrap(answer.bytes());
        List<Stored> pictures = new ArrayList<>();
        while (bytes.hasRemaining()) {
            long time = bytes.getLong();
            boolean key = bytes.get() == 1;
            byte[] picture = new byte[bytes.getInt()];
            bytes.get(picture);
            pictures.add(new Stored(time, key, picture));
        }
        return pictures;
    }

    @Test
    void aPageLearnsTheRecordingsTheStreamsAndTheRange() {
        JsonNode hello = json(ask("hello", ""));

        assertThat(hello.path("recordings").path(0).path("name").asText()).isEqualTo("single");
        assertThat(hello.path("streams").path(0).path("id").asLong()).isEqualTo(1001);
        assertThat(hello.path("ranges").path(0).path("to").asLong()).isEqualTo(range.to());
        assertThat(hello.path("pictures").asBoolean()).isTrue();
        assertThat(hello.path("longestWait").asLong()).isEqualTo(GapRule.LONGEST_WAIT_MILLIS);
        assertThat(hello.path("recordings").path(0).path("shortestGap").asLong())
                .isEqualTo(GapRule.SHORTEST_GAP_MILLIS);
    }

    @Test
    void aSeekGivesThePicturesFromTheKeyFrameOnWithItsParameterSetsInFront() {
        long wanted = range.from() + 3_470;

        Answer answer = ask("at", ",\"stream\":0,\"ahead\":0,\"time\":" + wanted);
        List<Stored> pictures = pictures(answer);

        assertThat(pictures.get(0).key()).isTrue();
        assertThat(pictures.get(0).bytes()[4] & 0x1f).as("an SPS").isEqualTo(7);
        assertThat(pictures.get(0).time()).isEqualTo(range.from() + 3_000);
        assertThat(pictures.get(pictures.size() - 1).time()).isBetween(wanted, wanted + 40);
        assertThat(pictures.stream().filter(Stored::key)).hasSize(1);
        assertThat(json(answer).path("codec").asText()).matches("avc1\\.[0-9a-f]{6}");
    }

    @Test
    void playGoesOnWithEachPictureOnceUpToTheEnd() {
        List<Long> times = new ArrayList<>();
        long after = range.from() - 1;
        boolean last = false;
        while (!last) {
            Answer answer = ask("after", ",\"stream\":0,\"ahead\":1500,\"time\":" + after);
            pictures(answer).forEach(picture -> times.add(picture.time()));
            after = times.get(times.size() - 1);
            last = json(answer).path("last").asBoolean();
        }

        assertThat(times).hasSize(700).isSorted().doesNotHaveDuplicates();
        assertThat(after).isEqualTo(range.to());
    }

    @Test
    void keyFramesAreFoundInBothDirections() {
        String middle = ",\"stream\":0,\"ahead\":0,\"time\":" + (range.from() + 5_000);

        assertThat(pictures(ask("nextKey", middle)).get(0).time()).isEqualTo(range.from() + 6_000);
        assertThat(pictures(ask("previousKey", middle)).get(0).time()).isEqualTo(range.from() + 4_000);
        assertThat(pictures(ask("previousKey", ",\"stream\":0,\"time\":" + range.from())))
                .isEmpty();
        assertThat(pictures(ask("nextKey", ",\"stream\":0,\"time\":" + range.to())))
                .isEmpty();
    }

    @Test
    void aThumbnailIsTheKeyFrameAtOrBeforeItsTimeAsAJpeg() {
        Answer still = ask("still", ",\"stream\":0,\"width\":160,\"time\":" + (range.from() + 2_900));

        assertThat(json(still).path("time").asLong()).isEqualTo(range.from() + 2_000);
        assertThat(json(still).path("next").toString())
                .as("the key frames behind it")
                .isEqualTo("[%d,%d,%d]".formatted(range.from() + 3_000, range.from() + 4_000, range.from() + 5_000));
        assertThat(still.bytes()).startsWith(0xff, 0xd8);
    }

    @Test
    void theTimelineHasABlockARowAndAGapWithinABlockTwo() {
        try (ValkkaSingleFS gaps = sample("gap-and-wrap");
                Player other = Player.of(gaps)) {
            TimeRange whole = gaps.getTimeRange();
            String ask = "{\"ask\":\"blocks\",\"recording\":0,\"from\":" + whole.from() + ",\"to\":" + whole.to() + "}";
            ByteBuffer columns = ByteBuffer.wrap(other.answer(ask).bytes());
            List<Block> blocks = gaps.blocks();
            double counted = 0;
            double longest = 0;
            int rows = columns.remaining() / 48;
            for (int row = 0; row < rows; row++) {
                counted += columns.getDouble(48 * row + 40);
                longest = Math.max(longest, columns.getDouble(48 * row + 16) - columns.getDouble(48 * row + 8));
            }
            assertThat(counted).isEqualTo(blocks.size());
            assertThat(rows).isGreaterThan(blocks.size());
            assertThat(longest).as("no row lasts as long as the gap").isLessThan(60_000);
        }
    }

    @Test
    void severalQuestionsGetTheSameAnswersAtOnce() {
        String sizes = "{\"ask\":\"sizes\",\"recording\":0,\"from\":" + range.from() + ",\"to\":" + range.to() + "}";
        String wrong = "{\"ask\":\"money\"}";
        Answer alone = player.answer(sizes);

        Answer several = ask("several", ",\"questions\":[" + wrong + "," + sizes + "]");
        JsonNode answers = json(several).path("answers");

        assertThat(answers.path(0).path("json").asText())
                .isEqualTo(player.answer(wrong).json());
        assertThat(answers.path(1).path("json").asText()).isEqualTo(alone.json());
        assertThat(answers.path(1).path("size").asInt()).isEqualTo(alone.bytes().length);
        assertThat(several.bytes()).isEqualTo(alone.bytes()).isNotEmpty();

        String nested = "{\"ask\":\"several\",\"questions\":[]}";
        assertThat(json(ask("several", ",\"questions\":[" + nested + "]"))
                        .path("error")
                        .asText())
                .contains("within several");
        String many = "{},".repeat(64) + "{}";
        assertThat(json(ask("several", ",\"questions\":[" + many + "]"))
                        .path("error")
                        .asText())
                .contains("64");
    }

    @Test
    void closeByTheTimelineHasEachPictureWithItsSize() {
        Answer sizes = ask("sizes", ",\"recording\":0,\"from\":" + range.from() + ",\"to\":" + (range.from() + 999));
        ByteBuffer columns = ByteBuffer.wrap(sizes.bytes());

        assertThat(columns.remaining()).isEqualTo(25 * 32);
        assertThat(columns.getDouble(0)).isEqualTo((double) range.from());
        assertThat(columns.getDouble(24)).as("a key frame").isEqualTo(1);
        assertThat(columns.getDouble(32 + 24)).as("no key frame").isZero();
        assertThat(columns.getDouble(8)).isGreaterThan(columns.getDouble(32 + 8));
    }

    @Test
    void javaDrivesThePageAndHearsItsTime() {
        List<Long> heard = new ArrayList<>();
        Subscription listening = player.onTime(heard::add);
        player.seek(range.from() + 1000);
        player.setSpeed(2);
        player.play();
        JsonNode sync = json(ask("sync", ",\"seen\":0"));
        assertThat(sync.path("commands").findValuesAsText("verb")).containsExactly("seek", "speed", "play");
        assertThat(json(ask("sync", ",\"seen\":2")).path("commands")).hasSize(1);
        ask("sync", ",\"seen\":3,\"time\":" + (range.from() + 1500) + ",\"playing\":true,\"speed\":2");
        listening.close();
        ask("sync", ",\"seen\":3,\"time\":" + (range.from() + 9000) + ",\"playing\":false,\"speed\":1");

        assertThat(heard).containsExactly(range.from() + 1000, range.from() + 1500);
        assertThat(player.getCurrentTime()).isEqualTo(range.from() + 9000);
        assertThat(player.isPlaying()).isFalse();
    }

    @Test
    void aListenerThatThrowsHoldsNobodyUpAndIsCounted() {
        player.onTime(time -> {
            throw new IllegalStateException("no");
        });
        List<Long> heard = new ArrayList<>();
        player.onTime(heard::add);

        ask("sync", ",\"time\":" + range.from());

        assertThat(heard).containsExactly(range.from());
        assertThat(player.stats().listenerFailures()).isEqualTo(1);
    }

    @Test
    void withAManagerThePageSeeksInTheManager() throws Exception {
        try (ValkkaFSManager manager = new ValkkaFSManager(fs);
                Player view = Player.of(manager)) {
            manager.map(fs, 1001).readSlot(1, frame -> {});
            manager.start();
            long wanted = range.from() + 4_000;
            view.answer("{\"ask\":\"command\",\"verb\":\"seek\",\"time\":" + wanted + "}");
            await("the manager's time").until(() -> manager.getCurrentTime() == wanted);

            JsonNode sync = json(view.answer("{\"ask\":\"sync\",\"time\":5}"));
            assertThat(sync.path("time").asLong())
                    .as("the manager has the clock")
                    .isEqualTo(wanted);
        }
    }

    @Test
    void whatThePageMarksIsThereInJava() {
        ask("mark", ",\"from\":" + (range.from() + 1000) + ",\"to\":" + (range.from() + 2000));

        assertThat(player.marked()).isEqualTo(new TimeRange(range.from() + 1000, range.from() + 2000));
        assertThat(json(ask("hello", "")).path("marked").path("to").asLong())
                .as("for a page that is loaded anew")
                .isEqualTo(range.from() + 2000);
    }

    @Test
    void aPictureOfEachCameraStandsForThePlayer() {
        assertThat(player.stills(160))
                .singleElement()
                .satisfies(jpeg -> assertThat(jpeg).startsWith(0xff, 0xd8));
        try (Player timeline = Player.timeline(fs)) {
            assertThat(timeline.stills(160)).isEmpty();
        }
    }

    @Test
    void marksComeToThePageOnce() {
        player.mark(List.of(Mark.at(range.from(), "here")));

        JsonNode first = json(ask("sync", ",\"marksVersion\":0"));
        assertThat(first.path("marks").path(0).path("label").asText()).isEqualTo("here");
        assertThat(json(ask("sync", ",\"marksVersion\":" + first.path("marksVersion")))
                        .has("marks"))
                .isFalse();
    }

    @Test
    void wrongQuestionsAreAnsweredWithAnErrorAndCounted() {
        for (String wrong : List.of(
                "",
                "[]",
                "{}",
                "{\"ask\":\"files\"}",
                "{\"ask\":\"at\",\"stream\":7}",
                "{\"ask\":\"command\",\"verb\":\"speed\",\"value\":1e308}",
                "{\"ask\":\"blocks\",\"recording\":-1}")) {
            assertThat(json(player.answer(wrong)).path("error").asText())
                    .as(wrong)
                    .isNotEmpty();
        }
        assertThat(player.stats().errors()).isEqualTo(7);
    }

    @Test
    void behindItsEndThePageIsToldSo() {
        player.close();

        assertThat(json(ask("hello", "")).path("error").asText()).contains("has been closed");
        assertThatThrownBy(() -> player.address()).isInstanceOf(ValkkaException.class);
    }

    @Test
    void anInlinedPageHoldsItsPicturesAndTheModule() {
        InlinedPlayer page = player.inlined(new TimeRange(range.from(), range.from() + 2000));

        assertThat(page.html())
                .contains("attachShadow", "mount(document.getElementById('valkka-")
                .doesNotContain("http://127");
        assertThat(page.html().length()).isBetween(150_000, 600_000);
        assertThatThrownBy(() -> player.inlined(TimeRange.EMPTY)).hasMessageContaining("empty range");
    }

    @Test
    void aPlayerOfNothingOrOfOneRecordingTwiceIsAnError() {
        assertThatThrownBy(Player::of).isInstanceOf(ValkkaException.class);
        assertThatThrownBy(() -> Player.of(fs, fs)).hasMessageContaining("each once");
        assertThatThrownBy(() -> player.setSpeed(0)).hasMessageContaining("speed of 0.0");
    }
}
