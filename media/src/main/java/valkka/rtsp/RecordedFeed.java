package valkka.rtsp;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.rtsp.RtspResponseStatuses;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.rtsp.RtspPlayAnswer.Beginning;
import valkka.rtsp.RtspRange.Unit;

/** A recorded stream for one client, which has its own place and speed in it. */
final class RecordedFeed implements RtspServerFeed {
    private static final System.Logger LOG = System.getLogger("valkka.live");

    private final RecordedStream stream;
    private final EventLoop loop;
    private final Executor readers;
    private final Client client;
    private @Nullable Long beginning; // the time of npt 0, Unix ms; null before it is known
    private @Nullable RecordedPlay play; // null before the first PLAY
    private double scale = 1; // of the play
    private double speed = 1;
    private Unit unit = Unit.NPT;
    private long end; // of the play
    private boolean closed;

    RecordedFeed(RecordedStream stream, @Nullable Long beginning, EventLoop loop, Executor readers, Client client) {
        this.stream = stream;
        this.beginning = beginning;
        this.loop = loop;
        this.readers = readers;
        this.client = client;
    }

    @Override
    public void prepare(RtspPlayRequest request, Consumer<RtspPlayAnswer> ready) {
        RecordedPlay present = play;
        if (present != null && !present.isFinished() && goesOn(request)) {
            Beginning begins = present.isPlaying() ? Beginning.NOT_AT_ALL : Beginning.WHERE_IT_PAUSED;
            ready.accept(answer(present, begins));
            return;
        }
        @Nullable Long position = present == null || present.isFinished() ? null : present.position();
        Long known = beginning;
        try {
            readers.execute(() -> open(request, known, position, ready));
        } catch (RejectedExecutionException e) {
            ready.accept(RtspPlayAnswer.refused(RtspResponseStatuses.SERVICE_UNAVAILABLE));
        }
    }

    private boolean goesOn(RtspPlayRequest request) {
        return request.range() == null && request.scale().orElse(scale) == scale && request.speed() == speed;
    }

    /** Finds the first picture, on a reader's thread. */
    private void open(
            RtspPlayRequest request, @Nullable Long known, @Nullable Long position, Consumer<RtspPlayAnswer> ready) {
        Runnable result;
        try {
            TimeRange whole = stream.range();
            long zero = known == null ? whole.from() : known;
            double asked = request.scale().orElse(1);
            TimeRange piece = piece(request.range(), position, asked, zero, whole);
            RecordingCursor cursor = stream.open(piece, asked);
            List<RtpAccessUnit> first = List.of();
            while (first.isEmpty() && !cursor.isAtEnd()) {
                first = cursor.read();
            }
            if (first.isEmpty()) {
                throw new ValkkaException(Kind.NOT_FOUND, "there is no picture in " + piece);
            }
            List<RtpAccessUnit> units = first;
            result = () -> opened(request, cursor, units, zero, asked < 0 ? piece.from() : piece.to(), ready);
        } catch (ValkkaException e) {
            LOG.log(Level.DEBUG, () -> "RTSP server: a recording is not played: " + e.getMessage());
            HttpResponseStatus status = e.kind() == Kind.NOT_FOUND || e.kind() == Kind.BAD_ARGUMENT
                    ? RtspResponseStatuses.INVALID_RANGE
                    : RtspResponseStatuses.INTERNAL_SERVER_ERROR;
            result = () -> ready.accept(RtspPlayAnswer.refused(status));
        }
        try {
            loop.execute(result);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "RTSP server: closed while a recording was opened");
        }
    }

    /**
     * Returns the piece that a client asks for, its later end first or last as ever.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the recording has no such piece
     */
    private static TimeRange piece(
            @Nullable RtspRange range, @Nullable Long position, double scale, long zero, TimeRange whole) {
        boolean backwards = scale < 0;
        long first = backwards ? whole.to() : whole.from();
        long last = backwards ? whole.from() : whole.to();
        Long from = position;
        if (range != null) {
            long offset = range.unit() == Unit.NPT ? zero : 0;
            Long told = range.from();
            from = range.now() ? Long.valueOf(whole.to()) : told == null ? null : Long.valueOf(told + offset);
            Long to = range.to();
            last = to == null ? last : to + offset;
        }
        first = from == null ? first : from;
        TimeRange piece = backwards
                ? new TimeRange(Math.max(last, whole.from()), Math.min(first, whole.to()))
                : new TimeRange(Math.max(first, whole.from()), Math.min(last, whole.to()));
        if (whole.isEmpty() || piece.isEmpty()) {
            throw new ValkkaException(Kind.NOT_FOUND, "the recording has " + whole + ", and not what was asked for");
        }
        return piece;
    }

    private void opened(
            RtspPlayRequest request,
            RecordingCursor cursor,
            List<RtpAccessUnit> first,
            long zero,
            long lastTime,
            Consumer<RtspPlayAnswer> ready) {
        if (closed) {
            return;
        }
        beginning = zero;
        scale = request.scale().orElse(1);
        speed = request.speed();
        RtspRange range = request.range();
        unit = range == null ? unit : range.unit();
        end = lastTime;
        pause(); // what it played until now
        RecordedPlay opened = new RecordedPlay(cursor, first, scale, speed, loop, readers, client);
        play = opened;
        ready.accept(answer(opened, Beginning.AT_A_KEY_FRAME));
    }

    private RtspPlayAnswer answer(RecordedPlay playing, Beginning begins) {
        long offset = unit == Unit.NPT && beginning != null ? beginning : 0;
        String range = RtspRange.text(unit, playing.position() - offset, end - offset);
        return new RtspPlayAnswer(RtspResponseStatuses.OK, range, scale, speed, begins);
    }

    @Override
    public void start() {
        if (play != null && !play.isPlaying()) {
            play.start();
        }
    }

    @Override
    public void pause() {
        if (play != null) {
            play.pause();
        }
    }

    @Override
    public void close() {
        closed = true;
        pause();
        play = null;
    }
}
