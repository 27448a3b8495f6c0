// Lesson "matroska-export": make a file of a recording that every player takes
//
// The lesson "writing" has left a recording. Its frames are what the camera has sent, so nothing is decoded and encoded
// again: they are put into another container. The filtergraph has a fork, whose branches get all frames:
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

// To see what the file's filter does, let it say each step: LogLevel.file(LogLevel.DEBUG).
//
// From the end to the beginning: the filter that writes the file. A file has to know what it will hold before the first
// frame, and a recording keeps frames alone, so InitStreamFrameFilter announces each stream in front of it.

FileFrameFilter fileFilter = new FileFrameFilter("file_filter");
InitStreamFrameFilter initStream = new InitStreamFrameFilter("init_filter", fileFilter);
PassSlotFrameFilter slotFilter = new PassSlotFrameFilter("slot_filter", 1, initStream);

// The fork, with one branch so far, and the reader in front of it.

ForkFrameFilterN forkFilter = new ForkFrameFilterN("fork");
forkFilter.connect("mkv", slotFilter);
ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", valkkafs, forkFilter);
readerthread.start();
readerthread.setSlotId(1, 925412);

// Write while the filter is active. Block 2 is passed over: what follows it cannot be decoded up to the next key frame.

fileFilter.activate(directory.resolve("kokkelis.mkv"));
System.out.println(readerthread.pullBlocks(0, 1, 3, 4).get());
fileFilter.deActivate();
readerthread.stop();

// What is in the file, and what had to be left out: a gap, and why.

System.out.println(fileFilter.result());

// The same graph, written as frames flow. file() is active from the beginning, and its file is whole when the graph is
// closed.

FilterGraph g = reader(valkkafs).slotId(1, 925412).to(
    fork().
        connect("mkv", passSlot(1).to(initStream()).to(file(directory.resolve("graph.mkv"))))
);
System.out.println(g);
g.start();
g.reader().pullBlocks(0).get();

// Branches come and go while it runs, and the others lose no frame. This one counts:

g.connect("fork", "count", count());
g.reader().pullBlocks(1).get();
System.out.println(g.node("count", CountFrameFilter.class).count() + " frames in block 1");
g.disconnect("fork", "count");
FileFrameFilter written = g.node("file", FileFrameFilter.class);
g.close();
System.out.println(written.result());

// And without a graph: the last two seconds, from the key frame before them on.

TimeRange end = valkkafs.getTimeRange().last(Duration.ofSeconds(2));
Export.Result result = Export.mp4(valkkafs, 925412, end, directory.resolve("end.mp4"));
System.out.println(result);

valkkafs.close();
System.out.println("bye");
