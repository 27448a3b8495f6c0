package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;

class TrackWriterTest {
    // Which matroska takes, and which FFmpeg has no parser for.
    private static final int HUFFYUV = 25;

    @TempDir
    Path temp;

    @Test
    void aFileIsOpenedOnceAllElseIsThereSoThatNoneIsLeftOpenWhereThatFails() {
        Path file = temp.resolve("a.mkv");
        PictureTrack track = new PictureTrack(Codec.of(HUFFYUV), new byte[0], 96, 96, 0, 0, 1);
        assertThatThrownBy(() -> new TrackWriter(new MediaFile.Target(Container.MATROSKA, file, 0), track, null, 1000))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("no parser");
        assertThat(file).doesNotExist();
    }
}
