// Lesson "manager": record two cameras, and play both in step while the recording goes on
//
// With a writer, a reader and a cacher for each camera, a program would have a lot to do. It would
// have to find out which blocks to read, when, and of which recording, so that all cameras show the
// same moment. A ValkkaFSManager does all this. The filtergraph shows the manager four times, but
// the manager is one object:
//
//     (LiveThread:live1) -->> (ValkkaFSManager:in1)        (ValkkaFSManager:out1) --> {FrameFilter:filter}
//     (LiveThread:live2) -->> (ValkkaFSManager:in2)        (ValkkaFSManager:out2) --> {FrameFilter:filter2}

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import valkka.filter.*;
import valkka.frame.*;
import valkka.fs.*;
import valkka.play.*;
import valkka.graph.*;
import valkka.camera.*;
import valkka.live.*;
import valkka.rtsp.*;
import static valkka.graph.Nodes.*;
import static valkka.media.MediaNodes.*;

// There are two cameras, each with a recording of its own. VALKKA_CAMERA and VALKKA_CAMERA_2 may name
// yours; each that is not named is a virtual camera. (The addresses are methods and not variables,
// so that jshell does not print a password.) overwrite() deletes the recordings of an earlier run of
// this lesson.

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
VirtualCamera frontCamera = CameraVariables.address(1).isPresent() ? null : VirtualCamera.start();
VirtualCamera yardCamera = CameraVariables.address(2).isPresent() ? null : VirtualCamera.start();
String frontAddress() {
    return frontCamera == null ? CameraVariables.address(1).orElseThrow() : frontCamera.address();
}
String yardAddress() {
    return yardCamera == null ? CameraVariables.address(2).orElseThrow() : yardCamera.address();
}
ValkkaSingleFS front = ValkkaSingleFS.newFromDirectory(directory.resolve("front")).
    blockSize(256 * 1024).
    blocks(50).
    overwrite().
    create();
ValkkaSingleFS yard = ValkkaSingleFS.newFromDirectory(directory.resolve("yard")).
    blockSize(256 * 1024).
    blocks(50).
    overwrite().
    create();

// One manager serves both recordings. One callback gets the time of play every 500 ms. The other
// callback gets the recorded range of time each time that a block is full.

ValkkaFSManager manager = new ValkkaFSManager(front, yard);
manager.setTimeCallback(t -> System.out.println("time " + Instant.ofEpochMilli(t)));
manager.setBlockCallback(r -> System.out.println("recorded " + r));

// The manager records incoming frames under an id, and plays the frames of this id. Each camera has
// a slot for its way in and another slot for its way out. The filters here print only key frames:
// one line a second and camera.

FrameFilter keyFrames(String camera) {
    return frame -> {
        if (frame instanceof BasicFrame b && b.isSeekable()) {
            System.out.println("    " + camera + " shows " + frame.timestamp());
        }
    };
}
FilterGraph g = FilterGraph.of(
    live(frontAddress()).slot(1).named("live1").to(input(manager, front).slotId(1, 1001).named("in1")),
    live(yardAddress()).slot(2).named("live2").to(input(manager, yard).slotId(2, 1002).named("in2")),
    output(manager, front).slotId(101, 1001).named("out1").to(keyFrames("front")),
    output(manager, yard).slotId(102, 1002).named("out2").to(keyFrames("yard")));
System.out.println(g);
g.start();

// Record for a while. In the middle a virtual camera in the yard sends nothing, which makes a gap. A
// gap is a silence of more than two seconds between two frames.

System.out.println("recording!");
int seconds = Math.min(4, Integer.parseInt(System.getenv().getOrDefault("VALKKA_LESSON_SECONDS", "4")));
TimeUnit.SECONDS.sleep(seconds);
if (yardCamera != null) {
    yardCamera.trouble(CameraTrouble.NONE.withSilence(true));
}
TimeUnit.SECONDS.sleep(seconds);
if (yardCamera != null) {
    yardCamera.trouble(CameraTrouble.NONE);
}
TimeUnit.SECONDS.sleep(seconds);
System.out.println(manager.getTimeRange());
System.out.println("front: " + manager.getTimeRangeByValkkaFS(front));
System.out.println("yard:  " + manager.getTimeRangeByValkkaFS(yard));

// How does the manager keep step? It has one clock, the time of play, and passes each frame of each
// camera when the clock reaches the frame's time. Where one camera has a gap, the other goes on
// alone. Where no camera has frames, the clock jumps over the gap.
//
// Seek to the beginning, and play both cameras with this clock, while the recording goes on. A seek
// answers when the frames are there, and says with which key frame each stream begins.

SeekResult result = manager.seek(manager.getTimeRange().from()).get();
System.out.println(result);
manager.play();
TimeUnit.SECONDS.sleep(2 * seconds);

// During the gap of the yard, the front goes on alone. After the gap the yard is in step again. At
// a pause the time stands still, but the recording goes on.

manager.pause();
System.out.println(manager.stats());
Instant paused = Instant.ofEpochMilli(manager.getCurrentTime());
TimeUnit.SECONDS.sleep(1);
System.out.println("paused at " + paused + ", and recorded until " + manager.getTimeRange().end());

// A seek beyond the end goes to the newest frame, and play follows the cameras from there.

System.out.println(manager.seek(Instant.now().plusSeconds(60)).get());
manager.play();
TimeUnit.SECONDS.sleep(1);
System.out.println("behind the cameras by " + (System.currentTimeMillis() - manager.getCurrentTime()) + " ms");

// The graph started the manager, and also closes the manager: first the cameras, then all nodes
// behind them.

g.close();
System.out.println(manager.isRunning() ? "still running" : "closed");
front.close();
yard.close();
if (frontCamera != null) {
    frontCamera.close();
}
if (yardCamera != null) {
    yardCamera.close();
}
System.out.println("bye");
