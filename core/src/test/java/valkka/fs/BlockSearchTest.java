package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockSearchTest {
    static Stream<JsonNode> vectors() throws IOException {
        JsonNode all = new ObjectMapper()
                .readTree(Golden.resource("golden/blocktable_vectors.json").toFile());
        return IntStream.range(0, all.size()).mapToObj(all::get);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void searchesAnswerAsExpected(JsonNode vector) {
        BlockTable table = BlockTable.of(rows(vector.get("table")));
        JsonNode args = vector.get("args");
        Object answer = switch (vector.get("fn").textValue()) {
            case "getTimeRange" -> {
                TimeRange range = table.getTimeRange();
                yield range.isEmpty() ? null : List.of(range.from(), range.to());
            }
            case "getInd" ->
                table.getInd(new TimeRange(
                        args.get("times").get(0).longValue(),
                        args.get("times").get(1).longValue()));
            case "getIndNeigh" ->
                table.getIndNeigh(args.get("n").intValue(), args.get("time").longValue());
            default -> throw new IllegalArgumentException(vector.toString());
        };
        assertThat(String.valueOf(answer).replace(" ", ""))
                .isEqualTo(vector.get("expect").toString());
    }

    @RepeatedTest(200)
    void anIndexThatChangesAnswersLikeOneMadeAnew(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int blocks = 1 + random.nextInt(12);
        TableRows changing = new TableRows(new long[2 * blocks]);
        for (int step = 0; step < 60; step++) {
            long key = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(20);
            TableRow row = key == 0 ? TableRow.UNUSED : new TableRow(key, key + random.nextInt(6));
            changing.set(random.nextInt(blocks), row);
            BlockTable anew = BlockTable.of(changing.copy(), 0);
            long from = random.nextInt(24) - 1L;
            TimeRange range = new TimeRange(from, from - 1 + random.nextInt(10));
            int n = random.nextInt(4);
            assertThat(changing.timeRange()).isEqualTo(anew.getTimeRange());
            assertThat(changing.inRange(range)).isEqualTo(anew.getInd(range)).isEqualTo(simplest(anew, range));
            assertThat(changing.neighbours(n, from)).isEqualTo(anew.getIndNeigh(n, from));
        }
    }

    /** The rule of format.md, word for word. */
    private static List<Integer> simplest(BlockTable table, TimeRange range) {
        List<Integer> used = new ArrayList<>();
        for (int block = 0; block < table.size(); block++) {
            if (table.key(block) > 0) {
                used.add(block);
            }
        }
        used.sort(Comparator.<Integer>comparingLong(table::key).thenComparing(block -> block));
        if (range.isEmpty() || used.isEmpty()) {
            return List.of();
        }
        long from = used.stream()
                .mapToLong(table::key)
                .filter(key -> key <= range.from())
                .max()
                .orElse(table.key(used.get(0)));
        long to = used.stream()
                .mapToLong(table::key)
                .filter(key -> key > range.to())
                .min()
                .orElse(Long.MAX_VALUE);
        return used.stream()
                .filter(block -> from <= table.key(block) && table.key(block) <= to)
                .toList();
    }

    /** What numpy answers, whose sort is stable up to 16 blocks; beyond that libValkka's order of equal keys is no promise. */
    @Test
    void neighboursOfEqualKeysComeInLibValkkasOrder() {
        assertThat(table(10, 10, 10, 30).getIndNeigh(2, 20)).containsExactly(2, 1, 3);
        assertThat(table(10, 10, 10, 30).getIndNeigh(3, 20)).containsExactly(2, 1, 0, 3);
        assertThat(table(5, 10, 10, 30).getIndNeigh(3, 20)).containsExactly(0, 2, 1, 3);
        assertThat(table(10, 10, 10, 30).getIndNeigh(2, 10)).containsExactly(0, 1, 2);
        assertThat(table(30, 10, 30, 10, 30).getIndNeigh(1, 30)).containsExactly(3, 0, 2);
    }

    private static BlockTable table(long... keys) {
        long[][] rows = new long[keys.length][];
        for (int i = 0; i < keys.length; i++) {
            rows[i] = new long[] {keys[i], keys[i] + 1};
        }
        return BlockTable.of(rows);
    }

    @Test
    void aBlockWithoutAKeyFrameIsReadBehindTheBlockItBelongsTo() {
        TableRows rows = new TableRows(new long[] {100, 400, 100, 200, 100, 300});
        assertThat(rows.inRange(new TimeRange(100, 100))).containsExactly(0, 1, 2);
        assertThat(rows.inReadingOrder(new TimeRange(100, 100))).containsExactly(1, 2, 0);
    }

    private static long[][] rows(JsonNode table) {
        long[][] rows = new long[table.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new long[] {
                table.get(i).get(0).longValue(), table.get(i).get(1).longValue()
            };
        }
        return rows;
    }
}
