package valkka.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import valkka.media.Picture;

/**
 * Pictures beside and below each other, the time and the stream of each below it; made by
 * {@link Images}. Times are in UTC, unless said otherwise: {@code Images.keyFrames(fs, id, range,
 * 12).in(ZoneId.systemDefault())}.
 */
public final class ContactSheet implements View {
    /** Pixels of the picture for each one of the page: sharp on today's screens. */
    private static final int SCALE = 2;

    private static final int MOST_COLUMNS = 4;
    private static final int GAP = 8;
    private static final int CAPTION = 20;
    private static final int HEAD = 30;
    /** Dark, as pictures are looked at: that looks well in light and dark pages. */
    private static final Color SHEET = new Color(0x1d2125);

    private static final Color INK = new Color(0xe3e6e9);
    private static final Color EMPTY = new Color(0x2c3136);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    private final String title;
    private final @Nullable Instant time;
    private final List<Tile> tiles;
    private final ZoneId zone;

    /**
     * A place on the sheet.
     *
     * @param label what stands beside the time; may be empty
     * @param picture null without a picture
     */
    record Tile(String label, @Nullable Picture picture) {}

    /** @param time that stands behind the title; null for none */
    ContactSheet(String title, @Nullable Instant time, List<Tile> tiles) {
        this(title, time, tiles, ZoneId.of("UTC"));
    }

    private ContactSheet(String title, @Nullable Instant time, List<Tile> tiles, ZoneId zone) {
        this.title = title;
        this.time = time;
        this.tiles = List.copyOf(tiles);
        this.zone = zone;
    }

    /** Returns how many pixels wide the picture of a sheet of so many is at most. */
    static int pixelsOf(int tiles) {
        return SCALE * tileWidth(columns(tiles));
    }

    private static int columns(int tiles) {
        return Math.max(1, Math.min(MOST_COLUMNS, tiles));
    }

    private static int tileWidth(int columns) {
        // A picture alone need not fill the page.
        int page = columns == 1 ? 640 + 2 * GAP : Theme.WIDTH;
        return (page - GAP * (columns + 1)) / columns;
    }

    /** Returns the same sheet with its times in another zone. */
    public ContactSheet in(ZoneId newZone) {
        return new ContactSheet(title, time, tiles, Objects.requireNonNull(newZone, "newZone"));
    }

    /** Returns the pictures, in their order on the sheet; without the places that have none. */
    public List<Picture> pictures() {
        return tiles.stream().map(Tile::picture).filter(Objects::nonNull).toList();
    }

    private String title() {
        return time == null ? title : title + " at " + Theme.text(time, zone) + " " + Theme.name(zone);
    }

    private int tileHeight() {
        int width = tileWidth(columns(tiles.size()));
        return pictures().stream()
                .mapToInt(picture -> (int) Math.round((double) width
                        * picture.image().getHeight()
                        / picture.image().getWidth()))
                .max()
                .orElse(width * 9 / 16);
    }

    @Override
    public int width() {
        int columns = columns(tiles.size());
        return columns * (tileWidth(columns) + GAP) + GAP;
    }

    @Override
    public int height() {
        int rows = (tiles.size() + MOST_COLUMNS - 1) / MOST_COLUMNS;
        return HEAD + rows * (tileHeight() + CAPTION + GAP) + GAP;
    }

    /**
     * Returns the sheet, twice as wide and as high as {@link #width()} and {@link #height()}, so
     * that it is sharp.
     */
    public BufferedImage image() {
        BufferedImage image = new BufferedImage(SCALE * width(), SCALE * height(), BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(SHEET);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(SCALE, SCALE);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
            graphics.setColor(INK);
            graphics.setFont(font.deriveFont(Font.BOLD, 13f));
            graphics.drawString(fitting(graphics, title(), width() - 2 * GAP), GAP, HEAD - 10);
            graphics.setFont(font);
            int columns = columns(tiles.size());
            for (int i = 0; i < tiles.size(); i++) {
                int x = GAP + i % columns * (tileWidth(columns) + GAP);
                int y = HEAD + i / columns * (tileHeight() + CAPTION + GAP);
                draw(graphics, tiles.get(i), x, y, tileWidth(columns));
            }
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private void draw(Graphics2D graphics, Tile tile, int x, int y, int width) {
        int height = tileHeight();
        graphics.setColor(EMPTY);
        graphics.fillRect(x, y, width, height);
        if (tile.picture() != null) {
            BufferedImage picture = tile.picture().image();
            double scale = Math.min((double) width / picture.getWidth(), (double) height / picture.getHeight());
            int shownWidth = (int) Math.round(picture.getWidth() * scale);
            int shownHeight = (int) Math.round(picture.getHeight() * scale);
            graphics.drawImage(
                    picture,
                    x + (width - shownWidth) / 2,
                    y + (height - shownHeight) / 2,
                    shownWidth,
                    shownHeight,
                    null);
        }
        graphics.setColor(INK);
        graphics.drawString(fitting(graphics, caption(tile), width), x, y + height + CAPTION - 5);
    }

    private static String fitting(Graphics2D graphics, String text, int width) {
        FontMetrics metrics = graphics.getFontMetrics();
        String shown = text;
        for (int length = text.length() - 1; length > 0 && metrics.stringWidth(shown) > width; length--) {
            shown = Charts.shortened(text, length);
        }
        return shown;
    }

    private String caption(Tile tile) {
        StringJoiner text = new StringJoiner("  ");
        if (tile.picture() != null) {
            boolean single = tiles.size() == 1;
            text.add((single ? DAY_AND_TIME : TIME)
                            .format(tile.picture().timestamp().atZone(zone))
                    + (single ? " " + Theme.name(zone) : ""));
        }
        if (!tile.label().isEmpty()) {
            text.add(tile.label());
        }
        return text.add(tile.picture() == null ? "no picture" : tile.picture().damaged() ? "damaged" : "")
                .toString()
                .strip();
    }

    @Override
    public String mimeType() {
        return "image/jpeg";
    }

    /** Returns the sheet as a JPEG file. */
    @Override
    public byte[] bytes() {
        return ImageFiles.jpeg(image());
    }

    /**
     * Writes the sheet to a file: PNG when its name ends in {@code .png}, else JPEG.
     *
     * @return the file
     * @throws valkka.frame.ValkkaException {@code IO} when it cannot be written
     */
    public Path save(Path path) {
        return ImageFiles.save(ImageFiles.forName(image(), path), path);
    }

    /** {@link #save(Path)}. */
    public Path save(String path) {
        return save(Path.of(path));
    }

    /** Returns the content of the sheet, a line a picture. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(Charts.shortened(title(), 80));
        for (Tile tile : tiles) {
            String label = tile.label().isEmpty() ? "" : "  " + tile.label();
            lines.add(
                    tile.picture() == null
                            ? "  (no picture)" + label
                            : "  "
                                    + DAY_AND_TIME.format(
                                            tile.picture().timestamp().atZone(zone)) + " "
                                    + Theme.name(zone) + label
                                    + (tile.picture().damaged() ? "  damaged" : ""));
        }
        return lines.toString();
    }
}
