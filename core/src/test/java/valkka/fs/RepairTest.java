package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import valkka.frame.ValkkaException;

class RepairTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource(Golden.class)
    void aTableOfNonsenseSaysAgainWhatTheFramesSay(Golden golden) throws IOException {
        Path copy = golden.copyTo(temp.resolve("copy"));
        byte[] rows = Files.readAllBytes(copy.resolve("blockfile"));
        ByteBuffer spoilt = ByteBuffer.wrap(rows.clone()).order(ByteOrder.LITTLE_ENDIAN);
        spoilt.putLong(0, 5).putLong(16, 0).putLong(24, 7).putLong(32, 9).putLong(40, 3);
        Files.write(copy.resolve("blockfile"), spoilt.array());
        try (ValkkaFS fs = golden.load(copy)) {
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            assertThat(tool.check().findings())
                    .extracting(CheckReport.Finding::invariant)
                    .contains("T1", "T4");
            assertThat(tool.repair().findings()).isEmpty();
            assertThat(Files.readAllBytes(copy.resolve("blockfile"))).isEqualTo(rows);
            assertThat(Files.mismatch(copy.resolve("dumpfile"), golden.path().resolve("dumpfile")))
                    .isEqualTo(-1);
        }
    }

    @Test
    void aRecordingThatIsBeingWrittenIsNotRepaired() {
        Path copy = Golden.SINGLE_SMALL.copyTo(temp.resolve("copy"));
        try (ValkkaFS fs = Golden.SINGLE_SMALL.load(copy);
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.start();
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            assertThatThrownBy(tool::repair)
                    .isInstanceOfSatisfying(
                            ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(ValkkaException.Kind.BUSY));
        }
    }

    @Test
    void aLostOpenRowOfAFullRingIsFoundAgain() throws IOException {
        Path copy = Golden.MULTI.copyTo(temp.resolve("copy"));
        ByteBuffer rows =
                ByteBuffer.wrap(Files.readAllBytes(copy.resolve("blockfile"))).order(ByteOrder.LITTLE_ENDIAN);
        rows.putLong(16 * 9, 0).putLong(16 * 9 + 8, 0);
        Files.write(copy.resolve("blockfile"), rows.array());
        try (ValkkaFS fs = Golden.MULTI.load(copy)) {
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            assertThat(tool.check().toString()).contains("T2 block 9 holds");
            assertThat(tool.repair().findings()).isEmpty();
            assertThat(fs.getBlockTable().isUsed(9)).isTrue();
        }
    }
}
