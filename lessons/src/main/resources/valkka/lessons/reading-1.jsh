// Lesson "reading-1": get the frames of some blocks back
//
// The lesson "writing" has left a recording; this lesson reads two of its blocks. In the
// filtergraph { } is a filter, and a single arrow is a call in the same thread:
//
//     (ValkkaFSReaderThread:reader) --> {InfoFrameFilter:reader_out_filter}

import java.nio.file.Path;
import valkka.filter.*;
import valkka.frame.*;
import valkka.fs.*;
import valkka.graph.*;
import static valkka.graph.Nodes.*;

// Open the recording. Loading reads the parameters and the table, and changes nothing on the disk.
// You may load a recording while another process writes it. VALKKA_LESSON_DIR may name any other
// recording, also one that libValkka wrote.

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
if (!ValkkaSingleFS.checkDirectory(directory)) {
    throw new ValkkaException(ValkkaException.Kind.NOT_FOUND,
        "there is no recording in " + directory + " yet: run the lesson 'writing' first");
}
ValkkaSingleFS valkkafs = ValkkaSingleFS.loadFromDirectory(directory);

// Here is the table of blocks, as the lesson "writing" left it:

BlockTable a = valkkafs.getBlockTable();
System.out.println(a);

// A recording knows streams by ids, and a filtergraph knows streams by slots. An id is stored with
// each frame and stays for ever. A slot is a number in one filtergraph. The id is 925412 in the
// recording of the lesson "writing"; this line finds the id in any recording:

long id = valkkafs.ids().stream().findFirst().orElse(925412L);

// Frames go from the reader's thread into a filter that describes each frame on the terminal, in
// five lines. Two blocks hold some hundred frames. Frames with this id come out with slot number 1.
// Frames of ids without a slot stay behind.

FilterGraph g = reader(valkkafs).slotId(1, id).to(info().named("reader_out_filter"));
System.out.println(g);
g.start();

// Ask for blocks 0 and 1. The answer is a future, which is done when the last frame has left the
// filter, so nobody has to wait a second and hope. Two markers, START and END, stand around the
// frames of a pull.

PullResult result = g.reader().pullBlocks(0, 1).get();
System.out.println(result);

// A reader pushes whole blocks, as quickly as its filters take the frames. Another thread, in
// another lesson, plays at the speed of the recording.

g.close();

// Here is the same without a graph: the objects are made one by one, from the end to the beginning.
// A BriefInfoFrameFilter describes a frame in one line.

BriefInfoFrameFilter outFilter = new BriefInfoFrameFilter("reader_out_filter");
ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", valkkafs, outFilter);
readerthread.setSlotId(1, id);
readerthread.start();
System.out.println(readerthread.pullBlocks(0).get());
readerthread.stop();
valkkafs.close();
System.out.println("bye");
