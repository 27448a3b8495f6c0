package valkka.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * The environment variables {@code VALKKA_CAMERA}, a camera's whole address, {@code
 * VALKKA_CAMERA_2} and so on for further cameras, and {@code VALKKA_PASSWORD}, the password of the
 * cameras' user.
 *
 * <p>A flight recording of Java Flight Recorder holds every environment variable. So each variable
 * may also be the content of a file, which {@code VALKKA_CAMERA_FILE} or {@code
 * VALKKA_PASSWORD_FILE} names. The launcher {@code ./valkka} names a pipe there.
 */
public final class CameraVariables {
    private static final String ADDRESS = "VALKKA_CAMERA";
    private static final String PASSWORD = "VALKKA_PASSWORD";
    private static final String IN_FILE = "_FILE";
    private static final int MAX_BYTES = 4000;
    /** What was read: a pipe can be read only once. */
    private static final Map<String, String> KNOWN = new HashMap<>();

    private CameraVariables() {}

    /**
     * Returns the camera's address, with its password; empty where there is none. Do not print it.
     *
     * @throws ValkkaException {@code IO} when the file of the variable cannot be read
     */
    public static Optional<String> address() {
        return address(1);
    }

    /**
     * Returns the address of one of several cameras, as {@link #address()} does.
     *
     * @param number 1 for the camera of {@code VALKKA_CAMERA}, 2 for {@code VALKKA_CAMERA_2}, and so
     *     on
     * @throws ValkkaException {@code IO} when the file of the variable cannot be read
     */
    public static Optional<String> address(int number) {
        return Optional.of(get(name(number), System.getenv()).strip()).filter(text -> !text.isEmpty());
    }

    /** Returns the name of the variable that names one of several cameras, counted from 1. */
    public static String name(int number) {
        return number == 1 ? ADDRESS : ADDRESS + "_" + number;
    }

    /**
     * Returns the environment with both variables. Do not print it.
     *
     * @throws ValkkaException {@code IO} when the file of a variable cannot be read
     */
    public static Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(System.getenv());
        for (String name : new String[] {ADDRESS, PASSWORD}) {
            all.put(name, get(name, System.getenv()));
        }
        return all;
    }

    static synchronized String get(String name, Map<String, String> environment) {
        String given = environment.getOrDefault(name, "");
        String file = environment.getOrDefault(name + IN_FILE, "");
        if (!given.isEmpty() || file.isEmpty()) {
            return given;
        }
        return KNOWN.computeIfAbsent(file, absent -> read(name, file));
    }

    private static String read(String name, String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new ValkkaException(
                        Kind.IO, "the file of " + name + IN_FILE + " is longer than " + MAX_BYTES + " bytes");
            }
            return new String(content, StandardCharsets.UTF_8).replaceFirst("\\R$", "");
        } catch (IOException | InvalidPathException e) {
            throw new ValkkaException(
                    Kind.IO, "the file of " + name + IN_FILE + " cannot be read: " + e.getMessage(), e);
        }
    }
}
