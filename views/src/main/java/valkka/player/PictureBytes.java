package valkka.player;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import valkka.nal.AccessUnit;

/** How pictures stand in an answer: as they were coded, with their times, behind the name of their codec. */
final class PictureBytes {
    private static final int HEAD = Long.BYTES + 1 + Integer.BYTES;

    private PictureBytes() {}

    /** Adds how the browser is told of the stream, where one of the pictures tells it. */
    static void describe(List<AccessUnit> pictures, Map<String, Object> json) {
        pictures.stream()
                .filter(AccessUnit::key)
                .findFirst()
                .flatMap(CodecName::of)
                .ifPresent(name -> {
                    json.put("codec", name.codec());
                    json.put("description", Base64.getEncoder().encodeToString(name.description()));
                });
    }

    static int size(List<AccessUnit> pictures) {
        return pictures.stream().mapToInt(picture -> HEAD + picture.size()).sum();
    }

    /** Writes each picture as its time (8 bytes), 1 for a key frame, its length (4 bytes), and the bytes. */
    static void write(List<AccessUnit> pictures, ByteBuffer target) {
        for (AccessUnit picture : pictures) {
            target.putLong(picture.mstimestamp())
                    .put((byte) (picture.key() ? 1 : 0))
                    .putInt(picture.size());
            picture.copyTo(target);
        }
    }
}
