package valkka.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * An Ed25519 key (RFC 8032) that signs proofs. Its file is a PKCS 8 key in PEM, as
 * {@code openssl genpkey -algorithm ed25519} makes one; the public key for those who verify is
 * beside it, with {@code .pub} behind the name.
 *
 * <pre>{@code SigningKey key = SigningKey.create(Path.of("evidence.key"));}</pre>
 */
public final class SigningKey {
    private static final String ALGORITHM = "Ed25519";
    private static final String PRIVATE = "PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    private static final String NOT_A_KEY = " is no Ed25519 key in PEM: make one with ./valkka key FILE, or with"
            + " openssl genpkey -algorithm ed25519";
    private static final int MOST_BYTES = 10_000;

    private final KeyPair pair;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
    }

    /** Makes a key that is in memory alone. */
    public static SigningKey generate() {
        try {
            return new SigningKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * Makes a key, and writes it to a file that its owner alone can read, with the public key
     * beside it.
     *
     * @throws ValkkaException {@code EXISTS} when there is such a file, {@code IO} when it cannot
     *     be written
     */
    public static SigningKey create(Path file) {
        SigningKey key = generate();
        try {
            write(file, PRIVATE, key.pair.getPrivate().getEncoded(), "rw-------");
            write(publicFile(file), PUBLIC, key.pair.getPublic().getEncoded(), "rw-r--r--");
            return key;
        } catch (FileAlreadyExistsException e) {
            throw new ValkkaException(
                    Kind.EXISTS, e.getFile() + " is there already, and is not replaced: take another name", e);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "writing the key " + file + " failed: " + e, e);
        }
    }

    /** Returns where the public key of a key file is. */
    public static Path publicFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    private static void write(Path file, String what, byte[] key, String rights) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
        String text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key) + "\n-----END " + what
                + "-----\n";
        try (var out = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            out.write(java.nio.ByteBuffer.wrap(text.getBytes(US_ASCII)));
        }
    }

    /**
     * Reads a key from its file.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no such file, {@code BAD_ARGUMENT}
     *     when it is no such key, {@code IO} when it cannot be read
     */
    public static SigningKey load(Path file) {
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            PrivateKey key = keys.generatePrivate(new PKCS8EncodedKeySpec(decode(file, PRIVATE)));
            return new SigningKey(new KeyPair(publicOf((EdECPrivateKey) key), key));
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw new ValkkaException(Kind.BAD_ARGUMENT, file + NOT_A_KEY, e);
        }
    }

    /** Java makes a public key only together with a private one: this random number is the private one. */
    private static PublicKey publicOf(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] seed = key.getBytes().orElseThrow(() -> new IllegalArgumentException("a key without its bytes"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(new NamedParameterSpec(ALGORITHM), new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        return generator.generateKeyPair().getPublic();
    }

    /**
     * Reads a public key.
     *
     * @return as {@link #publicKey()} returns it
     * @throws ValkkaException as {@link #load}
     */
    public static String loadPublic(Path file) {
        try {
            String text = Base64.getEncoder().encodeToString(decode(file, PUBLIC));
            publicKey(text);
            return text;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ValkkaException(Kind.BAD_ARGUMENT, file + NOT_A_KEY, e);
        }
    }

    private static byte[] decode(Path file, String what) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new ValkkaException(Kind.NOT_FOUND, "there is no key file " + file);
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("too long");
            }
            String text = Files.readString(file, US_ASCII);
            String begin = "-----BEGIN " + what + "-----";
            int from = text.indexOf(begin);
            int to = text.indexOf("-----END " + what + "-----");
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("no " + what);
            }
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new IllegalArgumentException(e);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "reading the key " + file + " failed: " + e, e);
        }
    }

    private static PublicKey publicKey(String base64) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static AssertionError missing(GeneralSecurityException e) {
        return new AssertionError("Java 17 has Ed25519", e);
    }

    /** Returns the public key, X.509 in base64. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    /** Returns the signature of a message, in base64. */
    String sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Returns whether a signature is that of a message by a public key. */
    static boolean isSigned(String publicKey, byte[] message, String signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(publicKey(publicKey));
            check.update(message);
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns the public key alone: the private one is never shown. */
    @Override
    public String toString() {
        return "Ed25519 key " + publicKey();
    }
}
