package valkka.player;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;

/** What a page hears of a recording's sound. */
class PlayerSoundTest {
    private static final int PACKET_BYTES = 160;

    private final ValkkaSingleFS fs = sample("audio");
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

    @Test
    void aPageLearnsWhichStreamsHaveSound() {
        assertThat(hasSound(player)).isTrue();
        try (ValkkaSingleFS silent = sample("single");
                Player other = Player.of(silent)) {
            assertThat(hasSound(other)).isFalse();
        }
    }

    private static boolean hasSound(Player player) {
        JsonNode hello = Json.object(player.answer("{\"ask\":\"hello\"}").json());
        return hello.path("streams").path(0).path("sound").asBoolean();
    }

    @Test
    void everyPacketComesOnceWithItsTime() {
        List<Long> times = new ArrayList<>();
        long after = range.from() - 1;
        boolean last = false;
        while (!last) {
            Answer answer = ask("sound", ",\"stream\":0,\"ahead\":1000,\"time\":" + after);
            ByteBuffer packets = ByteBuffer.wrap(answer.bytes());
            while (packets.hasRemaining()) {
                times.add(packets.getLong());
                assertThat(packets.getInt()).isEqualTo(PACKET_BYTES);
                packets.position(packets.position() + PACKET_BYTES);
            }
            JsonNode json = Json.object(answer.json());
            assertThat(json.path("codec").asText()).isEqualTo("PCMA");
            assertThat(json.path("sampleRate").asInt()).isEqualTo(8000);
            assertThat(PieceTimes.lastPacket(answer.bytes())).isEqualTo(times.get(times.size() - 1));
            after = times.get(times.size() - 1);
            last = json.path("last").asBoolean();
        }

        assertThat(times).hasSize(26 * 50).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theTimelineShowsPicturesAndNoPacketsOfSound() {
        Answer sizes = ask("sizes", ",\"recording\":0,\"from\":" + range.from() + ",\"to\":" + (range.from() + 999));

        assertThat(sizes.bytes()).hasSize(25 * 32);
    }

    @Test
    void anInlinedPageHoldsTheSound() {
        TimeRange piece = new TimeRange(range.from() + 1000, range.from() + 3000);
        String html = player.inlined(piece).html();
        String start = "{ data: '";
        int from = html.lastIndexOf(start) + start.length();
        ByteBuffer data = ByteBuffer.wrap(Base64.getDecoder().decode(html.substring(from, html.indexOf('\'', from))));
        byte[] text = new byte[data.getInt()];
        data.get(text);
        JsonNode parts = Json.object(new String(text, StandardCharsets.UTF_8)).path("parts");

        int bytes = 0;
        for (JsonNode part : parts) {
            bytes += part.path("name").asText().startsWith("sound 0")
                    ? part.path("size").asInt()
                    : 0;
        }
        assertThat(bytes / (PACKET_BYTES + 12)).as("packets").isBetween(100, 112);
    }
}
