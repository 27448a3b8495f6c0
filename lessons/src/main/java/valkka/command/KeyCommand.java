package valkka.command;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import valkka.proof.SigningKey;

/** {@code ./valkka key FILE}: makes a key that signs exported clips. */
@Command(
        name = "key",
        description =
                "Makes an Ed25519 key that signs the proofs of exported clips, and the public key for those who verify them,"
                        + " beside it as FILE.pub. Whoever has FILE can sign in your name.")
final class KeyCommand implements Subcommand {
    @Parameters(
            paramLabel = "FILE",
            description = "where the key goes; no file is replaced",
            converter = DirectoryConverter.class)
    private Path file;

    @Override
    public int run(Console console) {
        SigningKey key = SigningKey.create(file);
        console.row("key", file + ", for you alone");
        console.row("public key", SigningKey.publicFile(file) + ", for everybody: " + key.publicKey());
        return 0;
    }
}
