package valkka.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaMultiFS;
import valkka.fs.ValkkaSingleFS;
import valkka.media.ClipVerification;
import valkka.proof.RecordingProof;
import valkka.proof.SigningKey;

/** {@code ./valkka verify CLIP}: compares a clip with the proof that it carries, or a recording with its chain. */
@Command(
        name = "verify",
        description =
                "Tells whether an exported clip is, byte for byte, what was recorded: by the proof that it carries, with no"
                        + " recording and no network. Given the directory of a recording, it hashes all closed blocks and compares"
                        + " them with the recording's proof.",
        exitCodeOnExecutionException = 2,
        exitCodeList = {
            "0:it is as it was recorded",
            "1:it is not, or nobody whose key was given has signed it",
            "2:it has no proof, or could not be read"
        })
final class VerifyCommand implements Subcommand {
    @Parameters(
            paramLabel = "CLIP|DIR",
            description = "an exported clip, or the directory of a recording",
            converter = DirectoryConverter.class)
    private Path clip;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "the public key that must have signed the clip, as ./valkka key makes one; without it any signature"
                            + " counts, and its key is printed",
            converter = DirectoryConverter.class)
    private @Nullable Path key;

    @Override
    public int run(Console console) {
        if (Files.isDirectory(clip)) {
            return verifyRecording(console);
        }
        String expected = key == null ? null : SigningKey.loadPublic(key);
        ClipVerification result = ClipVerification.of(clip);
        console.out().println(result);
        String signer = result.signer().orElse(null);
        if (signer != null) {
            console.out().println("signed by " + signer);
        }
        if (expected != null && !expected.equals(signer)) {
            console.out()
                    .println(
                            signer == null
                                    ? "nobody has signed it, and the key of " + key + " was to"
                                    : "the key of " + key + " is another one");
            return 1;
        }
        return result.isGenuine() ? 0 : 1;
    }

    /** The files do not tell a recording of one stream from one of several, whose open blocks differ. */
    private int verifyRecording(Console console) {
        if (key != null) {
            throw UsageError.of("verify", "--key is for a clip: a recording itself is not signed");
        }
        RecordingProof.Report single = check(ValkkaSingleFS.loadFromDirectory(clip));
        RecordingProof.Report multi = single.notes().isEmpty() ? single : check(ValkkaMultiFS.loadFromDirectory(clip));
        RecordingProof.Report report = multi.proven() > single.proven() ? multi : single;
        console.out().println(report);
        return report.isGenuine() ? 0 : 1;
    }

    private static RecordingProof.Report check(ValkkaFS recording) {
        try (recording) {
            return RecordingProof.of(recording).check();
        }
    }
}
