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
// We go from the end to the beginning, and first make the filter that writes the file. A file must
// know its streams before the first frame, but a recording keeps only frames. So
// InitStreamFrameFilter announces each stream.

FileFrameFilter fileFilter = new FileFrameFilter("file_filter");
InitStreamFrameFilter initStream = new InitStreamFrameFilter("init_filter", fileFilter);
PassSlotFrameFilter slotFilter = new PassSlotFrameFilter("slot_filter", 1, initStream);

// Next come the fork, with one branch so far, and the reader in front of the fork.

ForkFrameFilterN forkFilter = new ForkFrameFilterN("fork");
forkFilter.connect("mkv", slotFilter);
ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", valkkafs, forkFilter);
readerthread.start();
readerthread.setSlotId(1, 925412);

// The filter writes while it is active. The code skips block 2, so the pictures from there to the
// next key frame cannot be decoded.

fileFilter.activate(directory.resolve("kokkelis.mkv"));
System.out.println(readerthread.pullBlocks(0, 1, 3, 4).get());
fileFilter.deActivate();
readerthread.stop();

// The result tells the content of the file, and the gap: the pictures that were left out, and why.

System.out.println(fileFilter.result());

// Here is the same graph, written as frames flow. file() is active from the beginning, and its file
// is whole when the graph is closed.

FilterGraph g = reader(valkkafs).slotId(1, 925412).to(
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
Export.Result result = Export.mp4(valkkafs, 925412, end, directory.resolve("end.mp4"));
System.out.println(result);

valkkafs.close();
System.out.println("bye");
