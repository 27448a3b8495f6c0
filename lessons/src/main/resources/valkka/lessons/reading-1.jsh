// Lesson "reading-1": get the frames of some blocks back
//
// The lesson "writing" has left a recording; this one reads two of its blocks. The filtergraph, where { } is a filter and a
// single arrow a call in the same thread:
//
//     (ValkkaFSReaderThread:reader) --> {InfoFrameFilter:reader_out_filter}

import java.nio.file.Path;
import valkka.filter.*;
import valkka.frame.*;
import valkka.fs.*;
import valkka.graph.*;
import static valkka.graph.Nodes.*;

// Open the recording. Loading reads the parameters and the table, and changes nothing on the disk; a recording may be
// loaded while another process writes to it.

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
if (!ValkkaSingleFS.checkDirectory(directory)) {
    throw new ValkkaException(ValkkaException.Kind.NOT_FOUND,
        "there is no recording in " + directory + " yet: run the lesson 'writing' first");
}
ValkkaSingleFS valkkafs = ValkkaSingleFS.loadFromDirectory(directory);

// The table of blocks, as the writing lesson left it:

BlockTable a = valkkafs.getBlockTable();
System.out.println(a);

// Frames go from the reader's thread into a filter that says on the terminal what each of them is: five lines a frame, and
// there are some hundred frames in two blocks. Recordings know ids, filtergraphs know slots: frames stored under 925412 come
// out with slot number 1. Frames of ids without a slot stay behind.

FilterGraph g = reader(valkkafs).slotId(1, 925412).to(info().named("reader_out_filter"));
System.out.println(g);
g.start();

// Ask for blocks 0 and 1. The answer is a future: it is done when the last frame has left the filter, so there is no
// need to wait a second and hope. Two markers, START and END, stand around the frames of a pull.

PullResult result = g.reader().pullBlocks(0, 1).get();
System.out.println(result);

// A reader pushes whole blocks, as quickly as its filters take them. Playing at the speed of the recording is the
// business of another thread, in another lesson.

g.close();

// The same without a graph: its objects, made one by one from the end to the beginning. A BriefInfoFrameFilter says what
// a frame is in one line.

BriefInfoFrameFilter outFilter = new BriefInfoFrameFilter("reader_out_filter");
ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", valkkafs, outFilter);
readerthread.setSlotId(1, 925412);
readerthread.start();
System.out.println(readerthread.pullBlocks(0).get());
readerthread.stop();
valkkafs.close();
System.out.println("bye");
