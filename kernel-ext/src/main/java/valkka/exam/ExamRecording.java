package valkka.exam;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import valkka.disk.DiskErrors;
import valkka.exam.ExamRing.Place;
import valkka.frame.BasicFrame;
import valkka.fs.Durability;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Writes the recording of an exam with the library's own writer, and then tears a block. */
final class ExamRecording {
    private static final byte RUBBISH = (byte) 0xee;

    private ExamRecording() {}

    static void write(Path directory, ExamStory story, ExamRing ring) {
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(directory)
                        .blockSize(story.blockSize)
                        .blocks(ring.size)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("exam", fs, Durability.NONE)) {
            writer.setSlotId(ExamStory.SLOT, story.id);
            writer.start();
            for (BasicFrame frame : story.frames()) {
                writer.getBlockingFrameFilter().run(frame);
            }
        }
        nameNoDirectory(directory.resolve("valkkafs.json"));
    }

    /** The same seed gives the same bytes, wherever the exam is made. */
    private static void nameNoDirectory(Path json) {
        try {
            String text = Files.readString(json);
            for (String name : new String[] {"dumpfile", "blockfile", "jsonfile"}) {
                String file = name.equals("jsonfile") ? "valkkafs.json" : name;
                text = text.replaceFirst(
                        "\"" + name + "\": \"(?:[^\"\\\\]|\\\\.)*\"", "\"" + name + "\": \"" + file + "\"");
            }
            Files.writeString(json, text);
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing the exam's recording", json);
        }
    }

    /** Writes rubbish from the beginning of a record on. */
    static void tear(Path directory, ExamStory story, Place torn, int record) {
        Path dump = directory.resolve("dumpfile");
        int offset = torn.offsets().get(record);
        byte[] rubbish = new byte[Math.min(ExamPaper.TORN_BYTES, story.blockSize - offset)];
        Arrays.fill(rubbish, RUBBISH);
        try (FileChannel file = FileChannel.open(dump, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(rubbish), (long) torn.number() * story.blockSize + offset);
        } catch (IOException e) {
            throw DiskErrors.of(e, "writing the exam's recording", dump);
        }
    }
}
