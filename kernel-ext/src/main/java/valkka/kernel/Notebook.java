package valkka.kernel;

import java.nio.file.Path;
import java.util.Optional;
import valkka.camera.VirtualCamera;
import valkka.frame.ValkkaException;
import valkka.graph.Session;
import valkka.live.CameraVariables;
import valkka.media.LiveSource;
import valkka.media.MediaNodes;
import valkka.player.Widget;

/**
 * The helpers of notebooks and {@code ./valkka shell} that need no import: {@code help},
 * {@code show}, {@code progress}, {@code askCamera} and {@code lessonDirectory}. In a notebook
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
        KernelBridge.find().ifPresentOrElse(kernel -> kernel.show(output), () -> System.out.println(output.text()));
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
     * Returns a directory beside {@link #lessonDirectory()}, with the name at the end, for other
     * recordings than the lessons' recording.
     */
    public static Path lessonDirectory(String name) {
        Path lessons = lessonDirectory();
        return lessons.resolveSibling(lessons.getFileName() + "-" + name);
    }

    /**
     * Returns a camera. Its address comes from the environment's {@code VALKKA_CAMERA}, or else
     * from the user. The password appears nowhere. When the camera refuses the password, this
     * method says so, and asks again for user and password. When the user gives no address, or when
     * nobody can be asked, the camera is a virtual camera, which the session closes.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when an answer cannot be used,
     *     {@code UNAUTHORIZED} when the camera has refused three passwords
     */
    public static LiveSource askCamera(Session session) {
        Optional<String> known = CameraVariables.address();
        if (known.isPresent()) {
            System.out.println("the camera of VALKKA_CAMERA");
            return MediaNodes.live(known.get());
        }
        CameraQuestion question = new CameraQuestion(
                KernelBridge.find()
                        .<CameraQuestion.Asked>map(kernel -> kernel)
                        .orElse((text, secret) -> Optional.empty()),
                new RefusalCheck(System.out)::isRefused,
                System.out);
        Optional<String> address = question.address();
        if (address.isPresent()) {
            return MediaNodes.live(address.get());
        }
        System.out.println("a virtual camera (VALKKA_CAMERA can name yours)");
        return MediaNodes.live(session.keep("virtual camera", () -> VirtualCamera.start()));
    }

    static Surface surface() {
        Optional<? extends Surface> kernel = KernelBridge.find();
        return kernel.isPresent() ? kernel.get() : DesktopSurface.ofThisMachine();
    }
}
