package valkka.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_ADPCM_G726;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.nal.AvcDecoderConfiguration;
import valkka.nal.HevcDecoderConfiguration;
import valkka.nal.NalSyntax;
import valkka.proof.ByteDifference;
import valkka.proof.ClipProof;
import valkka.proof.ClipProof.ProvenBlock;
import valkka.proof.ClipProof.ProvenRecord;

/**
 * Compares a clip with its proof, from outside to inside: its bytes with their hashes, the hashes
 * with the signature, the chain of the blocks, and each NAL unit and packet of sound, as a player
 * finds them, with the records of the blocks.
 */
final class ClipVerifier {
    /** A picture is shown at the time of its record, but for the rounding of the container. */
    private static final long MOST_APART_MS = 100;
    /** So many records of sound may be left out between two packets. */
    private static final int MOST_LEFT_OUT = 2000;

    private static final int MOST_FINDINGS = 20;

    private final Path clip;
    private final ClipProof proof;
    private final List<String> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<ProvenRecord> unproven = new HashSet<>();
    private final List<ProvenRecord> video = new ArrayList<>();
    private final List<ProvenRecord> sound = new ArrayList<>();
    private final Map<Long, List<Integer>> videoByLength = new HashMap<>();
    private final Set<Integer> shown = new HashSet<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Long> recordedTimes = new ArrayList<>();
    private int lastSlice = -1;
    private int nextSound;
    private long pictures;
    private long soundPackets;
    private boolean soundDiffers;

    ClipVerifier(Path clip) {
        this.clip = clip;
        this.proof = ClipProof.read(clip);
    }

    ClipVerification verify() {
        Optional<ByteDifference> difference = ClipProof.firstDifference(clip);
        difference.ifPresent(first -> findings.add(first.toString()));
        if (proof.signer() == null) {
            notes.add("the proof is not signed: whoever changed the clip could have made the proof anew");
        } else if (!proof.isSignatureSound()) {
            findings.add("the signature is not that of its key: the clip, its proof or the signature was changed");
        }
        findings.addAll(proof.chainFindings());
        collect();
        try (PacketReader packets = new PacketReader(clip)) {
            packets.header().ifPresent(this::takeHeader);
            for (Optional<PacketReader.Packet> next = packets.next(); next.isPresent(); next = packets.next()) {
                take(next.get());
            }
        } catch (ValkkaException e) {
            if (e.kind() != Kind.CORRUPT) {
                throw e; // this machine's fault, which says nothing about the clip
            }
            findings.add("the clip cannot be played: " + e.getMessage());
        }
        compareTimes();
        tellLeftOut();
        return new ClipVerification(clip, proof, difference.orElse(null), pictures, soundPackets, cut(findings), notes);
    }

    private static List<String> cut(List<String> lines) {
        if (lines.size() <= MOST_FINDINGS) {
            return lines;
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST_FINDINGS));
        first.add("and " + (lines.size() - MOST_FINDINGS) + " more");
        return first;
    }

    private void collect() {
        for (ProvenBlock block : proof.blocks()) {
            if (block.entry() == null) {
                notes.add("block " + block.number()
                        + " had no link in the chain when the clip was made: its frames are not proven");
            } else if (block.entry().late()) {
                notes.add("block " + block.number() + " was hashed after a restart, and not when it was closed");
            }
            for (ProvenRecord record : block.records()) {
                if (record.digest().id() != proof.id()) {
                    continue;
                }
                if (!block.isProven()) {
                    unproven.add(record);
                }
                if (record.digest().mediaType() == MediaType.VIDEO.id()) {
                    videoByLength
                            .computeIfAbsent(record.digest().length(), length -> new ArrayList<>())
                            .add(video.size());
                    video.add(record);
                } else {
                    sound.add(record);
                }
            }
        }
    }

    private void take(PacketReader.Packet packet) {
        if (packet.isVideo()) {
            takePicture(packet);
        } else if (!soundDiffers) {
            takeSound(packet);
        }
    }

    // ---- pictures ----

    /** A decoder applies the parameter sets of the header to all pictures. */
    private void takeHeader(PacketReader.Header header) {
        Optional<List<byte[]>> sets = Codec.of(header.codec()).equals(Codec.H265)
                ? HevcDecoderConfiguration.parameterSets(header.bytes())
                : AvcDecoderConfiguration.parameterSets(header.bytes());
        if (sets.isEmpty()) {
            findings.add("the header of the clip is altered: its description of the pictures cannot be read");
            return;
        }
        for (byte[] set : sets.get()) {
            if (find(set, true) < 0) {
                findings.add("the header of the clip is altered: it has a parameter set of " + set.length
                        + " bytes that the proven blocks do not have");
            }
        }
    }

    private void takePicture(PacketReader.Packet packet) {
        ByteBuffer rest = ByteBuffer.wrap(packet.bytes());
        NalSyntax syntax = NalSyntax.of(Codec.of(packet.codec()));
        boolean genuine = true;
        boolean proven = true;
        long time = -1;
        while (rest.remaining() > Integer.BYTES) {
            int length = rest.getInt();
            if (length <= 0 || length > rest.remaining()) {
                findings.add(place(packet, rest.position() - Integer.BYTES) + "is no NAL unit");
                return;
            }
            byte[] unit = new byte[length];
            int from = rest.position();
            rest.get(unit);
            int type = syntax.type(unit[0]);
            boolean isSet = syntax.parameterSetKind(type) >= 0;
            int record = find(unit, isSet);
            if (record < 0) {
                findings.add(place(packet, from) + "is " + (isSet ? "a parameter set" : "a NAL unit") + " of " + length
                        + " bytes that the proven blocks do not have there");
                genuine = false;
                continue;
            }
            shown.add(record);
            proven &= !unproven.contains(video.get(record));
            if (!isSet) {
                lastSlice = record;
                time = video.get(record).digest().mstimestamp();
            }
        }
        if (time >= 0) {
            times.add(packet.pts());
            recordedTimes.add(time);
            pictures += genuine && proven ? 1 : 0;
        }
    }

    private String place(PacketReader.Packet packet, int offset) {
        return "the picture at " + Instant.ofEpochMilli(proof.range().from() + packet.pts())
                + (packet.position() < 0 ? "" : ", from byte " + packet.position() + " of the clip on")
                + ": what stands at its byte " + offset + " ";
    }

    /** Returns the place of the record that has this NAL unit; -1 for none. A slice is behind the slice before. */
    private int find(byte[] unit, boolean anywhere) {
        int best = -1;
        for (int front = 3; front <= 4; front++) { // the bytes of a start code
            for (int place : videoByLength.getOrDefault((long) front + unit.length, List.of())) {
                if ((anywhere || place > lastSlice)
                        && (best < 0 || place < best)
                        && video.get(place).is(unit)) {
                    best = place;
                }
            }
        }
        return best;
    }

    /** The times of a container are those of the records, in the order of showing. */
    private void compareTimes() {
        List<Long> inFile = times.stream().sorted().toList();
        List<Long> recorded = recordedTimes.stream().sorted().toList();
        for (int i = 1; i < inFile.size(); i++) {
            long file = inFile.get(i) - inFile.get(0);
            long record = recorded.get(i) - recorded.get(0);
            if (Math.abs(file - record) > MOST_APART_MS) {
                findings.add("the clip shows a picture " + file + " ms behind its first one that was recorded " + record
                        + " ms behind it");
                return;
            }
        }
    }

    /** Tells what of the stream is in the proven blocks and not in the clip, though between its ends. */
    private void tellLeftOut() {
        Set<Long> seen = new HashSet<>();
        shown.forEach(place -> seen.add(video.get(place).digest().mstimestamp()));
        List<Long> leftOut = Stream.iterate(0, i -> i < video.size(), i -> i + 1)
                .map(i -> video.get(i).digest().mstimestamp())
                .filter(time -> !seen.contains(time)
                        && time >= proof.range().from()
                        && time <= proof.range().to())
                .distinct()
                .toList();
        if (!leftOut.isEmpty()) {
            notes.add("the recording has " + leftOut.size() + " pictures that the clip leaves out, the first at "
                    + Instant.ofEpochMilli(leftOut.get(0)));
        }
    }

    // ---- sound ----

    private void takeSound(PacketReader.Packet packet) {
        List<byte[]> recorded = packet.codec() == AV_CODEC_ID_ADPCM_G726
                ? G726Packing.mayHaveBeen(packet.bytes())
                : List.of(packet.bytes());
        for (int i = nextSound; i < sound.size() && i < nextSound + MOST_LEFT_OUT; i++) {
            if (recorded.stream().anyMatch(sound.get(i)::is)) {
                nextSound = i + 1;
                soundPackets += unproven.contains(sound.get(i)) ? 0 : 1;
                return;
            }
        }
        soundDiffers = true;
        findings.add("the sound at " + packet.pts() + " ms"
                + (packet.position() < 0 ? "" : ", from byte " + packet.position() + " of the clip on")
                + ", is not what was recorded there");
    }
}
