package valkka.view;

/**
 * Something to look at: a picture for a notebook or a file, and, as {@code toString()}, text of at most 80 columns that
 * stands for it in a terminal.
 */
public sealed interface View permits Plot {
    /** How wide it is meant to be shown, in pixels of a page; the picture may have twice as many, to be sharp. */
    int width();

    /** How high it is meant to be shown. */
    int height();

    /** The picture as a PNG file. */
    byte[] png();
}
