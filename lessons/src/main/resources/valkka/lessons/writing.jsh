// Lesson "writing": record a camera into a ValkkaFS
//
// A ValkkaFS is a ring of blocks in one file. A block is a piece of the file, and all blocks have the
// same size. Frames are appended in the order in which they arrive. When the last block is full, the
// ring is full: the first block is used again, and its old frames are gone. This lesson records one
// camera. Its filtergraph, from left to right as frames flow: ( ) is a thread, and a double arrow
// hands frames over to another thread.
//
//     (LiveThread:livethread) -->> (ValkkaFSWriterThread:writerthread)

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import valkka.filter.*;
import valkka.frame.*;
import valkka.fs.*;
import valkka.graph.*;
import valkka.camera.*;
import valkka.live.*;
import valkka.rtsp.*;
import static valkka.graph.Nodes.*;
import static valkka.media.MediaNodes.*;

// The environment variable VALKKA_CAMERA may hold a camera's RTSP address, as in
// rtsp://admin:12345@192.168.0.157. Without this variable the lesson starts a virtual camera, which
// serves a moving scene with a clock, only to this machine. (The address is a method and not a
// variable, so that jshell does not print its password.)

String chosenAddress() {
    return CameraVariables.address().orElse("");
}
VirtualCamera camera = chosenAddress().isEmpty() ? VirtualCamera.start() : null;
String rtspAddress() {
    return camera == null ? chosenAddress() : camera.address();
}

// Does the camera answer? This lesson overwrites the recording of an earlier run, so the lesson
// first tries the camera, with a filter that counts frames. A LiveThread receives cameras, and
// would try a silent camera again and again. Here the first error ends the trial, or ten seconds of
// silence.

CountFrameFilter frames = new CountFrameFilter("frames");
try (FilterGraph trial = live(rtspAddress()).onState(state -> System.out.println(state.message())).to(frames)) {
    trial.start();
    LiveThread receiver = trial.node("live", LiveThread.class);
    for (int i = 0; i < 100 && frames.count() == 0 && receiver.stats().streams().get(0).errors() == 0; i++) {
        TimeUnit.MILLISECONDS.sleep(100);
    }
    if (frames.count() == 0) {
        String error = receiver.stats().streams().get(0).lastError();
        throw new ValkkaException(ValkkaException.Kind.TIMEOUT,
            error.isEmpty() ? "no frames came from the camera in ten seconds" : error);
    }
}

// To see each frame on its way to the disk, take away the two slashes in the next line:
// LogLevel.valkkafs(LogLevel.CRAZY);

// The file system has two flavours: in a ValkkaSingleFS each camera has a file of its own, in a
// ValkkaMultiFS several cameras share one file. The object keeps the table of the recording; the
// writer writes the frames. The next lessons read this directory. overwrite() allows deleting the
// recording of an earlier run. Without overwrite() an existing recording is an error, and stays as
// it is. The code calls overwrite() only after frames came, because jshell runs these lines even
// when the camera did not answer. And it deletes only what this lesson has recorded: VALKKA_LESSON_DIR
// may name a recording of yours, which has other ids.

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
boolean isOfThisLesson(Path directory) {
    if (!ValkkaFS.checkDirectory(directory)) {
        return true;
    }
    try (ValkkaSingleFS earlier = ValkkaSingleFS.loadFromDirectory(directory)) {
        return earlier.ids().stream().allMatch(id -> id == 925412);
    }
}
ValkkaFSBuilder<ValkkaSingleFS> builder = ValkkaSingleFS.newFromDirectory(directory).
    blockSize((2048 / 8) * 1024).
    blocks(10);
if (frames.count() > 0 && isOfThisLesson(directory)) {
    builder.overwrite();
}
ValkkaSingleFS valkkafs = builder.create();

// A block holds 2048 kilobits (note the 8: the size is in bytes), so a camera that sends 1024
// kilobits a second fills a block in two seconds. With a key frame every second each block has two
// key frames. A block needs a key frame, because decoding can start only there: without one, the
// table cannot say from which time on the block can be read. Ten blocks make a file of 2560 KiB, and
// create() takes all of the file from the disk. deviceSize(2560 * 1024) in place of blocks(10) means
// the same. These files are there now:
//
//     dumpfile        the blocks, and in them the frames
//     blockfile       for each block the times of its first key frame and of its last frame, for seeking
//     valkkafs.json   the parameters: block size, number of blocks, where writing goes on

System.out.println(valkkafs);

// Which block size is right? Say that a camera sends 2 Mbit/s and a key frame every 2 s. Two key
// frames take 4 s, and in 4 s the camera sends 8 Mbit, which is one million bytes. Sizing computes
// that, and how many blocks an hour takes:

System.out.println(Sizing.forBitRate(2_000_000, Duration.ofSeconds(2)).lasting(Duration.ofHours(1)));

// The filtergraph, from left to right as frames flow: one thread receives the camera, one writes to the disk.
//
// The camera's frames get slot number 1. A slot is a number in the filtergraph only, for as long as
// the graph runs. The recording stores the frames of slot 1 under the id 925412, a number of our
// choice. Frames of a slot without an id are not stored. A printed graph shows each call from node
// to node, and a $ marks the callbacks. The camera's callback tells when the camera comes or goes;
// the writer's callback tells when the disk fails.

FilterGraph g = live(rtspAddress()).slot(1).named("livethread").
    onState(state -> System.out.println(state.message())).
    to(writer(valkkafs).slotId(1, 925412).named("writerthread"));
System.out.println(g);
g.writer().setErrorCallback(error -> System.out.println(error.getMessage()));

// start() starts the graph from the end to the beginning: first the writer, then the camera. From
// here on the threads do the work.

g.start();

System.out.println("recording!");
TimeUnit.SECONDS.sleep(3);

// The table of blocks has two columns: the time of the block's first key frame, by which the block is
// found, and the time of its last frame. With several cameras in one ring, the first column is a key
// frame of any of them. An unused block has two zeros. A block gets its row when it is finished.

BlockTable a = valkkafs.getBlockTable();
System.out.println(a);
if (a.max() <= 0) {
    System.out.println("Not a single block finished so far..");
    valkkafs.updateTable(true);
    System.out.println("Check blocktable again");
    a = valkkafs.getBlockTable();
    if (a.max() <= 0) {
        System.out.println("Not a single frame so far..");
    }
    System.out.println(a);
}

// A frame can be read when the table knows its block. The block that is being written, the open
// block, has no row yet. updateTable(true) brings its frames to the disk, and its row up to date:
// look at the table before and after.

System.out.println("before updateTable:");
System.out.println(valkkafs.getBlockTable());
valkkafs.updateTable(true);
System.out.println("after updateTable:");
System.out.println(valkkafs.getBlockTable());

// Record some more, and see the table grow.

int seconds = Integer.parseInt(System.getenv().getOrDefault("VALKKA_LESSON_SECONDS", "9"));
System.out.println("recording some more");
for (int waited = 0; waited < seconds; waited += 3) {
    TimeUnit.SECONDS.sleep(Math.min(3, seconds - waited));
    valkkafs.updateTable(true);
    System.out.println(valkkafs.getBlockTable());
}

// close() stops the graph in the order in which frames flow: first the camera, then the writer.
// When close() returns, all frames that the writer took are on the disk.

ValkkaFSWriterThread written = g.writer();
g.close();
System.out.println(written.stats());

// You can also make the objects of a graph one by one, from the end to the beginning, because each
// object needs the next object. This is the same graph. Its recording goes on where the first graph
// stopped, in the next block.

ValkkaFSWriterThread writerthread = new ValkkaFSWriterThread("writerthread", valkkafs);
writerthread.setSlotId(1, 925412);
FrameFilter fileInputFramefilter = writerthread.getFrameFilter();
LiveThread livethread = new LiveThread("livethread");
LiveConnectionContext ctx = new LiveConnectionContext(LiveConnectionType.RTSP, rtspAddress(), 1, fileInputFramefilter);
writerthread.start();
livethread.start();
livethread.registerStream(ctx);
livethread.playStream(ctx);
TimeUnit.SECONDS.sleep(2);
livethread.stop();
writerthread.stop();
System.out.println(writerthread.stats());

// A table is a snapshot that never changes: ask again for the present table.

System.out.println(valkkafs.getBlockTable());

// What happens when the ring is full? A reader, of the next lesson, takes all frames of this
// recording, and a writer puts these frames into a ring of three small blocks. The ring wraps again
// and again: only the newest blocks are left, and one block is always empty or open, because it is
// written next.

ValkkaSingleFS small = ValkkaSingleFS.newFromDirectory(valkkafs.directory().resolve("small")).
    blockSize(64 * 1024).
    blocks(3).
    overwrite().
    create();
try (FilterGraph copy = reader(valkkafs).slotId(1, 925412).to(writer(small).slotId(1, 925412).blocking())) {
    copy.start();
    copy.reader().pullBlocks(valkkafs.getInd(valkkafs.getTimeRange())).get();
}
System.out.println("recorded:      " + valkkafs.getTimeRange());
System.out.println("the small ring: " + small.getTimeRange());
System.out.println(small.getBlockTable());
small.close();
valkkafs.close();
if (camera != null) {
    camera.close();
}
System.out.println("bye");
