package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.testkit.DiskLog;
import valkka.testkit.Recordings;
import valkka.testkit.TestFrames;
import valkka.testkit.TroubledDisk;

/** What is found after a kill at two moments that no random test meets. */
class TornWritesTest {
    private static final int GRAIN = 4096;
    /** An id of eight bytes that are not zero. */
    private static final long LONG_ID = 0x1122334455667788L;

    @TempDir(factory = InMemory.class)
    Path temp;

    private Path copyOf(Path directory, String name) {
        try {
            Path copy = Files.createDirectory(temp.resolve(name));
            for (String file : List.of("dumpfile", "blockfile", "valkkafs.json")) {
                Files.copy(directory.resolve(file), copy.resolve(file));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aKillBetweenTheRowsOfTheLastAndTheFirstBlockLosesNothingWhenTheJsonIsALapOld() {
        Path directory = temp.resolve("fs");
        TroubledDisk disk = new TroubledDisk();
        try (ValkkaFS fs = new ValkkaFSBuilder<>(disk, directory, ValkkaSingleFS::new)
                        .blockSize(GRAIN)
                        .blocks(2)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, TestFrames.ID);
            // Row 1 becomes 0 0 when block 0 is closed, and is written when block 1 is closed.
            long row = TableRow.position(1);
            disk.beforeWriting(
                    "blockfile", row, () -> disk.beforeWriting("blockfile", row, () -> copyOf(directory, "killed")));
            writer.start();
            for (int i = 0; i < 7; i++) {
                writer.getFrameFilter().run(TestFrames.frame(1, i, 1000));
            }
            writer.flush();
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(temp.resolve("killed"))) {
            assertThat(TestFrames.firstOfSequence(fs.readBlock(1))).isEqualTo(3);
            assertThat(fs.getTimeRange().to()).isEqualTo(TestFrames.TIME_0 + 5);
            Recordings.write(fs, 6, 7, 1000);
            assertThat(TestFrames.numbers(fs)).containsExactly(6L);
        }
    }

    @Test
    void anIdTornBetweenTwoPagesIsAnIdNeverSeen() throws IOException {
        Path directory = temp.resolve("fs");
        // The third record's id stands on the last three bytes of a page and the first five of the next.
        int second = GRAIN - 3 - 2 * RecordFormat.HEADER_LENGTH - 100;
        Path killed;
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(4 * GRAIN)
                        .blocks(3)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, LONG_ID);
            writer.start();
            writer.getFrameFilter().run(TestFrames.frame(1, 0, 100));
            writer.getFrameFilter().run(TestFrames.frame(1, 1, second));
            writer.flush();
            writer.getFrameFilter().run(TestFrames.frame(1, 2, 100));
            writer.flush();
            killed = copyOf(directory, "killed");
        }
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(killed)) {
            assertThat(fs.readBlock(0)).hasSize(3);
        }
        try (FileChannel dump = FileChannel.open(killed.resolve("dumpfile"), StandardOpenOption.WRITE)) {
            dump.write(ByteBuffer.allocate(5), GRAIN);
        }
        // Only libValkka leaves half of an id, and its json names the block that it writes.
        ParameterFile.load(Disk.SYSTEM, killed).write(0);
        try (ValkkaFS fs = ValkkaSingleFS.loadFromDirectory(killed)) {
            // The frame before it goes too: nothing that is known follows it.
            assertThat(fs.readBlock(0)).extracting(RecordedFrame::id).containsExactly(LONG_ID);
            Recordings.write(fs, 3, 4, 100);
            assertThat(TestFrames.numbers(fs)).containsExactly(0L, 3L);
            assertThat(new ValkkaFSTool(fs).check().findings()).isEmpty();
        }
    }

    /**
     * Cuts the power at each moment of two flushes whose first ids stand on two sectors. Each sector written since the last
     * force has any of its versions. A flush is there whole or not at all, and one that was acknowledged is there.
     */
    @Test
    void noPowerCutTearsAnIdBetweenTwoSectors() throws IOException {
        Path directory = temp.resolve("fs");
        for (int inFirst = 1; inFirst < Long.BYTES; inFirst++) {
            for (long id : new long[] {LONG_ID, 1, 0x100, 0x101, 0x0100_0000_0000_0001L, -1}) {
                // Another stream, whose id is the torn one: nobody can tell by the id that it is torn.
                long torn = id & (-1L >>> (64 - 8 * inFirst));
                cutAtEachMoment(directory, inFirst, id, torn == 0 ? 77 : torn);
            }
        }
    }

    private void cutAtEachMoment(Path directory, int inFirst, long id, long other) throws IOException {
        if (!Files.exists(directory)) {
            ValkkaSingleFS.newFromDirectory(directory)
                    .blockSize(GRAIN)
                    .blocks(2)
                    .create()
                    .close();
        }
        DiskLog log = new DiskLog();
        List<Integer> acknowledged = new ArrayList<>();
        Files.write(directory.resolve("dumpfile"), new byte[2 * GRAIN]);
        try (DiskFile dump = log.openForWriting(directory.resolve("dumpfile"))) {
            RecordAppender appender = new RecordAppender(dump, GRAIN, true);
            appender.begin(0, true);
            int before = 2 * 512 - inFirst - RecordFormat.HEADER_LENGTH;
            appender.append(other, TestFrames.frame(1, 0, before));
            appender.commit();
            acknowledged.add(log.operations().size());
            appender.append(id, TestFrames.frame(1, 1, 100));
            appender.append(other, TestFrames.frame(1, 2, 50));
            appender.commit();
            acknowledged.add(log.operations().size());
        }
        for (int cutAt = 0; cutAt <= log.operations().size(); cutAt++) {
            int least = acknowledged.get(0) > cutAt ? 0 : acknowledged.get(1) > cutAt ? 1 : 3;
            for (byte[] left : leftAfter(log.operations().subList(0, cutAt))) {
                Files.write(directory.resolve("dumpfile"), left);
                try (BlockReader reader = new BlockReader(
                        Disk.SYSTEM, ParameterFile.load(Disk.SYSTEM, directory).pars())) {
                    List<RecordedFrame> found = reader.readOpen(0).frames();
                    assertThat(found.size()).isIn(least, least == 0 ? 1 : 3);
                    for (int n = 0; n < found.size(); n++) {
                        assertThat(TestFrames.number(found.get(n).frame())).isEqualTo(n);
                        assertThat(found.get(n).id()).isEqualTo(n == 1 ? id : other);
                        assertThat(found.get(n).frame().subsession()).isZero();
                    }
                }
            }
        }
    }

    /** Returns all contents that a power cut may leave of the first sectors, and of the block. */
    private static List<byte[]> leftAfter(List<DiskLog.Operation> operations) {
        byte[] now = new byte[2 * GRAIN];
        byte[] forced = now.clone();
        List<List<byte[]>> versions = new ArrayList<>();
        for (int sector = 0; sector < now.length / 512; sector++) {
            versions.add(new ArrayList<>());
        }
        for (DiskLog.Operation operation : operations) {
            if (operation instanceof DiskLog.Write write) {
                System.arraycopy(write.bytes(), 0, now, (int) write.position(), write.bytes().length);
                int last = (int) (write.position() + write.bytes().length - 1) / 512;
                for (int sector = (int) write.position() / 512; sector <= last; sector++) {
                    versions.get(sector).add(Arrays.copyOfRange(now, 512 * sector, 512 * sector + 512));
                }
            } else if (operation instanceof DiskLog.Force) {
                forced = now.clone();
                versions.forEach(List::clear);
            }
        }
        List<byte[]> left = new ArrayList<>(List.of(forced));
        for (int sector = 0; sector < 4; sector++) {
            for (byte[] base : List.copyOf(left)) {
                for (byte[] version : versions.get(sector)) {
                    byte[] other = base.clone();
                    System.arraycopy(version, 0, other, 512 * sector, 512);
                    left.add(other);
                }
            }
        }
        return left;
    }
}
