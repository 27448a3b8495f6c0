package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/** A stream counts as served when players find it, and not before. */
class ServedStreamTest {
    private final List<String> offers = new ArrayList<>();
    private boolean mounts = true;
    private final ServedStream stream = new ServedStream("stream", System::nanoTime, (offered, again) -> {
        offers.add((again ? "again" : "first") + ", served: " + offered.isMounted());
        return mounts;
    });

    private void keyPicture(Codec codec, long time, int... types) {
        for (int type : types) {
            stream.run(BasicFrame.of(
                    1, 0, time, codec, new byte[] {0, 0, 0, 1, (byte) type, (byte) 0x88, (byte) 0xc2, 3, 0, 5}));
        }
    }

    private void h264(long time) {
        keyPicture(Codec.H264, time, 0x67, 0x68, 0x65);
    }

    @Test
    void itIsServedOnceItIsMountedAndNotWhileThatIsDone() {
        h264(1000);
        h264(2000);
        assertThat(offers).containsExactly("first, served: false");
        assertThat(stream.isMounted()).isTrue();
    }

    @Test
    void itIsOfferedAgainAtALaterKeyFrameWhenItCouldNotBeMounted() {
        mounts = false;
        h264(1000);
        h264(2000);
        assertThat(stream.isMounted()).isFalse();
        mounts = true;
        h264(3000);
        assertThat(stream.isMounted()).isTrue();
        assertThat(offers).containsOnly("first, served: false");
    }

    @Test
    void anotherCodecIsOfferedAgain() {
        h264(1000);
        keyPicture(Codec.H265, 2000, 64, 66, 68, 38);
        keyPicture(Codec.H265, 3000, 64, 66, 68, 38);
        assertThat(offers).containsExactly("first, served: false", "again, served: true");
    }

    @Test
    void nothingIsServedByAFilterThatIsClosed() {
        RtspServerFrameFilter serve = new RtspServerFrameFilter("serve", 0);
        serve.close();
        for (long time = 1000; time < 3000; time += 1000) {
            for (int type : new int[] {0x67, 0x68, 0x65}) {
                serve.run(BasicFrame.of(
                        1, 0, time, Codec.H264, new byte[] {0, 0, 0, 1, (byte) type, (byte) 0x88, (byte) 0xc2, 3, 0, 5
                        }));
            }
        }
        assertThat(serve.isServed(1)).isFalse();
    }
}
