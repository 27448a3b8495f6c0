package valkka.live;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.frame.Frame;
import valkka.frame.ValkkaException;
import valkka.rtsp.RtpSession;
import valkka.rtsp.Subsession;

/**
 * One connection to one camera: turns its packets into frames, and watches whether pictures come.
 * Video leads: sound passes only after the first key frame, unless the camera sends only sound; and
 * only pictures keep a connection with a picture alive. A camera that describes a picture and sends
 * only sound is lost, while its sound passes. It lives on the event loop.
 */
final class LiveSession implements RtpSession.Listener {
    /** How often the network's losses are counted and reported to the camera. */
    private static final Duration REPORT = Duration.ofSeconds(5);

    /** In one time-out the watch looks up that often. */
    private static final int LOOKS = 10;

    /** After so long without any packet of the described picture, sound goes on alone. */
    private static final Duration PICTURE_OVERDUE = Duration.ofSeconds(2);

    /** A connection with sound alone is kept so many time-outs: the next one may have the picture. */
    private static final int SOUND_ALONE_LOOKS = 20 * LOOKS;

    /** Hears of one session, on the event loop. */
    interface Listener {
        /**
         * Frames flow from now on, or flow in another way than was told before.
         *
         * @param what the tracks that play, and what is otherwise than expected
         * @param notes what is otherwise than expected and was not told before
         */
        void onPlaying(String what, List<String> notes);

        /**
         * Takes the frames of a picture or of a packet of sound.
         *
         * @return false when there was no room for them
         */
        boolean onFrames(int bytes, List<Frame> frames);

        /** The camera sends sound alone, which goes on, and no picture as it should. */
        void onSoundAlone(ValkkaException reason);

        void onFailure(ValkkaException reason);

        void onClosed();
    }

    private final LiveStream stream;
    private final LiveConnectionContext context;
    private final LiveEnvironment environment;
    private final LiveNetwork network;
    private final EventLoop loop;
    private final Listener listener;
    private final List<Future<?>> timers = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable RtpSession session; // null before its start
    private @Nullable VideoTrack video; // null where there is no picture
    private @Nullable AudioTrack audio; // null where there is no sound
    private boolean told; // that it plays
    private boolean failed;
    private int soundAloneLooks; // of the watch, since sound goes on alone
    private long soundNanos; // when sound last came
    private long openedNanos;
    private long aliveNanos; // when the newest sign of the leading track came

    LiveSession(LiveStream stream, LiveEnvironment environment, LiveNetwork network, Listener listener) {
        this.stream = stream;
        this.context = stream.context();
        this.environment = environment;
        this.network = network;
        this.loop = network.loop();
        this.listener = listener;
    }

    /** Begins; {@link Listener#onClosed()} comes once it has ended. */
    void start(RtpSession opened) {
        session = opened;
        opened.start();
    }

    void close() {
        if (session != null) {
            session.close();
        }
    }

    @Override
    public void onPlaying(List<RtpSession.Track> tracks, List<String> leftOut) {
        notes.addAll(leftOut);
        openedNanos = now();
        aliveNanos = openedNanos;
        stream.counters().overUdp(tracks.stream().anyMatch(RtpSession.Track::overUdp));
        for (RtpSession.Track track : tracks) {
            if (track.subsession() == Subsession.VIDEO) {
                video = new VideoTrack(stream, track, network, environment, this::frames, this::note);
            } else {
                audio = new AudioTrack(stream, track, network, environment, this::frames, this::note);
            }
        }
        if (audio == null && stream.hadSound() && context.audio()) {
            notes.add("the sound that came before is missing");
        }
        long look = Math.max(1, context.reconnect().toNanos() / LOOKS);
        timers.add(loop.scheduleWithFixedDelay(this::watch, look, look, TimeUnit.NANOSECONDS));
        timers.add(
                loop.scheduleWithFixedDelay(this::report, REPORT.toMillis(), REPORT.toMillis(), TimeUnit.MILLISECONDS));
    }

    private boolean isBackWithoutPicture() {
        return video == null && stream.hadPicture();
    }

    @Override
    public void onRtp(RtpSession.Track track, ByteBuf packet) {
        if (failed) {
            return;
        }
        if (track.subsession() == Subsession.VIDEO && video != null) {
            boolean before = video.hasStarted();
            long pictures = video.pictures();
            video.rtp(packet);
            if (!before || video.pictures() > pictures) {
                aliveNanos = now();
            }
        } else if (audio != null) {
            soundNanos = now();
            audio.rtp(packet, video == null || video.hasStarted() || isPictureOverdue(video));
            if (video == null && !isBackWithoutPicture()) {
                aliveNanos = now();
            }
        }
        tellWhenStarted();
    }

    /** A stream whose picture never came waits for it no second time. */
    private boolean isPictureOverdue(VideoTrack awaited) {
        long wait = Math.min(PICTURE_OVERDUE.toNanos(), context.reconnect().toNanos() / 2);
        return awaited.received().packets() == 0 && (stream.hadSound() || now() - openedNanos >= wait);
    }

    @Override
    public void onRtcp(RtpSession.Track track, ByteBuf packet) {
        if (track.subsession() == Subsession.VIDEO && video != null) {
            video.rtcp(packet);
        } else if (audio != null) {
            audio.rtcp(packet);
        }
    }

    private void tellWhenStarted() {
        boolean started =
                video != null ? video.hasStarted() : audio != null && audio.hasStarted() && !isBackWithoutPicture();
        if (started && !told) {
            told = true;
            tell();
        }
    }

    private void tell() {
        listener.onPlaying(toString(), List.copyOf(notes));
        notes.clear();
    }

    private boolean frames(int bytes, List<Frame> frames) {
        return listener.onFrames(bytes, frames);
    }

    /** Something is strange about the camera: it is told with the state. */
    private void note(String line) {
        notes.add(line);
        if (told) {
            tell();
        }
    }

    private void watch() {
        long patience = context.reconnect().toNanos();
        boolean silent = now() - aliveNanos > patience;
        if (silent && isSoundAlone(patience) && soundAloneLooks < SOUND_ALONE_LOOKS) {
            if (soundAloneLooks++ == 0) {
                listener.onSoundAlone(LiveFailure.soundAlone(context, context.reconnect()));
            }
        } else if (silent) {
            fail(LiveFailure.silence(context, context.reconnect(), video, audio, isBackWithoutPicture()));
        } else if (!told
                && video != null
                && now() - openedNanos > environment.keyFramePatience().toNanos()) {
            fail(LiveFailure.noStart(context, environment.keyFramePatience(), video));
        }
    }

    private boolean isSoundAlone(long patience) {
        return video != null
                && !video.hasStarted()
                && isPictureOverdue(video)
                && audio != null
                && audio.hasStarted()
                && now() - soundNanos <= patience;
    }

    private void report() {
        if (session == null) {
            return;
        }
        if (video != null) {
            video.report(session);
        }
        if (audio != null) {
            audio.report(session);
        }
    }

    private void fail(ValkkaException reason) {
        if (!failed) {
            failed = true;
            listener.onFailure(reason);
            close();
        }
    }

    @Override
    public void onFailure(ValkkaException failure) {
        if (!failed) {
            failed = true;
            listener.onFailure(failure);
        }
    }

    @Override
    public void onClosed() {
        timers.forEach(timer -> timer.cancel(false));
        if (video != null) {
            video.close();
        }
        if (audio != null) {
            audio.close();
        }
        listener.onClosed();
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    /** Returns the played tracks, and what is strange about them. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (video != null) {
            parts.add(video.toString());
        }
        if (audio != null) {
            parts.add(audio.toString());
        }
        String tracks = String.join(", ", parts);
        return notes.isEmpty() ? tracks : tracks + " (" + String.join("; ", notes) + ")";
    }
}
