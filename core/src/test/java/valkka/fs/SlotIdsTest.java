package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Which slot is which id: a writer's map and a reader's, one rule for both. */
class SlotIdsTest {
    @TempDir
    Path temp;

    private ValkkaFS fs;
    private ValkkaFSWriterThread writer;
    private ValkkaFSReaderThread reader;

    @BeforeEach
    void mapTwoStreams() {
        fs = ValkkaMultiFS.newFromDirectory(temp).blockSize(8192).blocks(4).create();
        writer = new ValkkaFSWriterThread("writer", fs);
        reader = new ValkkaFSReaderThread("reader", fs, frame -> {});
        writer.setSlotId(2, 1002);
        writer.setSlotId(1, 1001);
        reader.setSlotId(12, 1002);
        reader.setSlotId(11, 1001);
    }

    @AfterEach
    void close() {
        fs.close();
    }

    @Test
    void aWriterTellsTheIdOfEachSlotAndAReaderTheSlotOfEachId() {
        assertThat(writer.slotIds()).hasToString("{1=1001, 2=1002}");
        assertThat(reader.idSlots()).hasToString("{1001=11, 1002=12}");
        assertThatThrownBy(() -> writer.slotIds().clear()).isInstanceOf(UnsupportedOperationException.class);
        writer.clearSlotId();
        reader.clearSlotId();
        assertThat(writer.slotIds()).isEmpty();
        assertThat(reader.idSlots()).isEmpty();
    }

    @Test
    void aReportIsALineForEach() {
        assertThat(printed(writer::reportSlotId))
                .containsExactly(writer.label() + ": slot 1 -> id 1001", writer.label() + ": slot 2 -> id 1002");
        assertThat(printed(reader::reportSlotId))
                .containsExactly(reader.label() + ": id 1001 -> slot 11", reader.label() + ": id 1002 -> slot 12");
        writer.clearSlotId();
        reader.clearSlotId();
        assertThat(printed(writer::reportSlotId)).containsExactly(writer.label() + ": no slot is mapped");
        assertThat(printed(reader::reportSlotId)).containsExactly(reader.label() + ": no id is mapped");
    }

    @Test
    void unSetSlotIdTakesTheNumberThatFramesComeInWith() {
        writer.unSetSlotId(1);
        reader.unSetSlotId(1001);
        assertThat(writer.slotIds()).containsOnlyKeys(2);
        assertThat(reader.idSlots()).containsOnlyKeys(1002L);

        writer.unSetSlotId(1);
        reader.unSetSlotId(1001);
        assertThat(writer.slotIds()).as("a second time changes nothing").containsOnlyKeys(2);
        assertThat(reader.idSlots()).containsOnlyKeys(1002L);
    }

    @Test
    void theOtherNumberIsRefusedAndNothingIsChanged() {
        assertThatThrownBy(() -> writer.unSetSlotId(1002))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT))
                .hasMessageContainingAll("takes the slot", "no slot 1002", "belongs to slot 2");
        assertThatThrownBy(() -> reader.unSetSlotId(12))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_ARGUMENT))
                .hasMessageContainingAll("takes the id", "no id 12", "belongs to id 1002");
        assertThat(writer.slotIds()).hasSize(2);
        assertThat(reader.idSlots()).hasSize(2);
    }

    @SuppressWarnings("SystemOut")
    private static List<String> printed(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
