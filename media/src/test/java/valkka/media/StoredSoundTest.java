package valkka.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.fs.Bytes;
import valkka.fs.Durability;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;
import valkka.media.StoredSound.Format;
import valkka.media.StoredSound.Packet;
import valkka.media.StoredSound.Piece;

class StoredSoundTest {
    private static final long BEGIN = 1_767_261_600_000L;
    private static final long ID = 1001;
    private static final int PACKET_MS = 20;

    /** AAC, two channels of 44,100 Hz, 13 bytes with the header of 7. */
    private static final byte[] ADTS = {
        (byte) 0xff, (byte) 0xf1, 0x50, (byte) 0x80, 0x01, (byte) 0xbf, (byte) 0xfc, 1, 2, 3, 4, 5, 6
    };

    @TempDir
    Path temp;

    @Test
    void everyPacketComesOnceOverTheBlocksAndWithoutOtherFrames() {
        List<BasicFrame> frames = LongStream.range(0, 1000)
                .boxed()
                .flatMap(i -> Stream.of(packet(i * PACKET_MS, Codec.PCMA, 160), picture(i * PACKET_MS)))
                .toList();
        try (ValkkaSingleFS fs = recorded(frames)) {
            assertThat(fs.blocks()).hasSizeGreaterThan(2);
            StoredSound sound = new StoredSound(fs, ID);
            List<Long> times = new ArrayList<>();
            Piece piece;
            long after = BEGIN - 1;
            do {
                piece = sound.read(after, after + 700);
                piece.packets().forEach(packet -> times.add(packet.mstimestamp()));
                after = times.get(times.size() - 1);
            } while (!piece.isLast());

            assertThat(times)
                    .containsExactlyElementsOf(LongStream.range(0, 1000)
                            .mapToObj(i -> BEGIN + i * PACKET_MS)
                            .toList());
            assertThat(piece.format().map(Format::sampleRate)).contains(8000);
            assertThat(new StoredSound(fs, 7).read(0, Long.MAX_VALUE).packets()).isEmpty();
        }
    }

    @Test
    void theTimesOfThePacketsTellTheRateThatCamerasHide() {
        List<BasicFrame> frames = LongStream.range(0, 100)
                .mapToObj(i -> packet(i * PACKET_MS, Codec.PCMU, 320))
                .toList();
        try (ValkkaSingleFS fs = recorded(frames)) {
            Piece piece = new StoredSound(fs, ID).read(BEGIN, BEGIN + 100);

            assertThat(piece.format().map(Format::sampleRate)).contains(16_000);
            assertThat(piece.packets()).hasSize(4);
            assertThat(piece.isLast()).isFalse();
        }
    }

    @Test
    void aPieceEndsWhereTheFormatChanges() {
        try (ValkkaSingleFS fs = recorded(List.of(
                packet(0, Codec.PCMA, 160),
                BasicFrame.of(1, 1, BEGIN + 20, Codec.AAC, ADTS),
                BasicFrame.of(1, 1, BEGIN + 43, Codec.AAC, ADTS)))) {
            StoredSound sound = new StoredSound(fs, ID);
            Piece first = sound.read(0, Long.MAX_VALUE);
            Piece second = sound.read(BEGIN, Long.MAX_VALUE);

            assertThat(first.packets()).extracting(Packet::mstimestamp).containsExactly(BEGIN);
            assertThat(first.isLast()).isFalse();
            assertThat(second.packets()).extracting(Packet::mstimestamp).containsExactly(BEGIN + 20, BEGIN + 43);
            assertThat(second.packets().get(0).data()).as("without its header").containsExactly(1, 2, 3, 4, 5, 6);
            Format format = second.format().orElseThrow();
            assertThat(format.codec()).isEqualTo(Codec.AAC);
            assertThat(format.description()).containsExactly(0x12, 0x10);
            assertThat(format.channels()).isEqualTo(2);
            assertThat(second.isLast()).isTrue();
        }
    }

    @Test
    void packetsThatDoNotTellHowTheyArePlayedAreLeftOut() {
        try (ValkkaSingleFS fs = recorded(List.of(packet(0, Codec.AAC, 30), packet(20, Codec.PCMA, 160)))) {
            Piece piece = new StoredSound(fs, ID).read(0, Long.MAX_VALUE);

            assertThat(piece.packets()).extracting(Packet::mstimestamp).containsExactly(BEGIN + 20);
        }
    }

    private ValkkaSingleFS recorded(List<BasicFrame> frames) {
        ValkkaSingleFS fs = ValkkaSingleFS.newFromDirectory(temp.resolve("ring"))
                .blockSize(64 * Bytes.KiB)
                .blocks(16)
                .create();
        try (ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs, Durability.NONE)) {
            writer.setSlotId(1, ID);
            writer.start();
            frames.forEach(writer.getBlockingFrameFilter()::run);
        }
        return fs;
    }

    private static BasicFrame packet(long offset, Codec codec, int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 0x55);
        return BasicFrame.of(1, 1, BEGIN + offset, codec, payload);
    }

    /** A key frame's parameter set. */
    private static BasicFrame picture(long offset) {
        byte[] payload = new byte[40];
        Arrays.fill(payload, (byte) 0x95);
        System.arraycopy(new byte[] {0, 0, 0, 1, 0x67}, 0, payload, 0, 5);
        return BasicFrame.of(1, 0, BEGIN + offset, Codec.H264, payload);
    }
}
