package valkka.media;

import java.util.Optional;
import valkka.frame.ValkkaException;
import valkka.media.PictureDecoder.Decoded;
import valkka.nal.AccessUnit;

/** Decodes pictures of a stream with one decoder, and another one where the stream changes its codec. */
final class StreamDecoder implements AutoCloseable {
    private final int width;
    private PictureDecoder decoder;
    private boolean running;

    StreamDecoder(int width) {
        this.width = width;
    }

    /** Takes the next access unit of a run whose picture is to be the last one up to {@code time}. */
    void add(AccessUnit unit, long time) {
        if (Thread.currentThread().isInterrupted()) {
            throw ValkkaException.interrupted("decoding pictures");
        }
        if (decoder == null || !decoder.codec().equals(unit.codec())) {
            close();
            decoder = new PictureDecoder(unit.codec(), width);
        }
        if (!running) {
            decoder.begin(time);
            running = true;
        }
        decoder.add(unit);
    }

    /** The picture of the run; empty when none of it could be decoded. */
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
