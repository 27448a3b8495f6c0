package valkka.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaSingleFS;
import valkka.graph.Session;
import valkka.media.LiveSource;
import valkka.player.Widget;

/**
 * The helpers of notebooks and {@code ./valkka shell} that need no import: {@code help},
 * {@code show}, {@code progress}, {@code askCamera}, {@code lessonDirectory} and {@code
 * lessonRecording}. In a notebook
 * values appear under the running cell. In JShell pictures open in the browser of a desktop, and
 * everything else is text.
 */
public final class Notebook {
    private Notebook() {}

    /** Shows each value: in the middle of a cell, where only its last line is shown by itself. */
    public static void show(Object... values) {
        for (Object value : values) {
            if (value instanceof Widget widget) {
                surface().show(widget);
                continue;
            }
            Optional<Output> output = value == null ? Optional.empty() : Outputs.of(value);
            output.ifPresentOrElse(surface()::show, () -> System.out.println(value));
        }
    }

    /**
     * Explains a name: a name of libValkka ({@code "pullBlocksPyCall"}, {@code "n_blocks"}), a
     * class or a method of this library, or a topic of {@link #help()}. The answer is the Java
     * name, its signature, and one line of explanation.
     */
    public static void help(String name) {
        tell(NameHelp.answer(name));
    }

    /** Tells what {@link #help(String)} knows. */
    public static void help() {
        tell(NameHelp.topics());
    }

    /** Under the cell; in JShell as text, where a desktop has a browser too. */
    private static void tell(Output output) {
        kernel().ifPresentOrElse(kernel -> kernel.show(output), () -> System.out.println(output.text()));
    }

    /**
     * Returns a bar for long work. Hand the bar to a method that reports its progress:
     *
     * <pre>{@code Export.matroska(fs, 1001, fs.getTimeRange(), Path.of("all.mkv"),
     * progress("export")); }</pre>
     */
    public static Progress progress(String label) {
        return new Progress(label, surface(), System::nanoTime);
    }

    /**
     * Where the lessons record: the environment's {@code VALKKA_LESSON_DIR}, else
     * {@code testvalkkafs-USER} in the directory for temporary files.
     */
    public static Path lessonDirectory() {
        return Path.of(System.getenv()
                .getOrDefault(
                        "VALKKA_LESSON_DIR",
                        System.getProperty("java.io.tmpdir") + "/testvalkkafs-" + System.getProperty("user.name")));
    }

    /**
     * Returns {@link #lessonDirectory()} to a lesson that overwrites what it recorded there before,
     * under an id of its own.
     *
     * <pre>{@code ValkkaSingleFS.newFromDirectory(lessonDirectory(925412)).blocks(6).overwrite() }</pre>
     *
     * @throws ValkkaException {@code EXISTS} when the directory has a recording with other ids, which no
     *     lesson has made
     */
    public static Path lessonDirectory(long id) {
        return ofThisLesson(lessonDirectory(), id);
    }

    static Path ofThisLesson(Path directory, long id) {
        if (ValkkaFS.checkDirectory(directory)) {
            try (ValkkaSingleFS there = ValkkaSingleFS.loadFromDirectory(directory)) {
                if (!there.ids().stream().allMatch(other -> other == id)) {
                    throw new ValkkaException(
                            Kind.EXISTS,
                            "This lesson would overwrite the recording of the ids " + there.ids() + " in "
                                    + directory.toAbsolutePath()
                                    + ", which no lesson has made: name another directory by VALKKA_LESSON_DIR");
                }
            }
        }
        return directory;
    }

    /**
     * Returns a directory beside {@link #lessonDirectory()}, with the name at the end, for other
     * recordings than the lessons' recording.
     */
    public static Path lessonDirectory(String name) {
        Path lessons = lessonDirectory();
        return lessons.resolveSibling(lessons.getFileName() + "-" + name);
    }

    /**
     * Opens the recording in {@link #lessonDirectory()}, which the notebook {@code 02-writing}
     * leaves there.
     *
     * <pre>{@code ValkkaSingleFS valkkafs = session.keep("valkkafs", () -> lessonRecording()); }</pre>
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no recording, or one without frames
     */
    public static ValkkaSingleFS lessonRecording() {
        return lessonRecording(lessonDirectory());
    }

    /** Opens the recording in a directory. See {@link #lessonRecording(Path)}. */
    public static ValkkaSingleFS lessonRecording(String directory) {
        return lessonRecording(Path.of(directory));
    }

    /**
     * Opens the recording in a directory of your choice, in place of the lessons' recording. It may
     * be one that libValkka wrote.
     *
     * @throws ValkkaException {@code NOT_FOUND} when there is no recording, or one without frames
     */
    public static ValkkaSingleFS lessonRecording(Path directory) {
        String instead = "run 02-writing first, or name another directory: lessonRecording(\"DIR\")";
        if (!ValkkaFS.checkDirectory(directory)) {
            throw new ValkkaException(
                    Kind.NOT_FOUND, "There is no recording in " + directory.toAbsolutePath() + " yet: " + instead);
        }
        ValkkaSingleFS recording = ValkkaSingleFS.loadFromDirectory(directory);
        boolean found = false;
        try {
            found = !recording.ids().isEmpty();
        } finally {
            if (!found) {
                recording.close();
            }
        }
        if (!found) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "The recording in " + directory.toAbsolutePath() + " has no frames yet: " + instead);
        }
        return recording;
    }

    /**
     * Returns a camera that plays. Its address comes from the environment's {@code VALKKA_CAMERA},
     * or else from the user. The password appears nowhere. When the camera refuses the password,
     * this method says so, and asks again for user and password. When the user gives no address, or
     * when nobody can be asked, the camera is a virtual camera, which the session closes. One line
     * tells the camera and what it sends.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when an answer cannot be used,
     *     {@code UNAUTHORIZED} when the camera of the environment refuses the password, or has
     *     refused three that were typed, {@code NOT_FOUND}, {@code IO} or {@code TIMEOUT} when it
     *     does not play
     */
    public static LiveSource askCamera(Session session) {
        return askCameras(session, 1).get(0);
    }

    /**
     * Returns several cameras, each as {@link #askCamera} does. The environment's {@code
     * VALKKA_CAMERA_2} names the second camera, and so on. After an answer without an address
     * nobody is asked again, and all other cameras are virtual.
     *
     * @throws ValkkaException as {@link #askCamera}; {@code BAD_ARGUMENT} for other counts than 1
     *     to 16
     */
    public static List<LiveSource> askCameras(Session session, int count) {
        return CameraChoice.here().cameras(session, count);
    }

    /** In JShell the bridge cannot even be linked: find() itself is never reached there. */
    static Optional<KernelBridge> kernel() {
        try {
            return KernelBridge.find();
        } catch (NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    static Surface surface() {
        Optional<? extends Surface> kernel = kernel();
        return kernel.isPresent() ? kernel.get() : DesktopSurface.ofThisMachine();
    }
}
