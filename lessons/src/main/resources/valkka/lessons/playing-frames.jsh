// Lesson "playing-frames": play a recording at the speed at which it was recorded
//
// The lesson "writing" has left a recording. A reader pushes whole blocks at full speed. A
// FileCacheThread keeps the frames in memory, and passes each frame on when its time comes. In the
// filtergraph $ is a callback:
//
//     (ValkkaFSReaderThread:reader) -->> (FileCacheThread:cacher) --> {BriefInfoFrameFilter:out_filter}
//                                             |
//                                             $ setCallback  : the time of play, every 500 ms
//                                             $ setCallback2 : the range in memory

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import valkka.filter.*;
import valkka.frame.*;
import valkka.fs.*;
import valkka.play.*;
import valkka.graph.*;
import static valkka.graph.Nodes.*;

Path directory = Path.of(System.getenv().getOrDefault("VALKKA_LESSON_DIR",
    System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
if (!ValkkaSingleFS.checkDirectory(directory)) {
    throw new ValkkaException(ValkkaException.Kind.NOT_FOUND,
        "there is no recording in " + directory + " yet: run the lesson 'writing' first");
}
ValkkaSingleFS valkkafs = ValkkaSingleFS.loadFromDirectory(directory);
BlockTable a = valkkafs.getBlockTable();
System.out.println(a);

// We go from the end to the beginning: the filter that prints a line a frame, the cacher, the
// reader.

BriefInfoFrameFilter outFilter = new BriefInfoFrameFilter("out_filter");
FileCacheThread cacherthread = new FileCacheThread("cacher");
ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", valkkafs, cacherthread.getFrameFilter());

// The first callback gets the time of play in Unix milliseconds. After the last frame in memory the
// time stands still, so this callback is the place to ask for more blocks. A callback may call any
// method of the library.

TimeRange currentTimeLimits = null;
void currentTimeCallback(long mstime) {
    System.out.println("current time " + mstime);
    if (currentTimeLimits != null && mstime >= currentTimeLimits.to()) {
        System.out.println("current time over cached time limits!");
        // readerthread.pullBlocks(yourListOfBlocks);
    }
}

// The cacher calls the second callback, the limits callback, after each pull. It gets the times of
// the first and the last frame in memory: play and seeks reach from one to the other, and nowhere
// else.

void timeLimitsCallback(TimeRange times) {
    System.out.println("new time limits " + times);
    currentTimeLimits = times;
}
cacherthread.setCallback(t -> currentTimeCallback(t));
cacherthread.setCallback2(r -> timeLimitsCallback(r));
cacherthread.start();
readerthread.start();

// The frames of the recording's first id, which is 925412 in the recording of the lesson "writing",
// get slot number 1. The cacher passes the frames of slot 1 on.

long id = valkkafs.ids().stream().findFirst().orElse(925412L);
readerthread.setSlotId(1, id);
cacherthread.registerStream(new FileStreamContext(1, outFilter));

// Play needs a time to begin. A seek to a time whose frames have not arrived yet waits for these
// frames. A picture between two key frames cannot be decoded alone. So a seek finds the last key
// frame at or before the time, and sends at once this key frame and all frames between the two.

TimeRange all = a.getTimeRange();
readerthread.pullBlocks(a.getInd(all));
cacherthread.seekStreams(all.from());
System.out.println(cacherthread.state());

// Play. Each frame's line appears when its time has come. A SetupFrame announces the stream, so a
// decoder or a file can take the stream from its first frame on.

int seconds = Math.min(10, Integer.parseInt(System.getenv().getOrDefault("VALKKA_LESSON_SECONDS", "10")));
cacherthread.playStreams();
TimeUnit.SECONDS.sleep(seconds);
cacherthread.stopStreams();
System.out.println(cacherthread.stats());

// You can also go forward picture by picture, and back from key frame to key frame. Each step
// passes its frames on at once, as the next lines show.

cacherthread.seekStreams(all.middle());
System.out.println("a picture on: " + cacherthread.step());
System.out.println("a key frame back: " + cacherthread.stepBack());

// setSpeed takes 0.25 to 16 times the recorded speed. Above 4, and backwards with a negative speed,
// only key frames pass.

cacherthread.setSpeed(8);
cacherthread.playStreams();
TimeUnit.SECONDS.sleep(1);
System.out.println(cacherthread.stats());
cacherthread.stop();
readerthread.stop();

// Here is the same as a filtergraph, in one statement:

FilterGraph g = reader(valkkafs).slotId(1, id).
    to(cacher().onTime(t -> System.out.println("current time " + t))).
    to(count());
System.out.println(g);
g.start();
g.reader().pullBlocks(a.getInd(all)).get();
g.cacher().seekStreams(all.from());
g.cacher().playStreams();
TimeUnit.SECONDS.sleep(1);
System.out.println(g.node("count", CountFrameFilter.class).count() + " frames in a second");
g.close();
valkkafs.close();
System.out.println("bye");
