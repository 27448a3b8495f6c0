package valkka.rtsp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import valkka.frame.Codec;

/** A source that sends when the test says so. */
public final class RtspTestSource implements RtspServerSource {
    static final byte[] SPS = {0x67, 0x42, (byte) 0xc0, 0x1f, 1, 2};
    static final byte[] PPS = {0x68, 9, 8};

    final List<Consumer<RtpAccessUnit>> subscribers = new CopyOnWriteArrayList<>();
    private long ms = 1_700_000_000_000L;

    @Override
    public SessionDescription description() {
        return new SessionDescription(Codec.H264, List.of(SPS, PPS), 25);
    }

    @Override
    public void subscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.add(subscriber);
    }

    @Override
    public void unsubscribe(Consumer<RtpAccessUnit> subscriber) {
        subscribers.remove(subscriber);
    }

    public void awaitSubscribers(int count) {
        Deadline.until(() -> "subscribers are " + count + ": " + subscribers.size(), () -> subscribers.size() == count);
    }

    /** A key frame that can be told apart by its mark. */
    public void key(int size, int mark) {
        send(new RtpAccessUnit(List.of(SPS, PPS, nal(0x65, size, mark)), next(), true));
    }

    public void delta(int size, int mark) {
        send(new RtpAccessUnit(List.of(nal(0x61, size, mark)), next(), false));
    }

    private long next() {
        ms += 40;
        return ms;
    }

    private void send(RtpAccessUnit unit) {
        subscribers.forEach(subscriber -> subscriber.accept(unit));
    }

    private static byte[] nal(int head, int size, int mark) {
        byte[] nal = new byte[size];
        nal[0] = (byte) head;
        nal[1] = (byte) mark;
        return nal;
    }

    /** What {@link #key} and {@link #delta} marked it with. */
    public static int mark(RtpTestDepacketizer.Unit unit) {
        return unit.nalUnits().get(unit.nalUnits().size() - 1)[1];
    }

    public static boolean isKey(RtpTestDepacketizer.Unit unit) {
        return (unit.nalUnits().get(unit.nalUnits().size() - 1)[0] & 0x1f) == 5;
    }
}
