// Lesson "reading-2": look into blocks, and find the blocks of a time
//
// This lesson reads the recording of the lesson "writing", or another that VALKKA_LESSON_DIR names.

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import valkka.frame.*;
import valkka.fs.*;
import valkka.play.*;

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

// A range mostly starts between the keys of two blocks. Then its first frames are in the block with
// the earlier key, and getInd begins with this block. The answer ends with the first block behind
// the range, because the last frames of the range may be there. Here the range lies between the
// first two keys, and is a millisecond long:

if (blockIndices.size() > 1) {
    long between = (a.key(blockIndices.get(0)) + a.key(blockIndices.get(1))) / 2;
    System.out.println("keys:    " + a.key(blockIndices.get(0)) + " and " + a.key(blockIndices.get(1)));
    System.out.println("between: " + between + " is in blocks " + valkkafs.getInd(new TimeRange(between, between + 1)));
}

// getIndNeigh finds the blocks around a time. Here these are the two blocks that begin before the
// time, and up to three blocks that begin after the time. The block that contains the time is one
// of the first two. A seek asks for these blocks, to have frames on both sides of the time.

long req = (t1 + t0) / 2;
blockIndices = valkkafs.getIndNeigh(2, req);
System.out.println("Block indices = " + blockIndices);

// A seek looks for the last key frame at or before the wanted time, and decodes from there. explain
// shows each step of it: the blocks, the key frame, and what it read.

if (!range.isEmpty()) {
    System.out.println(valkkafs.explain(SeekAnatomy.seek(req)));
}

// Without a filtergraph, and without a thread, the frames of a range of time are a Java stream,
// which reads block by block:

try (Stream<RecordedFrame> recorded = valkkafs.frames(range)) {
    System.out.println(recorded.filter(f -> f.frame().isSeekable()).count() + " places where reading can start");
}
valkkafs.close();
System.out.println("bye");
