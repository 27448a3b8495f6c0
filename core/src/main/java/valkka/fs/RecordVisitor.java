package valkka.fs;

import java.nio.ByteBuffer;
import valkka.frame.Codec;
import valkka.frame.MediaType;

/** Sees the records of a block in file order, without a copy of their payloads. */
public interface RecordVisitor {
    /**
     * A record begins.
     *
     * @param id the stream's
     * @param mstimestamp Unix ms
     * @param length how many bytes of payload follow
     */
    void header(long id, int subsession, long mstimestamp, MediaType mediaType, Codec codec, int length);

    /** The next bytes of the payload. The buffer has other bytes after the call. */
    void payload(ByteBuffer bytes);
}
