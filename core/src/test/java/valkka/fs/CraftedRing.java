package valkka.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import valkka.disk.Disk;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.testkit.TestFrames;

/**
 * Makes a ring of five blocks as a text says. Each block is written as {@code times:row}. A time with k is a key frame's.
 * {@code ~} behind the times stands for old bytes behind the end mark, a time of 0 for half of a record, a time below 0 for
 * a damaged one. A row is {@code key,last}, or nothing for 0 0.
 */
final class CraftedRing {
    static final int BLOCKSIZE = 4096;
    private static final int SIZE = 60;
    static final int RECORD = RecordFormat.HEADER_LENGTH + SIZE;

    private CraftedRing() {}

    static FSPars make(Path directory, int json, String text) throws IOException {
        String[] blocks = text.split(";", -1);
        ByteBuffer dump = ByteBuffer.allocate(5 * BLOCKSIZE).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer table = ByteBuffer.allocate(5 * TableRow.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        for (int block = 0; block < 5; block++) {
            String[] parts = blocks[block].strip().split(":");
            dump.position(block * BLOCKSIZE);
            boolean old = parts[0].endsWith("~");
            for (String time : parts[0].replace("~", "").split(" ")) {
                if (!time.isEmpty()) {
                    put(dump, Long.parseLong(time.replace("k", "")), time.endsWith("k"));
                }
            }
            if (old) {
                dump.put((block + 1) * BLOCKSIZE - 1, (byte) 7);
            }
            if (parts.length > 1) {
                String[] row = parts[1].split(",");
                new TableRow(Long.parseLong(row[0]), Long.parseLong(row[1])).put(table.position(16 * block));
            }
        }
        Files.write(directory.resolve("dumpfile"), dump.array());
        Files.write(directory.resolve("blockfile"), table.array());
        FSPars pars = new FSPars(
                directory.resolve("dumpfile"),
                null,
                directory.resolve("blockfile"),
                BLOCKSIZE,
                5,
                json,
                directory.resolve("valkkafs.json"));
        ParameterFile.create(Disk.SYSTEM, pars).write(json);
        return pars;
    }

    private static void put(ByteBuffer dump, long time, boolean key) {
        byte[] payload = TestFrames.payload(key ? 0 : 1, SIZE);
        RecordFormat.putHeader(dump, 7, BasicFrame.of(1, 0, time, Codec.H264, payload));
        dump.put(payload);
    }
}
