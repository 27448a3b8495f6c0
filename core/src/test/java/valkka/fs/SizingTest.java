package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static valkka.fs.Bytes.GiB;
import static valkka.fs.Bytes.KiB;
import static valkka.fs.Bytes.MiB;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

class SizingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"2000000, 1000", "4000000, 1000", "4000000, 10000", "1500000, 3456", "25000000, 2000", "8000000, 500"})
    void aBlockHoldsOneToTwoKeyFrames(long bitsPerSecond, long gopMillis) {
        Sizing sizing = Sizing.forBitRate(bitsPerSecond, Duration.ofMillis(gopMillis));

        assertThat(sizing.keyFramesPerBlock()).isBetween(1.7, 2.0);
        assertThat(sizing.blockSize() % 4096).isZero();
        assertThat(sizing.warning()).isEmpty();
    }

    @Test
    void aQuietCamerasBlocksHaveRoomForTheLargerPicturesOfTheDay() {
        assertThat(Sizing.forBitRate(20_000, SECOND).blockSize()).isEqualTo(256 * KiB);
    }

    @Test
    void blocksBecomeLargerForALargeFrameAndNeverSmaller() {
        Sizing sizing = Sizing.forBitRate(20_000, SECOND);

        assertThat(sizing.withRoomFor(256 * KiB - 44).blockSize()).isEqualTo(256 * KiB);
        assertThat(sizing.withRoomFor(256 * KiB - 43).blockSize()).isEqualTo(288 * KiB);
        assertThat(sizing.withRoomFor(475_000).blockSize()).isEqualTo(480 * KiB);
        assertThat(sizing.withRoomFor(475_000).withRoomFor(1).blockSize()).isEqualTo(480 * KiB);
        assertThat(sizing.withRoomFor(GiB - 44).blockSize()).isEqualTo(GiB);
        assertBad(() -> sizing.withRoomFor(GiB - 43), "a block has at most 1 GiB");
        assertBad(() -> sizing.withRoomFor(Long.MAX_VALUE), "a block has at most 1 GiB");
    }

    @Test
    void theFastestCameraGetsABlockThatTheFileSystemTakes() {
        assertThat(Sizing.forBitRate(4_000_000_000L, Duration.ofMinutes(10)).blockSize())
                .isEqualTo(GiB);
    }

    @Test
    void aRingLastsAtLeastTheTimeThatWasAskedForAndHardlyLonger() {
        Duration day = Duration.ofHours(24);
        Sizing sizing = Sizing.forBitRate(4_000_000, SECOND).lasting(day);

        assertThat(sizing.duration()).isBetween(day, day.plusSeconds(2));
        assertThat(sizing.deviceSize())
                .isEqualTo(sizing.blockSize() * sizing.blocks())
                .isGreaterThan(43_200_000_000L);
        assertThat(sizing.lasting(Duration.ofNanos(1)).blocks()).isEqualTo(2);
    }

    @Test
    void aRingWithinASizeIsNotLargerAndMissesLessThanABlock() {
        Sizing sizing = Sizing.forBitRate(4_000_000, SECOND).within(10 * GiB);

        assertThat(sizing.deviceSize()).isBetween(10 * GiB - sizing.blockSize() + 1, 10 * GiB);
        assertThat(sizing.duration()).isBetween(Duration.ofHours(5), Duration.ofHours(6));
    }

    @Test
    void theFileSystemTakesItAsItIs() {
        Sizing sizing = Sizing.forBitRate(1_100_000, Duration.ofMillis(1_040)).within(MiB);

        try (ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("new"))
                .blockSize(sizing.blockSize())
                .blocks(sizing.blocks())
                .create()) {
            assertThat((long) fs.getPars().blockSize()).isEqualTo(sizing.blockSize());
            assertThat(fs.getPars().deviceSize()).isEqualTo(sizing.deviceSize());
        }
    }

    @Test
    void aRingWithUnderOneKeyFrameABlockWarnsAndSaysWhatToDo() {
        Sizing sizing = new Sizing(4_000_000, Duration.ofSeconds(10), MiB, 100);

        assertThat(sizing.warning().orElseThrow())
                .contains("under one key frame a block (0.2)", "1 MiB holds 2.1 s", "every 10.0 s", "blocks of 9 MiB");
        assertThat(new Sizing(4_000_000, SECOND, MiB, 100).warning()).isEmpty();
    }

    @Test
    void whatCannotBeIsABadArgument() {
        Sizing sizing = Sizing.forBitRate(4_000_000, SECOND);

        assertBad(() -> Sizing.forBitRate(0, SECOND), "bit rate of 0");
        assertBad(() -> Sizing.forBitRate(1, Duration.ZERO), "key frame every PT0S");
        assertBad(() -> sizing.lasting(Duration.ZERO), "more than 0");
        assertBad(() -> sizing.lasting(Duration.ofDays(1_000_000)), "shorter time");
        assertBad(() -> sizing.within(MiB), "give 1.9 MiB to");
        assertBad(() -> new Sizing(1, SECOND, MiB, 0), "more than 0");
    }

    private static void assertBad(Runnable call, String words) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(ValkkaException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT);
            assertThat(e).hasMessageContaining(words);
        });
    }
}
