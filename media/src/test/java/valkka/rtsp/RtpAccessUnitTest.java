package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;

class RtpAccessUnitTest {
    @Test
    void startCodesOfThreeAndFourBytesSeparateNalUnits() {
        byte[] annexB = {0, 0, 0, 1, 0x67, 5, 0, 0, 1, 0x68, 6, 0, 0, 0, 1, 0x65, 0, 0, 7, 0, 0, 1, 0x65};
        RtpAccessUnit unit = RtpAccessUnit.ofAnnexB(annexB, 7);
        assertThat(unit.nalUnits())
                .containsExactly(
                        new byte[] {0x67, 5}, new byte[] {0x68, 6}, new byte[] {0x65, 0, 0, 7}, new byte[] {0x65});
        assertThat(unit.key()).isTrue();
        assertThat(unit.size()).isEqualTo(9);
    }

    @Test
    void aPictureWithoutIdrIsNoKey() {
        assertThat(RtpAccessUnit.ofAnnexB(new byte[] {0, 0, 1, 0x61, 1}, 7).key())
                .isFalse();
    }

    @Test
    void bytesWithoutAStartCodeAreRefused() {
        assertThatThrownBy(() -> RtpAccessUnit.ofAnnexB(new byte[] {1, 2, 3}, 7))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("at least one NAL unit");
        assertThatThrownBy(() -> RtpAccessUnit.ofAnnexB(new byte[] {0, 0, 1}, 7))
                .isInstanceOf(ValkkaException.class)
                .hasMessageContaining("at least one NAL unit");
    }
}
