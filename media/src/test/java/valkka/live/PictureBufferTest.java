package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureBufferTest {
    private final PictureBuffer picture = new PictureBuffer();

    @Test
    void piecesStandOneBehindTheOther() {
        assertThat(picture.extend(3)).isZero();
        picture.data()[2] = 7;
        assertThat(picture.extend(100_000)).isEqualTo(3);
        assertThat(picture.length()).isEqualTo(100_003);
        assertThat(picture.data()[2]).isEqualTo((byte) 7);
        assertThat(picture.data()).hasSizeGreaterThanOrEqualTo(100_003);
    }

    @Test
    void aPictureOfMoreThanTheBoundIsRefused() {
        assertThat(picture.extend(PictureBuffer.MAX_BYTES)).isZero();
        assertThat(picture.extend(1)).isEqualTo(-1);
        assertThat(picture.extend(Integer.MAX_VALUE)).isEqualTo(-1);
        assertThat(picture.extend(-1)).isEqualTo(-1);
        assertThat(picture.length()).isEqualTo(PictureBuffer.MAX_BYTES);
    }

    @Test
    void oneHugePictureIsForgottenInTheEnd() {
        picture.extend(5 << 20);
        picture.clear();
        assertThat(picture.isEmpty()).isTrue();
        for (int i = 0; i < 2000; i++) {
            picture.extend(1000);
            picture.clear();
        }
        assertThat(picture.data()).hasSizeLessThan(1 << 20);
    }
}
