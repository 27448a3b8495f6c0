package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.nal.AccessUnitAssembler;
import valkka.nal.CodedPicture;
import valkka.nal.PictureAssembler;

/**
 * Any packets of any track. The bytes are an SDP, a byte 0, a byte (whose lowest bit means UDP), and steps: a step is
 * a byte that says what happens, a byte length, and so many bytes.
 */
final class TrackFuzz {
    private static final int STEP_RTCP = 0xf0;
    private static final int STEP_RAW = 0xf1;
    private static final int STEP_TIME = 0xf2;

    private final MediaDescription description;
    private final RtpTestTrack track;
    private final Optional<PictureAssembler> pictures;
    private int sequence;
    private int timestamp;
    private long sent;
    private long emitted;
    private long shown;

    private TrackFuzz(MediaDescription description, boolean udp) {
        this.description = description;
        this.track = new RtpTestTrack(description, udp ? RtpReceiver.REORDERING : Duration.ZERO);
        Codec codec = Depacketizer.of(description).orElseThrow().codec();
        this.pictures = codec.equals(Codec.H264) || codec.equals(Codec.H265)
                ? Optional.of(new PictureAssembler(codec, this::picture))
                : Optional.empty();
        pictures.ifPresent(assembler -> description.parameterSets().forEach(assembler::announce));
    }

    static void take(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            at++;
        }
        if (at + 1 >= bytes.length) {
            return;
        }
        try {
            SdpDocument sdp = SdpDocument.parse(Arrays.copyOf(bytes, at), TrackChoice::isRecordable);
            for (MediaDescription track : TrackChoice.of(sdp, true).tracks()) {
                new TrackFuzz(track, (bytes[at + 1] & 1) != 0).run(bytes, at + 2);
            }
        } catch (ValkkaException e) {
            assertThat(e.kind()).isEqualTo(ValkkaException.Kind.CORRUPT);
        }
    }

    private void run(byte[] bytes, int from) {
        for (int at = from; at + 2 <= bytes.length; ) {
            int step = bytes[at] & 0xff;
            int end = Math.min(bytes.length, at + 2 + (bytes[at + 1] & 0xff));
            step(step, Arrays.copyOfRange(bytes, at + 2, end));
            at = end;
            units();
        }
        track.pass(Duration.ofSeconds(1));
        units();
        pictures.ifPresent(PictureAssembler::finish);
        ByteBuf report = Unpooled.buffer();
        track.receiver.writeReceiverReport(report);
        assertThat(report.readableBytes()).isLessThan(100);
        track.receiver.close();
        assertThat(track.remarks).hasSizeLessThan(10);
        assertThat(track.receiver.stats().toString()).isNotEmpty();
    }

    private void step(int step, byte[] bytes) {
        switch (step) {
            case STEP_RTCP -> track.receiver.rtcp(Unpooled.wrappedBuffer(bytes));
            case STEP_RAW -> give(Unpooled.wrappedBuffer(bytes));
            case STEP_TIME -> track.pass(Duration.ofMillis(10L * bytes.length));
            default -> {
                sequence += step >> 5; // 001xxxxx is the next one
                timestamp += (step & 0x0c) * 900;
                byte[] padded = (step & 0x10) != 0 ? Arrays.copyOf(bytes, bytes.length + 1400) : bytes;
                give(RtpTestPackets.packet(sequence, timestamp, (step & 1) != 0, padded)
                        .setByte(1, ((step & 1) << 7) | description.payloadType()));
            }
        }
        track.receiver.senderTime(timestamp);
    }

    private void give(ByteBuf packet) {
        sent += packet.readableBytes();
        track.rtp(packet);
        assertThat(packet.refCnt()).as("the packet stays ours").isEqualTo(1);
    }

    private void units() {
        for (MediaUnit unit : track.units) {
            assertThat(unit.bytes()).isNotEmpty();
            emitted += unit.bytes().length;
            pictures.ifPresent(assembler -> assembler.unit(
                    unit.bytes(), unit.timestamp(), unit.marker(), unit.afterLoss(), unit.arrivalNanos()));
        }
        track.units.clear();
        // AAC of one byte gets a header of 7.
        assertThat(emitted).as("no bytes from nowhere").isLessThan(8 * sent + 10_000);
    }

    private void picture(CodedPicture picture) {
        List<byte[]> units = picture.nalUnits();
        assertThat(units).hasSizeLessThan(AccessUnitAssembler.MAX_UNITS + 400);
        shown += units.size();
        assertThat(shown).isPositive();
    }
}
