package valkka.player;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import valkka.frame.GapRule;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.WriterStats;

/**
 * Answers the questions of pages, whatever way a question has come. Each question is small and each
 * answer bounded, so a page cannot make the player hold much memory.
 */
final class Desk {
    private static final long FARTHEST_AHEAD_MS = 30_000;
    private static final int MOST_MARKS = 1000;
    private static final int MOST_STILLS = 4;
    private static final int MOST_QUESTIONS = 64;

    private final List<ValkkaFS> recordings;
    private final Remote remote;
    private final TimeListeners listeners;
    private final boolean withPictures;
    private final PlayedStreams streams;
    private final ClipExports exports;
    private final List<TimelineBlocks> blocks;
    private final List<TimelinePictures> pictures;
    private final Questions questions = new Questions("the player", this::answerTo);
    private volatile List<Mark> marks = List.of();
    private final AtomicLong marksVersion = new AtomicLong();
    private volatile TimeRange marked = TimeRange.EMPTY;

    Desk(List<ValkkaFS> recordings, Remote remote, TimeListeners listeners, boolean withPictures) {
        this.recordings = recordings;
        this.remote = remote;
        this.listeners = listeners;
        this.withPictures = withPictures;
        this.streams = new PlayedStreams(recordings);
        this.exports = new ClipExports(streams);
        this.blocks = recordings.stream().map(TimelineBlocks::new).toList();
        this.pictures = recordings.stream().map(TimelinePictures::new).toList();
    }

    Answer answer(String question) {
        return questions.answer(question);
    }

    private Answer answerTo(JsonNode question) {
        String ask = question.path("ask").asText();
        return switch (ask) {
            case "several" -> several(question);
            case "hello" -> hello();
            case "sync" -> sync(question);
            case "blocks" -> blocks(question);
            case "sizes" -> sizes(question);
            case "at" -> stream(question).at(time(question), ahead(question));
            case "after" -> stream(question).after(time(question), ahead(question));
            case "nextKey" -> stream(question).keyBehind(time(question), ahead(question));
            case "previousKey" -> stream(question).keyInFront(time(question));
            case "sound" -> stream(question).sound().after(time(question), ahead(question));
            case "still" ->
                stream(question).still(time(question), question.path("width").asInt());
            case "command" -> command(question);
            case "mark" -> setMarked(question);
            case "export" -> exports.start(range(question));
            case "exported" -> exports.state(question.path("number").asInt());
            case "clip" ->
                exports.clip(
                        question.path("number").asInt(), question.path("clip").asInt(-1));
            default -> throw ValkkaException.badArgument("the player knows no question '" + ask + "'");
        };
    }

    /** Several questions at once, because a browser takes long for each request. */
    private Answer several(JsonNode question) {
        JsonNode questions = question.path("questions");
        if (questions.size() > MOST_QUESTIONS) {
            throw ValkkaException.badArgument(
                    questions.size() + " questions at once to the player: ask " + MOST_QUESTIONS + " at most");
        }
        List<Map<String, Object>> heads = new ArrayList<>();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (JsonNode one : questions) {
            if (one.path("ask").asText().equals("several")) {
                throw ValkkaException.badArgument("several questions to the player within several: ask them at once");
            }
            Answer answer = answer(one.toString());
            heads.add(Map.of("json", answer.json(), "size", answer.bytes().length));
            bytes.writeBytes(answer.bytes());
        }
        return new Answer(Json.text(Map.of("answers", heads)), bytes.toByteArray());
    }

    private Answer hello() {
        Map<String, Object> json = state();
        json.put("pictures", withPictures);
        json.put("hasClock", remote.hasClock());
        json.put("number", remote.newest());
        json.put("longestWait", GapRule.LONGEST_WAIT_MILLIS);
        json.put("recordings", recordings.stream().map(Desk::described).toList());
        TimeRange earlier = marked; // by a page that was loaded anew
        if (!earlier.isEmpty()) {
            json.put("marked", Map.of("from", earlier.from(), "to", earlier.to()));
        }
        return new Answer(Json.text(json), Answer.NO_BYTES);
    }

    private static Map<String, Object> described(ValkkaFS fs) {
        return Map.of(
                "name",
                String.valueOf(fs.directory().getFileName()),
                "blocks",
                fs.getPars().nBlocks(),
                "blockSize",
                fs.getPars().blockSize(),
                "shortestGap",
                GapRule.SHORTEST_GAP_MILLIS);
    }

    /** A page asks this four times a second: it tells its time, and hears what is new. */
    private Answer sync(JsonNode question) {
        if (question.has("time")) {
            remote.report(
                    time(question),
                    question.path("playing").asBoolean(),
                    question.path("speed").asDouble(1));
        }
        Map<String, Object> json = state();
        json.put(
                "commands",
                remote.since(question.path("seen").asLong()).stream()
                        .map(Remote.Command::json)
                        .toList());
        long version = marksVersion.get();
        json.put("marksVersion", version);
        if (question.path("marksVersion").asLong() != version) {
            json.put(
                    "marks",
                    marks.stream()
                            .map(mark -> Map.of(
                                    "from",
                                    mark.range().from(),
                                    "to",
                                    mark.range().to(),
                                    "label",
                                    mark.label()))
                            .toList());
        }
        listeners.tell(remote.time());
        return new Answer(Json.text(json), Answer.NO_BYTES);
    }

    private Map<String, Object> state() {
        List<Map<String, Object>> ranges = new ArrayList<>();
        for (ValkkaFS fs : recordings) {
            fs.updateTable(false);
            TimeRange range = fs.getTimeRange();
            ranges.add(Map.of("from", range.isEmpty() ? 0 : range.from(), "to", range.isEmpty() ? 0 : range.to()));
        }
        streams.refresh();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ranges", ranges);
        json.put("writers", recordings.stream().map(Desk::writer).toList());
        json.put(
                "streams",
                streams.all().stream()
                        .map(stream -> Map.of(
                                "recording",
                                stream.recording(),
                                "id",
                                stream.id(),
                                "sound",
                                stream.sound().isFound()))
                        .toList());
        json.put("time", remote.time());
        json.put("playing", remote.isPlaying());
        json.put("speed", remote.speed());
        return json;
    }

    /** What the writer in this process tells of the recording; nothing when there is none. */
    private static Map<String, Object> writer(ValkkaFS fs) {
        return fs.writer()
                .map(writer -> {
                    WriterStats stats = writer.stats();
                    return Map.<String, Object>of(
                            "writes", writer.isRunning(),
                            "dropped", stats.dropped(),
                            "refused", stats.refused(),
                            "error", stats.error());
                })
                .orElse(Map.of());
    }

    private Answer blocks(JsonNode question) {
        TimelineBlocks rows = blocks.get(recording(question));
        return question.has("since")
                ? rows.changed(
                        question.path("since").asLong(), question.path("gone").asLong())
                : rows.in(range(question));
    }

    private Answer sizes(JsonNode question) {
        int recording = recording(question);
        return pictures.get(recording).in(range(question), id -> streams.indexOf(recording, id));
    }

    private Answer command(JsonNode question) {
        switch (question.path("verb").asText()) {
            case "play" -> remote.play();
            case "pause" -> remote.pause();
            case "seek" -> remote.seek(time(question));
            case "speed" ->
                remote.setSpeed(Player.checkedSpeed(question.path("value").asDouble(1)));
            default -> throw ValkkaException.badArgument("the player knows no command '" + question.path("verb") + "'");
        }
        return new Answer("{}", Answer.NO_BYTES);
    }

    private Answer setMarked(JsonNode question) {
        marked = range(question);
        return new Answer("{}", Answer.NO_BYTES);
    }

    private int recording(JsonNode question) {
        int number = question.path("recording").asInt(-1);
        if (number < 0 || number >= recordings.size()) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, "the player has no recording " + number + ": it has " + recordings.size());
        }
        return number;
    }

    private PlayedStream stream(JsonNode question) {
        return streams.get(question.path("stream").asInt(-1));
    }

    private static TimeRange range(JsonNode question) {
        return new TimeRange(question.path("from").asLong(), question.path("to").asLong());
    }

    private static long time(JsonNode question) {
        return question.path("time").asLong();
    }

    private static long ahead(JsonNode question) {
        return Math.max(0, Math.min(FARTHEST_AHEAD_MS, question.path("ahead").asLong()));
    }

    PlayedStreams streams() {
        return streams;
    }

    boolean hasPictures() {
        return withPictures;
    }

    void mark(List<Mark> newMarks) {
        marks = List.copyOf(newMarks.subList(0, Math.min(MOST_MARKS, newMarks.size())));
        marksVersion.incrementAndGet();
    }

    TimeRange marked() {
        return marked;
    }

    ClipExports exports() {
        return exports;
    }

    /** Returns the key frame of each stream at a time, as JPEG; at most four. */
    List<byte[]> stills(int width) {
        state(); // looks for streams
        long shown = remote.time();
        List<byte[]> stills = new ArrayList<>();
        for (PlayedStream stream :
                streams.all().subList(0, Math.min(MOST_STILLS, streams.all().size()))) {
            long time = shown > 0 ? shown : stream.fs().getTimeRange().from();
            byte[] jpeg = stream.still(time, width).bytes();
            if (jpeg.length > 0) {
                stills.add(jpeg);
            }
        }
        return stills;
    }

    Questions questions() {
        return questions;
    }

    void close() {
        questions.close();
        exports.close();
    }
}
