package valkka.media;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.media.PictureDecoder.Decoded;
import valkka.nal.AccessUnit;
import valkka.nal.LeadingPictures;

/**
 * Decodes pictures of a stream with one decoder, and another one where the stream changes its
 * codec.
 */
final class StreamDecoder implements AutoCloseable {
    private final int width;
    private @Nullable PictureDecoder decoder; // null before the first picture
    private final LeadingPictures leading = new LeadingPictures();
    private boolean running;

    StreamDecoder(int width) {
        this.width = width;
    }

    /**
     * Takes the next access unit of a run whose picture is to be the last one up to {@code time}.
     */
    void add(AccessUnit unit, long time) {
        if (Thread.currentThread().isInterrupted()) {
            throw ValkkaException.interrupted("decoding pictures");
        }
        PictureDecoder current = decoderOf(unit);
        if (!running) {
            current.begin(time);
            leading.begin(unit);
            running = true;
        } else if (leading.isLeading(unit)) {
            return;
        }
        current.add(unit);
    }

    private PictureDecoder decoderOf(AccessUnit unit) {
        PictureDecoder before = decoder;
        if (before != null && before.codec().equals(unit.codec())) {
            return before;
        }
        close();
        PictureDecoder made = new PictureDecoder(unit.codec(), width);
        decoder = made;
        return made;
    }

    /** Returns the picture of the run; empty when no picture could be decoded. */
    Optional<Decoded> finish() {
        running = false;
        return decoder == null ? Optional.empty() : decoder.finish();
    }

    /** A key frame alone. */
    Optional<Decoded> alone(AccessUnit unit) {
        add(unit, Long.MAX_VALUE);
        return finish();
    }

    @Override
    public void close() {
        running = false;
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
