package valkka.simulator;

import java.util.List;

/** The faults that are made on purpose, to show that the simulator would find such faults. */
final class Faults {
    private static final String FS = "core/src/main/java/valkka/fs/";
    private static final String LOCK = "core/src/main/java/valkka/lock/";
    private static final String NAL = "core/src/main/java/valkka/nal/";
    private static final String LIVE = "media/src/main/java/valkka/live/";
    private static final String RTSP = "media/src/main/java/valkka/rtsp/";

    private Faults() {}

    static List<Fault> all() {
        return List.of(
                new Fault(
                        "the commit word is written with the records, not last",
                        FS + "RecordAppender.java",
                        "RecordFormat.putHeader(staging, first ? 0 : id, frame);",
                        "RecordFormat.putHeader(staging, id, frame);"),
                new Fault(
                        "no end mark behind a flush",
                        FS + "RecordAppender.java",
                        "int padded = Math.min(RecordFormat.roundUpToGrain(end + END_MARK_LENGTH), blockSize);",
                        "int padded = end;"),
                new Fault(
                        "FRAME: the records are not forced before their commit word",
                        FS + "RecordAppender.java",
                        "forceIfAsked(); commitWord.clear()",
                        "commitWord.clear()"),
                new Fault(
                        "FRAME: the commit word is not forced",
                        FS + "RecordAppender.java",
                        "forceIfAsked(); committed = end;",
                        "committed = end;"),
                new Fault(
                        "a block's frames are not forced before its row",
                        FS + "RingWriter.java",
                        "committed(); if (durable) { dump.force(); } TableRow row = rowBuilder.row(keyBefore);",
                        "committed(); TableRow row = rowBuilder.row(keyBefore);"),
                new Fault(
                        "a closed block's row is not forced",
                        FS + "RingWriter.java",
                        "if (durable) { table.force(); } listener.row(closed, row);",
                        "listener.row(closed, row);"),
                new Fault(
                        "a block that is overwritten keeps its row",
                        FS + "RingWriter.java",
                        "writeRow(next, TableRow.UNUSED); boolean oneSector",
                        "boolean oneSector"),
                new Fault(
                        "the row of a closing block goes before the 0 0 of the next",
                        FS + "RingWriter.java",
                        "writeRow(next, TableRow.UNUSED); boolean",
                        "writeRow(block, row); if (durable) { table.force(); } writeRow(next, TableRow.UNUSED); boolean"),
                new Fault(
                        "a writer goes on in the block that a kill left open",
                        FS + "RingWriter.java",
                        "if (openBlockHasFrames) { current = pars.ring().next(current); }",
                        ""),
                new Fault(
                        "a stop does not close the open block",
                        FS + "RingWriter.java",
                        "if (begun && !rowBuilder.isEmpty()) { closeBlock(); }",
                        ""),
                new Fault(
                        "the ring never uses its last block",
                        FS + "Ring.java",
                        "return block + 1 == size ? 0 : block + 1;",
                        "return block + 1 >= size - 1 ? 0 : block + 1;"),
                new Fault(
                        "a row has the wrong key",
                        FS + "RowBuilder.java",
                        "multi ? times.largestKey : times.smallestKey",
                        "multi ? times.smallestKey : times.largestKey"),
                new Fault(
                        "a reader does not look at the row again",
                        FS + "BlockReader.java",
                        "if (after.equals(before) && (isQuietSince(modified) || holdsStill(content))) {",
                        "if (modified > 0) {"),
                new Fault(
                        "a reader of the open block does not look at its first frame again",
                        FS + "BlockReader.java",
                        "if (beginsAsBefore(content) && (isQuietSince(modified) || holdsStill(content))) {",
                        "if (modified > 0) {"),
                new Fault(
                        "frames of the lap before count as the open block's",
                        FS + "RingState.java",
                        "if (!isOfTheLapBefore(content, json, reader, rows, multi)) {",
                        "if (content != null) {"),
                new Fault(
                        "the writer's lock locks nothing",
                        LOCK + "WriterLock.java",
                        "lock.takeAll(files);",
                        "for (Path file : files) { lock.files.put(FileIdentity.ofData(file).id(), file.toRealPath()); }"),
                new Fault(
                        "the writer's lock is not given back",
                        LOCK + "WriterLock.java",
                        "locks.forEach(LockFile::close);",
                        ""),
                new Fault(
                        "frames are flushed every five seconds",
                        FS + "WriterLoop.java",
                        "TimeUnit.MILLISECONDS.toNanos(500)",
                        "TimeUnit.MILLISECONDS.toNanos(5000)"),
                new Fault(
                        "a failed writer counts its lost frames as written",
                        FS + "WriterLoop.java",
                        "framesWritten.addAndGet(-writing.uncommittedFrames());",
                        ""),
                new Fault(
                        "a failed writer says nothing",
                        FS + "WriterLoop.java",
                        "droppedFailed.add(queue.clear() + writing.uncommittedFrames()); owner.report(first);",
                        "droppedFailed.add(queue.clear() + writing.uncommittedFrames());"),
                new Fault(
                        "refused frames are not counted",
                        FS + "WriterIntake.java",
                        "refusedAfterTooLarge.increment();",
                        ""),
                new Fault(
                        "the writer's queue loses a frame now and then",
                        FS + "FrameQueue.java",
                        "head++; bytes += frame.size();",
                        "head += frame.mstimestamp() % 97 == 0 && head > tail ? 0 : 1; bytes += frame.size();"),
                new Fault(
                        "sequence numbers do not wrap",
                        RTSP + "RtpSequencer.java",
                        "return (short) (sequenceNumber - (int) next);",
                        "return sequenceNumber - ((int) next & 0x1ffff);"),
                new Fault(
                        "packets are passed on as they come",
                        RTSP + "RtpSequencer.java",
                        "} else if (waitNanos == 0 || ahead >= MOST_PACKETS) {",
                        "} else if (waitNanos >= 0) {"),
                new Fault(
                        "timestamps do not wrap",
                        RTSP + "RtpReceiver.java",
                        "int ticks = packet.rtpTimestamp() - (int) timestamp;",
                        "long ticks = (packet.rtpTimestamp() & 0xffffffffL) - timestamp;"),
                new Fault(
                        "a lost packet is not told",
                        RTSP + "RtpReceiver.java",
                        "packet.received(timestamp, arrivalNanos, afterLoss);",
                        "packet.received(timestamp, arrivalNanos, false);"),
                new Fault(
                        "a picture that lacks a part is passed on",
                        NAL + "PictureSplitter.java",
                        "} else if (hasSlice && damaged) {",
                        "} else if (hasSlice && damaged && open.isEmpty()) {"),
                new Fault(
                        "damaged pictures are not counted",
                        LIVE + "VideoTrack.java",
                        "stream.counters().damagedPictures(damaged - damagedCounted);",
                        ""),
                new Fault(
                        "pictures pass before the first key frame",
                        LIVE + "VideoTrack.java",
                        "(waitingForKey && !picture.isKey())",
                        "(waitingForKey && !picture.isKey() && pictures < 0)"),
                new Fault(
                        "key frames come without their parameter sets",
                        NAL + "PictureAssembler.java",
                        "List<byte[]> all = new ArrayList<>(sets().all());",
                        "List<byte[]> all = new ArrayList<>();"),
                new Fault(
                        "the clock's rate is taken for another one",
                        LIVE + "MediaTrack.java",
                        "long rate = Math.max(1, track.description().clockRate());",
                        "long rate = 8000;"),
                new Fault(
                        "two pictures may have one time",
                        LIVE + "ArrivalClock.java",
                        "last = Math.max(time, floor);",
                        "last = Math.max(time, last);"),
                new Fault(
                        "times go back with the wall clock",
                        LIVE + "ArrivalClock.java",
                        "long floor = last; if",
                        "long floor = 0; last = 0; if"),
                new Fault(
                        "a lost camera is not tried again",
                        LIVE + "LiveConnection.java",
                        "nextAttempt = loop.schedule(this::attempt, pause.toNanos(), TimeUnit.NANOSECONDS);",
                        ""),
                new Fault(
                        "frames that the filter got are not counted",
                        LIVE + "StreamCounters.java",
                        "bytes.addAndGet(basic.size());",
                        "bytes.addAndGet(basic.size()); frames.addAndGet(basic.size() % 64 == 0 ? -1 : 0);"));
    }
}
