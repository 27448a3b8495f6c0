// Lesson "matroska-export": export a recording into a file that every player takes
//
// The lesson "writing" has left a recording. Its frames are the camera's own frames. An export
// decodes and encodes nothing, and only puts these frames into another container. The filtergraph
// has a fork, whose branches get all frames:
//
//     (ValkkaFSReaderThread:reader) --> {ForkFrameFilterN:fork}
//         |
//         +-- mkv --> {PassSlotFrameFilter:slot_filter} --> {InitStreamFrameFilter:init_filter} --> {FileFrameFilter:file_filter}

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import valkka.filter.*;
import valkka.frame.*;
import valkka.fs.*;
import valkka.graph.*;
import valkka.media.*;
import static valkka.graph.Nodes.*;
import static valkka.media.MediaNodes.*;

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
if (!ValkkaSingleFS.checkDirectory(directory)) {
    throw new ValkkaException(ValkkaException.Kind.NOT_FOUND,
        "there is no recording in " + directory + " yet: run the lesson 'writing' first");
}
ValkkaSingleFS valkkafs = ValkkaSingleFS.loadFromDirectory(directory);
BlockTable a = valkkafs.getBlockTable();
System.out.println(a);

// To see each step of the file's filter, call LogLevel.file(LogLevel.DEBUG).
//
// Frames of one id get slot number 1. Another recording than that of the lesson "writing" has
// another id.

long id = valkkafs.ids().stream().findFirst().orElse(925412L);

// We go from the end to the beginning, and first make the filter that writes the file. The head of a
// file names the streams and their codecs, and is written before the first frame. A camera's thread
// announces each stream by a setup frame, but a recording keeps only frames, and a reader passes
// only these on. So InitStreamFrameFilter puts a setup frame in front of each stream. Without it
// the file gets no stream, and stays empty.

FileFrameFilter fileFilter = new FileFrameFilter("file_filter");
InitStreamFrameFilter initStream = new InitStreamFrameFilter("init_filter", fileFilter);
PassSlotFrameFilter slotFilter = new PassSlotFrameFilter("slot_filter", 1, initStream);

// Next come the fork, with one branch so far, and the reader in front of the fork.

ForkFrameFilterN forkFilter = new ForkFrameFilterN("fork");
forkFilter.connect("mkv", slotFilter);
ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", valkkafs, forkFilter);
readerthread.start();
readerthread.setSlotId(1, id);

// The filter writes while it is active. The code asks for blocks 0, 1, 3 and 4, as far as they are
// there: block 2 is missing. The pictures of block 3 in front of its first key frame need pictures
// of block 2, so they cannot be decoded, and the export leaves them out. The times stay as they are:
// a player shows the last picture of block 1 until the key frame in block 3.

List<Integer> wanted = Stream.of(0, 1, 3, 4).filter(block -> block < a.size() && a.isUsed(block)).toList();
fileFilter.activate(directory.resolve("kokkelis.mkv"));
System.out.println("blocks " + wanted + ": " + readerthread.pullBlocks(wanted).get());
fileFilter.deActivate();
readerthread.stop();

// The result tells the content of the file, and the gap: the pictures that were left out, and why.

System.out.println(fileFilter.result());

// Here is the same graph, written as frames flow. file() is active from the beginning, and its file
// is whole when the graph is closed.

FilterGraph g = reader(valkkafs).slotId(1, id).to(
    fork().
        connect("mkv", passSlot(1).to(initStream()).to(file(directory.resolve("graph.mkv"))))
);
System.out.println(g);
g.start();
g.reader().pullBlocks(0).get();

// Branches come and go while the graph runs, and the other branches lose no frame. This branch
// counts:

g.connect("fork", "count", count());
g.reader().pullBlocks(1).get();
System.out.println(g.node("count", CountFrameFilter.class).count() + " frames in block 1");
g.disconnect("fork", "count");
FileFrameFilter written = g.node("file", FileFrameFilter.class);
g.close();
System.out.println(written.result());

// An export also works without a graph: here are the last two seconds, from the previous key frame
// on.

TimeRange end = valkkafs.getTimeRange().last(Duration.ofSeconds(2));
Export.Result result = Export.mp4(valkkafs, id, end, directory.resolve("end.mp4"));
System.out.println(result);

valkkafs.close();
System.out.println("bye");
