package valkka.player;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import valkka.frame.ValkkaException;
import valkka.live.LiveStreamStats;
import valkka.media.Pictures;
import valkka.nal.AccessUnit;
import valkka.view.ImageFiles;

/** Answers the questions of the pages of a live picture. */
final class LiveDesk {
    private static final int LONGEST_NAME = 64;
    private static final int WIDEST_STILL = 1280;

    private final LiveStreams streams;
    private final Map<Integer, Still> stills = new HashMap<>(); // by slot
    private final Questions questions = new Questions("the live picture", this::answerTo);

    private record Still(long time, int width, byte[] jpeg) {}

    LiveDesk(LiveStreams streams) {
        this.streams = streams;
    }

    Answer answer(String question) {
        return questions.answer(question);
    }

    private Answer answerTo(JsonNode question) {
        String ask = question.path("ask").asText();
        return switch (ask) {
            case "hello" -> state();
            case "live" -> live(question.path("page").asText());
            case "still" ->
                still(question.path("stream").asInt(-1), question.path("width").asInt());
            default -> throw ValkkaException.badArgument("a live picture knows no question '" + ask + "'");
        };
    }

    private Answer state() {
        List<Map<String, Object>> all = new ArrayList<>();
        streams.bySlot().forEach((slot, stream) -> all.add(figures(slot, stream)));
        return new Answer(Json.text(Map.of("streams", all, "ended", streams.hasEnded())), Answer.NO_BYTES);
    }

    private Map<String, Object> figures(int slot, LiveStream stream) {
        LiveStream.Figures figures = stream.figures();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("slot", slot);
        json.put("pictures", figures.pictures());
        json.put("perSecond", figures.perSecond());
        json.put("bitRate", figures.bitRate());
        json.put("keyDistance", figures.keyDistance());
        json.put("dropped", figures.dropped());
        streams.camera(slot).ifPresent(camera -> describe(camera, json));
        return json;
    }

    private static void describe(LiveStreamStats camera, Map<String, Object> json) {
        json.put("name", camera.address());
        json.put("state", camera.state().name().toLowerCase(Locale.ROOT));
        json.put("lostPackets", camera.lostPackets());
        json.put("damaged", camera.damagedPictures());
        json.put("droppedInQueue", camera.droppedInQueue());
        json.put("reconnects", camera.reconnects());
        json.put("lastError", camera.lastError());
    }

    /** The new pictures of all streams, one stream behind the other. */
    private Answer live(String page) {
        if (page.isEmpty() || page.length() > LONGEST_NAME) {
            throw ValkkaException.badArgument("a page of a live picture needs a name of 1 to 64 letters");
        }
        List<Map<String, Object>> heads = new ArrayList<>();
        List<List<AccessUnit>> all = new ArrayList<>();
        streams.bySlot().forEach((slot, stream) -> {
            List<AccessUnit> pictures = stream.fetch(page);
            Map<String, Object> head = new LinkedHashMap<>();
            head.put("slot", slot);
            head.put("size", PictureBytes.size(pictures));
            PictureBytes.describe(pictures, head);
            heads.add(head);
            all.add(pictures);
        });
        ByteBuffer bytes =
                ByteBuffer.allocate(all.stream().mapToInt(PictureBytes::size).sum());
        all.forEach(pictures -> PictureBytes.write(pictures, bytes));
        return new Answer(Json.text(Map.of("streams", heads)), bytes.array());
    }

    /** Returns the newest key frame of a slot as JPEG; no bytes when there is none. */
    synchronized Answer still(int slot, int width) {
        LiveStream stream = streams.bySlot().get(slot);
        AccessUnit key = stream == null ? null : stream.newestKey().orElse(null);
        if (key == null) {
            return new Answer("{}", Answer.NO_BYTES);
        }
        int wide = Math.max(16, Math.min(WIDEST_STILL, width));
        Still known = stills.get(slot);
        if (known == null || known.time() != key.mstimestamp() || known.width() != wide) {
            byte[] jpeg = Pictures.decoded(slot, key, wide)
                    .map(picture -> ImageFiles.jpeg(picture.image()))
                    .orElse(Answer.NO_BYTES);
            known = new Still(key.mstimestamp(), wide, jpeg);
            stills.put(slot, known);
        }
        return new Answer(Json.text(Map.of("time", key.mstimestamp())), known.jpeg());
    }

    Questions questions() {
        return questions;
    }
}
