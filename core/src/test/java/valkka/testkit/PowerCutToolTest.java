package valkka.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.testkit.DiskLog.Force;
import valkka.testkit.DiskLog.Write;

class PowerCutToolTest {
    private static final List<DiskLog.Operation> LOG = List.of(
            new Write("dumpfile", 0, filled(1024, 1)),
            new Force("dumpfile"),
            new Write("dumpfile", 512, filled(1024, 2)),
            new Force("dumpfile"));

    @TempDir
    Path temp;

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @BeforeEach
    void before() throws Exception {
        Files.createDirectory(temp.resolve("before"));
        Files.write(temp.resolve("before/dumpfile"), new byte[2048]);
    }

    private String sectors(int done, long seed) throws Exception {
        Path after = temp.resolve("after" + done + "." + seed);
        PowerCut.make(temp.resolve("before"), LOG, done, seed, after);
        byte[] content = Files.readAllBytes(after.resolve("dumpfile"));
        StringBuilder text = new StringBuilder();
        for (int sector = 0; sector < 4; sector++) {
            byte first = content[sector * 512];
            assertThat(content[sector * 512 + 511]).as("a sector is whole").isEqualTo(first);
            text.append(first);
        }
        return text.toString();
    }

    @Test
    void whatWasForcedIsThereAndOfTheRestAnySectors() throws Exception {
        Set<String> unforced = new HashSet<>();
        Set<String> second = new HashSet<>();
        for (long seed = 0; seed < 40; seed++) {
            unforced.add(sectors(1, seed));
            assertThat(sectors(2, seed))
                    .as("a force that had begun may not be done")
                    .matches("[01][01]00");
            second.add(sectors(3, seed));
        }
        assertThat(unforced).containsExactlyInAnyOrder("0000", "1000", "0100", "1100");
        assertThat(second).containsExactlyInAnyOrder("1100", "1200", "1120", "1220");
        assertThat(sectors(0, 1)).isEqualTo("0000");
        assertThat(Files.readAllBytes(temp.resolve("before/dumpfile"))).containsOnly(0);
    }

    @Test
    void itTellsWhatWasGoingOn() {
        assertThat(PowerCut.explain(LOG, 3))
                .isEqualTo("writing 1024 bytes of dumpfile at byte 512; not forced: dumpfile 1024 bytes");
        assertThat(PowerCut.explain(LOG, 2)).isEqualTo("forcing dumpfile; not forced: dumpfile 1024 bytes");
        assertThat(PowerCut.explain(LOG, 0)).isEqualTo("nothing was changed yet");
        assertThatThrownBy(() -> PowerCut.make(temp, LOG, 5, 1, temp.resolve("x")))
                .hasMessageContaining("4 changes");
    }
}
