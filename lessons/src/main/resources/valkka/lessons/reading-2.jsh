// Lesson "reading-2": look into blocks, and find the blocks of a time
//
// This lesson reads the recording of the lesson "writing".

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import valkka.frame.*;
import valkka.fs.*;

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
if (!ValkkaSingleFS.checkDirectory(directory)) {
    throw new ValkkaException(ValkkaException.Kind.NOT_FOUND,
        "there is no recording in " + directory + " yet: run the lesson 'writing' first");
}
ValkkaSingleFS valkkafs = ValkkaSingleFS.loadFromDirectory(directory);
BlockTable a = valkkafs.getBlockTable();
System.out.println(a);

// ValkkaFSTool shows the content of a block, one frame a line: the id, the frame, a * where reading
// can start, and the first bytes of the payload. 0 0 0 1 is the start code. The five low bits of
// the next byte are the slice_type, which tells the kind of the frame. 7 and 8 are the parameters
// of the next pictures (SPS and PPS), 5 is a key picture, 1 is any other picture. Reading starts at
// an SPS, because an SPS stands in front of a key picture.

ValkkaFSTool tool = new ValkkaFSTool(valkkafs);
tool.dumpBlock(0);
tool.dumpBlock(1);

// getTimeRange() tells the recorded range, in milliseconds of Unix time. The range of a recording
// without frames is empty:

TimeRange range = valkkafs.getTimeRange();
long t0 = range.from();
long t1 = range.to();
if (range.isEmpty()) {
    System.out.println("Not a single frame in this recording");
} else {
    System.out.println("Min and Max time in milliseconds: " + t0 + " " + t1);
    System.out.println("Min time: " + range.start());
    System.out.println("Max time: " + range.end());
}

// getInd finds the blocks of a range of time; here the range is the whole recording. pullBlocks of
// a reader thread takes these numbers.

List<Integer> blockIndices = valkkafs.getInd(new TimeRange(t0, t1));
System.out.println("Block indices = " + blockIndices);

// getIndNeigh finds the blocks around a time. Here these are the two blocks that begin before the
// time, and up to three blocks that begin after the time. The block that contains the time is one
// of the first two. A seek asks for these blocks, to have frames on both sides of the time.

long req = (t1 + t0) / 2;
blockIndices = valkkafs.getIndNeigh(2, req);
System.out.println("Block indices = " + blockIndices);

// Without a filtergraph, and without a thread, the frames of a range of time are a Java stream,
// which reads block by block:

try (Stream<RecordedFrame> recorded = valkkafs.frames(range)) {
    System.out.println(recorded.filter(f -> f.frame().isSeekable()).count() + " places where reading can start");
}
valkkafs.close();
System.out.println("bye");
