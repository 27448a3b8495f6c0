package valkka.media;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.proof.ByteDifference;
import valkka.proof.ClipProof;

/**
 * The result of comparing a clip with the proof that it carries: needs the clip alone, no recording
 * and no network.
 *
 * <pre>{@code System.out.println(ClipVerification.of(Path.of("minute.mkv")));}</pre>
 *
 * @param clip the file
 * @param proof the proof that it carries
 * @param difference the first of its bytes that is not as it was; {@code null} when all are
 * @param pictures how many of its pictures are, byte for byte, frames of proven blocks
 * @param soundPackets the same of packets of sound
 * @param findings what makes the clip no genuine one, a line each
 * @param notes what else to know, a line each
 */
public record ClipVerification(
        Path clip,
        ClipProof proof,
        @Nullable ByteDifference difference,
        long pictures,
        long soundPackets,
        List<String> findings,
        List<String> notes) {
    /** Makes a result, with copies of the lists. */
    public ClipVerification {
        Objects.requireNonNull(clip, "clip");
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /**
     * Compares a clip with its proof.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such file, or when it carries no
     *     proof; {@code CORRUPT} when its proof cannot be read; {@code IO} when the disk fails, or
     *     when FFmpeg cannot be loaded: then nothing is known of the clip
     */
    public static ClipVerification of(Path clip) {
        return new ClipVerifier(clip).verify();
    }

    /** Returns whether each byte and each picture is as it was recorded, and the proof is signed. */
    public boolean isGenuine() {
        return findings.isEmpty();
    }

    /** Returns the public key that has signed the clip, X.509 in base64; empty when none has. */
    public Optional<String> signer() {
        return Optional.ofNullable(proof.signer());
    }

    /** Returns a line of the result, a line for each finding, and a line for each note. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(clip).append(isGenuine() ? ": genuine, " : ": NOT genuine, ");
        text.append(pictures).append(" pictures");
        text.append(soundPackets == 0 ? "" : " and " + soundPackets + " packets of sound");
        text.append(" as they were recorded");
        if (!proof.range().isEmpty()) {
            text.append(", from ").append(Instant.ofEpochMilli(proof.range().from()));
            text.append(" to ").append(Instant.ofEpochMilli(proof.range().to()));
        }
        findings.forEach(line -> text.append(System.lineSeparator()).append(line));
        notes.forEach(
                line -> text.append(System.lineSeparator()).append("note: ").append(line));
        return text.toString();
    }
}
