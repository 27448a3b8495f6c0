package valkka.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A recording of very many blocks, made by hand: a whole table, and a dumpfile that is a hole in
 * the file system, because nobody reads its blocks. The last block of the ring is the open block.
 */
final class ManyBlocks {
    static final int BLOCK_SIZE = 4096;
    static final int BLOCK_MS = 1000;

    private static final int ROW_BYTES = 16;
    private static final long FIRST_KEY = 1_543_314_164_986L;

    private ManyBlocks() {}

    /** Returns the key of a block, column 0 of the table. */
    static long key(int block) {
        return FIRST_KEY + (long) block * BLOCK_MS;
    }

    static void create(Path directory, int blocks) throws IOException {
        Files.createDirectories(directory);
        Path dumpfile = directory.resolve("dumpfile");
        Path blockfile = directory.resolve("blockfile");
        Path jsonfile = directory.resolve("valkkafs.json");
        try (RandomAccessFile dump = new RandomAccessFile(dumpfile.toFile(), "rw")) {
            dump.setLength((long) blocks * BLOCK_SIZE);
        }
        ByteBuffer table = ByteBuffer.allocate(blocks * ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int block = 0; block < blocks - 1; block++) {
            table.putLong(key(block)).putLong(key(block) + BLOCK_MS - 1);
        }
        Files.write(blockfile, table.array());
        String json = String.format(
                Locale.ROOT,
                "{\"dumpfile\": \"%s\", \"partition_uuid\": null, \"blockfile\": \"%s\", \"blocksize\": %d,"
                        + " \"n_blocks\": %d, \"current_block\": %d, \"jsonfile\": \"%s\"}",
                dumpfile.toAbsolutePath(),
                blockfile.toAbsolutePath(),
                BLOCK_SIZE,
                blocks,
                blocks - 1,
                jsonfile.toAbsolutePath());
        Files.write(jsonfile, json.getBytes(StandardCharsets.UTF_8));
    }
}
