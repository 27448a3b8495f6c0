// Lesson "reading-2": look into blocks, and find the blocks of a time
//
// The recording is the one of the lesson "writing".

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

// ValkkaFSTool shows what is stored in a block, one frame a line: the id, the frame, a * where reading can start, and the
// first bytes of the payload. 0 0 0 1 is the start code; the five low bits of the byte behind it are the slice_type, which
// tells what the frame is: 7 and 8 the parameters of the pictures to come (SPS and PPS), 5 a key picture, 1 any other one.
// Reading starts at an SPS, since that stands in front of a key picture.

ValkkaFSTool tool = new ValkkaFSTool(valkkafs);
tool.dumpBlock(0);
tool.dumpBlock(1);

// From when to when the recording goes, in milliseconds of Unix time. The range of a recording without frames is empty:

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

// The blocks of a time range; here of all there is. Their numbers are what pullBlocks of a reader thread takes.

List<Integer> blockIndices = valkkafs.getInd(new TimeRange(t0, t1));
System.out.println("Block indices = " + blockIndices);

// The blocks around a point in time: here the two that begin before it, which includes the one it falls into, and up to
// three that begin behind. This is what a seek asks for, so that there is something to play on both sides of it.

long req = (t1 + t0) / 2;
blockIndices = valkkafs.getIndNeigh(2, req);
System.out.println("Block indices = " + blockIndices);

// Without a filtergraph, and without a thread, the frames of a time are a stream, read as it goes:

try (Stream<RecordedFrame> recorded = valkkafs.frames(range)) {
    System.out.println(recorded.filter(f -> f.frame().isSeekable()).count() + " places where reading can start");
}
valkkafs.close();
System.out.println("bye");
