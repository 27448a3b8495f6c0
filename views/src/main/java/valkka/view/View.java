package valkka.view;

/**
 * Something to look at: a picture for a notebook or a file, and, as {@code toString()}, text of at
 * most 80 columns that stands for it in a terminal.
 */
public sealed interface View permits Plot, ContactSheet {
    /**
     * Returns how wide it is meant to be shown, in pixels of a page; the picture may have twice as
     * many, to be sharp.
     */
    int width();

    /** Returns how high it is meant to be shown. */
    int height();

    /**
     * Returns the type of {@link #bytes()}: {@code image/png} for a plot, {@code image/jpeg} for
     * pictures of a camera.
     */
    String mimeType();

    /** Returns the picture as a file of the type {@link #mimeType()}. */
    byte[] bytes();
}
