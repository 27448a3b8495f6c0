package valkka.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The look of a value: text for a terminal, and a rich form for a page.
 *
 * @param text stands for it where there is no page
 * @param mime of the rich form: {@link #HTML}, {@link #SVG}, {@link #PNG} or {@link #JPEG}
 * @param content the rich form; pictures of pixels in base 64
 * @param width how wide it is meant to be shown, in pixels of the page; 0 when it has no width of
 *     its own
 * @param still the same as a picture, for those who show no HTML
 */
record Output(String text, String mime, String content, int width, Optional<Output> still) {
    static final String HTML = "text/html";
    static final String SVG = "image/svg+xml";
    static final String PNG = "image/png";
    static final String JPEG = "image/jpeg";

    static Output html(String text, String html) {
        return new Output(text, HTML, html, 0, Optional.empty());
    }

    static Output svg(String text, String svg) {
        return new Output(text, SVG, svg, 0, Optional.empty());
    }

    /** Returns a picture of pixels, as a file of type {@link #PNG} or {@link #JPEG}. */
    static Output picture(String text, String mime, byte[] file, int width) {
        return new Output(text, mime, Base64.getEncoder().encodeToString(file), width, Optional.empty());
    }

    /** Returns the same with a picture that stands for it. */
    Output with(Output picture) {
        return new Output(text, mime, content, width, Optional.of(picture));
    }

    /** Returns the rich form as a piece of HTML, whatever it is. */
    String asHtml() {
        return switch (mime) {
            case HTML -> content;
            case SVG ->
                image("data:image/svg+xml;base64,"
                        + Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
            default -> image("data:" + mime + ";base64," + content);
        };
    }

    private String image(String source) {
        String size = width == 0 ? "" : String.format(Locale.ROOT, " width=\"%d\"", width);
        return "<img alt=\"" + Html.escape(text.strip()) + "\" style=\"max-width:100%\"" + size + " src=\"" + source
                + "\">";
    }
}
