// Lesson "writing": record a camera into a ValkkaFS
//
// A ValkkaFS is a ring of blocks in one file: frames are appended in the order in which they arrive, and when the last
// block is full the first one is used again. This lesson records one camera. Its filtergraph, from left to right as
// frames flow: ( ) is a thread, and a double arrow hands frames over to another thread.
//
//     (LiveThread:livethread) -->> (ValkkaFSWriterThread:writerthread)

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import valkka.filter.*;
import valkka.frame.*;
import valkka.fs.*;
import valkka.graph.*;
import valkka.live.*;
import static valkka.graph.Nodes.*;
import static valkka.media.MediaNodes.*;

// The camera: the one whose RTSP address stands in the environment variable VALKKA_CAMERA, as in
// rtsp://admin:12345@192.168.0.157. Without it a virtual camera is started, which serves a moving picture with a clock
// to this machine alone. (The address is a method and no variable so that jshell does not print the password in it.)

String chosenAddress() {
    return System.getenv().getOrDefault("VALKKA_CAMERA", "").strip();
}
VirtualCamera camera = chosenAddress().isEmpty() ? VirtualCamera.start() : null;
String rtspAddress() {
    return camera == null ? chosenAddress() : camera.address();
}

// Does it answer? This lesson overwrites what an earlier run has recorded, so it asks first: a camera, and behind it a
// filter that counts frames. A LiveThread receives cameras and would try one that does not answer again and again; here
// the first error ends it, or ten seconds of silence.

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

// To see each frame on its way to the disk, take away the two slashes:
// LogLevel.valkkafs(LogLevel.CRAZY);

// There are two flavours of the file system: in a ValkkaSingleFS each camera has a file of its own, in a ValkkaMultiFS
// several share one. The object keeps the books of the recording; the frames are the writer's business. All three
// lessons use this directory, and overwrite() says that what an earlier run left there may go: without it an existing
// recording is an error and stays as it is. It is said only since frames came: typed into jshell, these lines run even
// where the camera did not answer.

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
ValkkaFSBuilder<ValkkaSingleFS> builder = ValkkaSingleFS.newFromDirectory(directory).
    blockSize((2048 / 8) * 1024).
    blocks(10);
if (frames.count() > 0) {
    builder.overwrite();
}
ValkkaSingleFS valkkafs = builder.create();

// A block holds 2048 kilobits (note the 8: the size is in bytes), so a camera that sends 1024 kilobits a second
// finishes one every two seconds. With a key frame every second there are two in each block, and that is what makes
// seeking quick: reading starts at a key frame. Ten blocks make a file of 2560 KiB, all of it taken from the disk now;
// deviceSize(2560 * 1024) in place of blocks(10) says the same. These files are there now:
//
//     dumpfile        the blocks, and in them the frames
//     blockfile       for each block the times of its first key frame and of its last frame, for seeking
//     valkkafs.json   the parameters: block size, number of blocks, where writing goes on

System.out.println(valkkafs);

// The filtergraph, from left to right as frames flow: one thread receives the camera, one writes to the disk.
//
// The camera's frames get slot number 1. A slot is a number in the filtergraph only, for as long as it runs. What stays is
// the id number in the recording, invented here: frames of slot 1 are stored under 925412. Frames of a slot without an id
// are not stored. A printed graph shows what calls whom, and with a $ the callbacks: this one tells when the camera comes
// or goes, the one of the writer when the disk fails.

FilterGraph g = live(rtspAddress()).slot(1).named("livethread").
    onState(state -> System.out.println(state.message())).
    to(writer(valkkafs).slotId(1, 925412).named("writerthread"));
System.out.println(g);
g.writer().setErrorCallback(error -> System.out.println(error.getMessage()));

// start() goes from the end to the beginning: first the writer, then the camera. From here on the threads do the work.

g.start();

System.out.println("recording!");
TimeUnit.SECONDS.sleep(3);

// The table of blocks: what is in the book-keeping so far. A row appears when its block is finished. Before that,
// updateTable(true) brings the frames of the open block to the disk and its row up to date.

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

// Record some more, and see the table grow; with updateTable(true) each time, the open block shows in it too.

int seconds = Integer.parseInt(System.getenv().getOrDefault("VALKKA_LESSON_SECONDS", "9"));
System.out.println("recording some more");
for (int waited = 0; waited < seconds; waited += 3) {
    TimeUnit.SECONDS.sleep(Math.min(3, seconds - waited));
    valkkafs.updateTable(true);
    System.out.println(valkkafs.getBlockTable());
}

// close() goes in the order in which frames flow: first the camera, then the writer. What the writer took before that is
// on the disk when close() returns.

ValkkaFSWriterThread written = g.writer();
g.close();
System.out.println(written.stats());

// A graph is made of objects that can be made one by one just as well, from the end to the beginning, since each wants
// to know the next. This is the same graph: it goes on where the first one stopped, in the next block.

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

// A table is a snapshot that does not change any more: ask again for the present one.

System.out.println(valkkafs.getBlockTable());
valkkafs.close();
if (camera != null) {
    camera.close();
}
System.out.println("bye");
