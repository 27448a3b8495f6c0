package valkka.player;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.FrameIndex;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * The streams of pictures of a player's recordings. A stream is found in the oldest and the newest
 * block of its recording, also when a camera is added during recording.
 */
final class PlayedStreams {
    private static final int MOST_STREAMS = 64;

    private final List<ValkkaFS> recordings;
    private final List<PlayedStream> streams = new CopyOnWriteArrayList<>();
    private final Map<Integer, Block> looked = new HashMap<>();

    PlayedStreams(List<ValkkaFS> recordings) {
        this.recordings = recordings;
    }

    List<PlayedStream> all() {
        return streams;
    }

    /** Returns the stream with this number. */
    PlayedStream get(int number) {
        if (number < 0 || number >= streams.size()) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, "the player has no stream " + number + ": it has " + streams.size());
        }
        return streams.get(number);
    }

    /** Returns the number of a stream; -1 when there is none. */
    int indexOf(int recording, long id) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).recording() == recording && streams.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    /** Looks for new streams. */
    synchronized void refresh() {
        for (int recording = 0; recording < recordings.size(); recording++) {
            List<Block> blocks = recordings.get(recording).blocks();
            if (blocks.isEmpty()) {
                continue;
            }
            Block newest = blocks.get(blocks.size() - 1);
            Block before = looked.get(recording);
            if (before == null || before.number() != newest.number() || !knowsStreamOf(recording)) {
                looked.put(recording, newest);
                if (before == null) {
                    look(recording, blocks.get(0));
                }
                look(recording, newest);
            }
        }
    }

    private boolean knowsStreamOf(int recording) {
        return streams.stream().anyMatch(stream -> stream.recording() == recording);
    }

    private void look(int recording, Block block) {
        ValkkaFS fs = recordings.get(recording);
        FrameIndex frames = new ValkkaFSTool(fs).frameIndex(block.number());
        Set<Long> ids = new TreeSet<>();
        Set<Long> withSound = new TreeSet<>();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.nalUnitType(i) >= 0 && frames.subsession(i) == 0) {
                ids.add(frames.id(i));
            } else if (frames.codec(i).mediaType() == MediaType.AUDIO) {
                withSound.add(frames.id(i));
            }
        }
        for (long id : ids) {
            if (indexOf(recording, id) < 0 && streams.size() < MOST_STREAMS) {
                streams.add(new PlayedStream(fs, recording, id));
            }
        }
        for (long id : withSound) {
            int stream = indexOf(recording, id);
            if (stream >= 0) {
                streams.get(stream).sound().setFound();
            }
        }
    }
}
