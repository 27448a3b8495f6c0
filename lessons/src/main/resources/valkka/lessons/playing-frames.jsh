// Lesson "playing-frames": play a recording at the speed at which it was recorded
//
// The lesson "writing" has left a recording. A reader pushes whole blocks of it, as quickly as it can; a FileCacheThread
// keeps them in memory, and passes the frames on when their times come. The filtergraph, where $ is a callback:
//
//     (ValkkaFSReaderThread:reader) -->> (FileCacheThread:cacher) --> {BriefInfoFrameFilter:out_filter}
//                                             |
//                                             $ setCallback  : the time of play, every 500 ms
//                                             $ setCallback2 : from when to when there are frames in memory

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

// From the end to the beginning: the filter that prints a line a frame, the cacher, the reader.

BriefInfoFrameFilter outFilter = new BriefInfoFrameFilter("out_filter");
FileCacheThread cacherthread = new FileCacheThread("cacher");
ValkkaFSReaderThread readerthread = new ValkkaFSReaderThread("reader", valkkafs, cacherthread.getFrameFilter());

// The first callback gets the time of play in Unix milliseconds. Behind the last frame in memory the time stands still, so
// here is the place to ask for more blocks: a callback may call anything of the library.

TimeRange currentTimeLimits = null;
void currentTimeCallback(long mstime) {
    System.out.println("current time " + mstime);
    if (currentTimeLimits != null && mstime >= currentTimeLimits.to()) {
        System.out.println("current time over cached time limits!");
        // readerthread.pullBlocks(yourListOfBlocks);
    }
}

// The second one is called when a pull has arrived.

void timeLimitsCallback(TimeRange times) {
    System.out.println("new time limits " + times);
    currentTimeLimits = times;
}
cacherthread.setCallback(t -> currentTimeCallback(t));
cacherthread.setCallback2(r -> timeLimitsCallback(r));
cacherthread.start();
readerthread.start();

// Frames of id 925412 get slot number 1, and the cacher passes those of slot 1 on.

readerthread.setSlotId(1, 925412);
cacherthread.registerStream(new FileStreamContext(1, outFilter));

// Before frames can be played there must be a time to play from. A seek to a time whose frames have not arrived yet is kept
// until they have. It sends the key frame at or before that time, and what lies between, at once.

TimeRange all = a.getTimeRange();
readerthread.pullBlocks(a.getInd(all));
cacherthread.seekStreams(all.from());
System.out.println(cacherthread.state());

// Play. Each frame's line appears when its time has come. Announced by a SetupFrame, a stream can be decoded or
// put into a file from its first frame on.

int seconds = Math.min(10, Integer.parseInt(System.getenv().getOrDefault("VALKKA_LESSON_SECONDS", "10")));
cacherthread.playStreams();
TimeUnit.SECONDS.sleep(seconds);
cacherthread.stopStreams();
System.out.println(cacherthread.stats());

// It can also be gone through picture by picture, and back from key frame to key frame. Each is passed on at once, as
// the next lines show.

cacherthread.seekStreams(all.middle());
System.out.println("a picture on: " + cacherthread.step());
System.out.println("a key frame back: " + cacherthread.stepBack());

// From 0.25 to 16 times the recorded speed; above 4, and backwards with a negative speed, only key frames pass.

cacherthread.setSpeed(8);
cacherthread.playStreams();
TimeUnit.SECONDS.sleep(1);
System.out.println(cacherthread.stats());
cacherthread.stop();
readerthread.stop();

// The same as a filtergraph, in one sentence:

FilterGraph g = reader(valkkafs).slotId(1, 925412).
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
