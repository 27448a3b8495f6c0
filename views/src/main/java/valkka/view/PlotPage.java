package valkka.view;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * HTML of a plot: an element with the data, the picture within it, and the script that draws the
 * data in place of the picture. Where scripts do not run, and in a notebook that is not trusted, the
 * picture stays.
 *
 * <p>Each piece has the script, since any piece may be the one that is kept or copied. It is
 * compressed, 38 kB, and only the first piece of a page runs it. The same plot gives the same HTML.
 */
final class PlotPage {
    private PlotPage() {}

    /** The script is read once. */
    private static final class Script {
        static final String PACKED = packed(text());

        private static String text() {
            try (InputStream in = PlotPage.class.getResourceAsStream("plot.js")) {
                if (in == null) {
                    throw new ValkkaException(Kind.NOT_FOUND, "the resource valkka/view/plot.js is missing");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new ValkkaException(Kind.IO, "the resource valkka/view/plot.js cannot be read: " + e, e);
            }
        }
    }

    /**
     * Returns a piece of HTML.
     *
     * @param json {@link PlotData}
     * @param png the picture
     * @param width how wide the picture is shown, in pixels of the page
     * @param words what the picture shows, for those who hear the page
     */
    static String html(String json, byte[] png, int width, String words) {
        return "<valkka-plot data=\"" + packed(json) + "\"><img alt=\"" + escaped(words)
                + "\" style=\"max-width:100%;border-radius:4px\" width=\"" + width + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\"></valkka-plot>"
                + "<script>customElements.get(\"valkka-plot\")||new Response(new Blob([Uint8Array.from(atob(\""
                + Script.PACKED + "\"),c=>c.charCodeAt(0))]).stream().pipeThrough(new DecompressionStream(\"gzip\")))"
                + ".text().then(t=>document.head.append(Object.assign(document.createElement(\"script\"),"
                + "{textContent:t})))</script>";
    }

    /** Returns a whole page. */
    static String standing(String title, String piece) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title)
                + "</title><meta name=\"viewport\" content=\"width=device-width\">"
                + "<style>:root{color-scheme:light dark}body{margin:24px auto;max-width:1000px;font-family:sans-serif}</style></head><body><main>"
                + piece
                + "</main></body></html>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
