package valkka.player;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.media.Picture;
import valkka.media.Pictures;
import valkka.view.ImageFiles;

/**
 * Key frames of one stream as JPEG. Decoding takes many times as long as reading, so this class has
 * a lock of its own: pictures as they are stored never wait for a thumbnail.
 */
final class PlayedStills {
    private static final int MOST_STILLS = 200;
    private static final int WIDEST_STILL = 1280;

    private final ValkkaFS fs;
    private final long id;
    private final Map<Still, byte[]> stills = new LinkedHashMap<>(16, 0.75f, true);

    private record Still(long time, int width) {}

    PlayedStills(ValkkaFS fs, long id) {
        this.fs = fs;
        this.id = id;
    }

    /** Returns the key frame of a time; no bytes when nobody can see it. */
    synchronized byte[] of(long time, int width) {
        Still still = new Still(time, Math.max(16, Math.min(WIDEST_STILL, width)));
        byte[] jpeg = stills.get(still);
        if (jpeg == null) {
            jpeg = decoded(still);
            stills.put(still, jpeg);
            if (stills.size() > MOST_STILLS) {
                stills.remove(stills.keySet().iterator().next());
            }
        }
        return jpeg;
    }

    private byte[] decoded(Still still) {
        try {
            List<Picture> found =
                    Pictures.keyFrames(fs, id, new TimeRange(still.time(), still.time()), 1, still.width());
            BufferedImage image = found.isEmpty() ? null : found.get(0).image();
            return image == null ? Answer.NO_BYTES : ImageFiles.jpeg(image);
        } catch (ValkkaException e) {
            if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.CORRUPT) {
                return Answer.NO_BYTES; // a key frame that nobody can see
            }
            throw e;
        }
    }
}
