package valkka.command;

import static org.assertj.core.api.Assertions.assertThat;
import static valkka.command.TestConsole.framesIn;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.Bytes;
import valkka.fs.ValkkaSingleFS;
import valkka.nal.NalUnits;

/** What probe and record say of cameras that are not as the book says. */
@Timeout(120)
class CamerasAsTheyAreCommandTest {
    private static final byte[] START_CODE = {0, 0, 0, 1};
    private static final int IDR = 5;
    private static final int LARGE = 475_000;

    @TempDir
    Path temp;

    private final TestConsole console = new TestConsole();

    @Test
    void aFrameLargerThanABlockIsRefusedAndToldOnceAndRecordingGoesOn() throws Exception {
        Path directory = temp.resolve("ring");
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(256 * Bytes.KiB)
                .blocks(20)
                .create()
                .close();
        try (QuirkyCamera camera = new QuirkyCamera(withALargeKeyFrame(), "fps=100")) {
            CompletableFuture<Integer> exit = console.start("record", camera.address(), directory.toString());
            console.await(exit, () -> console.out().contains("Recording goes on"));
            long before = framesIn(directory);
            console.await(exit, () -> framesIn(directory) > before + 300); // beyond the next large one
            console.stop();
            assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
        }

        assertThat(console.out())
                .containsOnlyOnce("fits into no block of")
                .containsPattern("left out +\\d+ frames? refused, larger than a block\n")
                .containsPattern(" +\\d+ frames refused after these, up to the next key frame\n")
                .containsPattern(
                        "holes +about \\d+\\.\\d s without a picture, behind the (\\d+ )?frames? larger than a block\n")
                .contains("--overwrite --block-size 1MiB");
        assertThat(new TestConsole().run("check", directory.toString())).isZero();
        TestConsole again = new TestConsole();
        assertThat(again.run("record", "rtsp://127.0.0.1:1/x", directory.toString(), "--block-size", "1MiB"))
                .isEqualTo(1);
        assertThat(again.err()).contains("has blocks of 256 KiB, and not of the 1 MiB of --block-size");
    }

    /** The second key frame of four is as large as one of noise. */
    private Path withALargeKeyFrame() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int keyFrames = 0;
        for (byte[] unit : NalUnits.split(Files.readAllBytes(QuirkyCamera.stream("base.h264")))) {
            stream.write(START_CODE);
            stream.write(unit);
            if (NalUnits.type(unit[0]) == IDR && ++keyFrames == 2) {
                stream.write("z".repeat(LARGE).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return Files.write(temp.resolve("large.h264"), stream.toByteArray());
    }

    @Test
    void soundAloneIsRecordedAndInfoSaysSo() throws Exception {
        Path directory = temp.resolve("sound");
        try (QuirkyCamera camera = new QuirkyCamera(QuirkyCamera.stream("base.h264"), "audio=pcma nots=1")) {
            CompletableFuture<Integer> exit =
                    console.start("record", camera.address(), directory.toString(), "--size", "2MiB");
            console.await(exit, () -> framesIn(directory) > 50);
            console.stop();
            assertThat(exit.get(20, TimeUnit.SECONDS)).isZero();
        }

        assertThat(console.err()).isEmpty();
        assertThat(console.out())
                .containsPattern("video +none: the camera sends sound alone\n")
                .containsPattern("audio +PCMA, 8 kHz\n")
                .containsPattern("frames +" + framesIn(directory) + " \\(.*\\), none dropped\n")
                .doesNotContain("key frame");
        TestConsole info = new TestConsole();
        assertThat(info.run("info", directory.toString())).isZero();
        assertThat(info.out())
                .containsPattern("streams +id 1: PCMA\n")
                .contains("sound alone, without a picture")
                .doesNotContain("key frame");
    }

    @Test
    void soundAloneIsProbed() throws Exception {
        probe("audio=pcma nots=1", 0);
        assertThat(console.out())
                .containsPattern("video +none: the camera sends sound alone\n")
                .containsPattern("bit rate +\\d+ kbit/s on average\n")
                .containsPattern("recording +blocks of 256 KiB fit\n")
                .doesNotContain("key frame");
    }

    @Test
    void noPictureButSoundIsSaidAndTheRateOfTheSound() throws Exception {
        probe("audio=pcma16 hold=0:3600", 0);
        assertThat(console.out().replaceAll("\\s+", " "))
                .contains("video none: the camera sends sound alone")
                .contains("audio PCMA, 16 kHz")
                .contains("! The camera describes a picture and sends only sound: restart it, or look whether its"
                        + " encoder hangs.");
    }

    @Test
    void timestampsThatStandStillAreSaid() throws Exception {
        probe("tsconst=1 fps=50", 0);
        assertThat(console.out().replaceAll("\\s+", " "))
                .contains(
                        "! The camera's RTP timestamps stand still: the times of the frames are those of their arrival.");
    }

    @Test
    void aTrackThatIsLeftOutIsNamed() throws Exception {
        probe("audio=pcma audiocode=500", 0);
        assertThat(console.out().replaceAll("\\s+", " "))
                .containsPattern("! The sound \\(.*PCMA.*\\) is left out: the camera refused its SETUP with .*500");
    }

    @Test
    void theNetworkIsAccountedFor() throws Exception {
        probe("sr=start srevery=5", 0);
        assertThat(console.out())
                .containsPattern("network +\\d+ packets sent, as the camera last reported\n")
                .containsPattern("\n +\\d+ packets came, none lost on the way\n");
    }

    @Test
    void aPasswordIsProvedBySha256() throws Exception {
        try (QuirkyCamera camera = new QuirkyCamera(QuirkyCamera.stream("base.h264"), "auth=sha256")) {
            String address = camera.address();
            assertThat(console.run("probe", address.replace("//", "//admin:secret@")))
                    .isZero();
            assertThat(console.run("probe", address.replace("//", "//admin:wrong@")))
                    .isEqualTo(1);
            assertThat(console.err())
                    .contains("refuses the user name or the password")
                    .doesNotContain("wrong");
        }
    }

    private void probe(String switches, int exitCode) throws Exception {
        try (QuirkyCamera camera = new QuirkyCamera(QuirkyCamera.stream("base.h264"), switches)) {
            assertThat(console.run("probe", camera.address()))
                    .as(() -> console.out() + console.err())
                    .isEqualTo(exitCode);
        }
    }
}
