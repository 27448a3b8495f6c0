package valkka.nal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {
    private static List<String> split(byte[] data, int length) {
        List<String> units = new ArrayList<>();
        NalUnits.forEach(
                data,
                length,
                (bytes, offset, count) -> units.add(HexFormat.of().formatHex(bytes, offset, offset + count)));
        return units;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | ''",
                "00                          | ''",
                "000001                      | ''",
                "00000001                    | ''",
                "0000016742                  | 6742",
                "000000016742                | 6742",
                "00000000016742              | 6742",
                "67426742                    | ''",
                "ff000001674200              | 6742",
                "000001674200000168ce        | 6742 68ce",
                "0000016742000000016841      | 6742 6841",
                "000001674200000000000168    | 6742 68",
                "00000167420000              | 6742",
                "00000100000165              | 65",
                "000001670000030000000165    | 67000003 65",
                "000001018081ff000001fe      | 018081ff fe",
            })
    void unitsLieBetweenStartCodes(String hex, String expected) {
        byte[] data = HexFormat.of().parseHex(hex);
        assertThat(String.join(" ", split(data, data.length))).isEqualTo(expected);
    }

    @Test
    void bytesBehindTheLengthAreNotLookedAt() {
        byte[] data = HexFormat.of().parseHex("0000016742000001684142");
        assertThat(split(data, 9)).containsExactly("6742", "68");
        assertThat(split(data, 8)).containsExactly("6742");
    }

    @Test
    void whateverUnitsAreJoinedComeApartAgain() {
        Random random = new Random(7);
        for (int n = 0; n < 3000; n++) {
            List<String> units = new ArrayList<>();
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (int i = random.nextInt(6); i > 0; i--) {
                byte[] unit = randomUnit(random);
                units.add(HexFormat.of().formatHex(unit));
                joined.writeBytes(new byte[2 + random.nextInt(4)]);
                joined.write(1);
                joined.writeBytes(unit);
            }
            joined.writeBytes(new byte[random.nextInt(4)]);
            assertThat(split(joined.toByteArray(), joined.size())).isEqualTo(units);
        }
    }

    /** As an encoder makes it: no start code inside, no zero at the end. */
    private static byte[] randomUnit(Random random) {
        byte[] unit = new byte[1 + random.nextInt(40)];
        int zeros = 0;
        for (int i = 0; i < unit.length; i++) {
            int value = random.nextInt(5) == 4 ? random.nextInt(256) : random.nextInt(4);
            unit[i] = (byte) (zeros == 2 ? Math.max(3, value) : value);
            zeros = unit[i] == 0 ? Math.min(2, zeros + 1) : 0;
        }
        if (unit[unit.length - 1] == 0) {
            unit[unit.length - 1] = 3;
        }
        return unit;
    }

    @Test
    void anyBytesGiveUnitsThatLieInsideInOrderAndHoldNoStartCode() {
        Random random = new Random(11);
        for (int n = 0; n < 20_000; n++) {
            byte[] data = new byte[random.nextInt(64)];
            for (int i = 0; i < data.length; i++) {
                data[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2));
            }
            int[] end = {0};
            NalUnits.forEach(data, data.length, (bytes, offset, count) -> {
                assertThat(offset).isGreaterThanOrEqualTo(end[0] + 3);
                assertThat(count).isPositive();
                end[0] = offset + count;
                assertThat(end[0]).isLessThanOrEqualTo(data.length);
                assertThat(bytes[end[0] - 1]).isNotZero();
                String hex = HexFormat.of().withDelimiter(" ").formatHex(Arrays.copyOfRange(bytes, offset, end[0]));
                assertThat(hex).doesNotContain("00 00 01");
            });
        }
    }
}
