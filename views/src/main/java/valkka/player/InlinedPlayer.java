package valkka.player;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import valkka.frame.ValkkaException;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/**
 * A player as a piece of plain HTML that contains its pictures: for saved notebooks, and for pages
 * without a connection to Java.
 *
 * @param html needs a browser and nothing else
 * @param range the range of time in it
 */
public record InlinedPlayer(String html, TimeRange range) {
    private static final int MOST_BYTES = 8_000_000;
    private static final long LONGEST_PACKET_MS = 200;

    /**
     * Collects the answers that a page needs, in the order of the questions: a page that has them
     * asks nobody.
     */
    static InlinedPlayer of(Desk desk, TimeRange range) {
        if (range.isEmpty()) {
            throw ValkkaException.badArgument("an inlined player of an empty range: give a range with pictures");
        }
        Answer hello = desk.answer("{\"ask\":\"hello\"}");
        Collected collected = new Collected();
        collected.add("hello", hello);
        int recordings = Json.object(hello.json()).path("recordings").size();
        String within = "\"from\":" + range.from() + ",\"to\":" + range.to();
        for (int i = 0; i < recordings; i++) {
            collected.add("blocks " + i, desk.answer("{\"ask\":\"blocks\",\"recording\":" + i + "," + within + "}"));
            collected.add("sizes " + i, desk.answer("{\"ask\":\"sizes\",\"recording\":" + i + "," + within + "}"));
        }
        for (int i = 0; desk.hasPictures() && i < desk.streams().all().size(); i++) {
            PlayedStream stream = desk.streams().get(i);
            Answer piece = stream.at(range.from(), 0);
            int part = 0;
            while (piece.bytes().length > 0) {
                collected.add("pictures " + i + " " + part++, piece);
                long last = PieceTimes.last(piece.bytes());
                boolean end = last >= range.to()
                        || Json.object(piece.json()).path("last").asBoolean();
                if (end) {
                    break;
                }
                piece = stream.after(last, Math.min(1000, range.to() - last));
            }
            if (stream.sound().isFound()) {
                addSound(collected, i, stream.sound(), range);
            }
        }
        collected.json.put("range", Map.of("from", range.from(), "to", range.to()));
        return new InlinedPlayer(Page.inlined(collected.base64()), range);
    }

    /** A packet that sounds at the range's beginning began a little earlier. */
    private static void addSound(Collected collected, int stream, PlayedSound sound, TimeRange range) {
        long after = range.from() - LONGEST_PACKET_MS;
        for (int part = 0; after < range.to(); part++) {
            Answer piece = sound.after(after, range.to() - after);
            if (piece.bytes().length == 0) {
                return;
            }
            collected.add("sound " + stream + " " + part, piece);
            after = PieceTimes.lastPacket(piece.bytes());
        }
    }

    private static final class Collected {
        private final Map<String, Object> json = new LinkedHashMap<>();
        private final List<Map<String, Object>> parts = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void add(String name, Answer answer) {
            if (bytes.size() + answer.bytes().length > MOST_BYTES) {
                throw ValkkaException.badArgument("a page with more than " + Bytes.text(MOST_BYTES)
                        + " of pictures and sound would be too large for a notebook: give a shorter range");
            }
            parts.add(Map.of("name", name, "json", answer.json(), "from", bytes.size(), "size", answer.bytes().length));
            bytes.writeBytes(answer.bytes());
        }

        String base64() {
            json.put("parts", parts);
            return Base64.getEncoder().encodeToString(new Answer(Json.text(json), bytes.toByteArray()).packed());
        }
    }

    /** Returns one line: the range and the size. */
    @Override
    public String toString() {
        return "inlined player of " + range + ", " + Bytes.text(html.length());
    }
}
