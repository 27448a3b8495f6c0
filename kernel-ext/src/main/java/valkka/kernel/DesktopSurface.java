package valkka.kernel;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.player.Widget;

/**
 * JShell, or a program: pages are opened in the browser where there is a desktop, and the text is
 * printed everywhere.
 */
final class DesktopSurface implements Surface {
    private final PrintStream out;
    private final Optional<Browser> browser;

    /** Opens a page. */
    interface Browser {
        void open(URI page) throws IOException;
    }

    DesktopSurface(PrintStream out, Optional<Browser> browser) {
        this.out = out;
        this.browser = browser;
    }

    static DesktopSurface ofThisMachine() {
        boolean desktop = !GraphicsEnvironment.isHeadless()
                && Desktop.isDesktopSupported()
                && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE);
        return new DesktopSurface(
                System.out, desktop ? Optional.of(page -> Desktop.getDesktop().browse(page)) : Optional.empty());
    }

    @Override
    public void show(Output output) {
        out.println(output.text());
        if (browser.isEmpty()) {
            return;
        }
        try {
            Path page = Files.createTempFile("valkka-", ".html");
            page.toFile().deleteOnExit();
            Files.writeString(page, page(output));
            browser.get().open(page.toUri());
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the picture could not be opened in a browser: " + e.getMessage(), e);
        }
    }

    /** The widget's own page in the browser, or its address where there is no desktop. */
    @Override
    public void show(Widget widget) {
        out.println(widget);
        String address = widget.address();
        if (browser.isEmpty()) {
            out.println(address);
            return;
        }
        try {
            browser.get().open(URI.create(address));
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the page could not be opened in a browser: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Place> open(Widget widget) {
        return Optional.empty();
    }

    private static String page(Output output) {
        return "<!doctype html><meta charset=\"utf-8\"><title>jvalkka</title>"
                + "<style>:root{color-scheme:light dark}</style>"
                + "<body style=\"font-family:sans-serif;max-width:1000px;margin:24px auto\">" + output.asHtml();
    }

    /**
     * One line is overwritten in its place. Longer text is printed only once, because it would push
     * the prompt away again and again.
     */
    @Override
    public Place open(Output first) {
        boolean line = first.text().lines().count() <= 1;
        if (line) {
            out.print(first.text());
        } else {
            out.println(first.text());
        }
        int[] widest = {first.text().length()};
        return output -> {
            if (line) {
                widest[0] = Math.max(widest[0], output.text().length());
                out.print("\r" + output.text()
                        + " ".repeat(widest[0] - output.text().length()));
                out.flush();
            }
        };
    }
}
