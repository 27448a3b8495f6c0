package valkka.fs;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes between the colon and the comma of {@code current_block} in the json's text: a number,
 * with spaces. libValkka, and a clean stop of this library, leave one space in front of the number.
 * More spaces are the mark of a writer of this library ({@link ParameterFile}). A mark needs no room
 * on the disk: where there is none, a tab takes the place of the one space. No part of this write
 * leaves another number.
 *
 * @param position the byte of the text where the field begins
 * @param text what stands in it
 */
record CurrentBlockField(int position, String text) {
    private static final Pattern KEY = Pattern.compile("\"current_block\":");
    private static final Pattern FIELD = Pattern.compile("[ \t]*\\d+ *");

    /** Returns the only field of this name in a json; {@code null} when there are several, or none. */
    static @Nullable CurrentBlockField in(String json) {
        Matcher key = KEY.matcher(json);
        if (!key.find()) {
            return null;
        }
        int start = key.end();
        // Other programs' keys may contain a key of the same name.
        if (key.find()) {
            return null;
        }
        Matcher field = FIELD.matcher(json).region(start, json.length());
        return field.lookingAt() ? new CurrentBlockField(start, field.group()) : null;
    }

    /**
     * Returns whether the spaces are a writer's mark. Programs that write no spaces at all set no
     * mark.
     */
    boolean isMarked() {
        return text.startsWith("  ") || text.startsWith("\t");
    }

    /** Returns whether the field stands in one sector of the disk, so that nothing can tear it. */
    boolean isInOneSector() {
        return position / RecordFormat.SECTOR == (position + text.length() - 1) / RecordFormat.SECTOR;
    }

    /**
     * Returns the field with another number, of the same length and with the mark. A number that
     * needs the last space has no mark.
     *
     * @return {@code null} when the number is too long
     */
    @Nullable
    String marked(int number) {
        String digits = Integer.toString(number);
        int spaces = text.length() - digits.length();
        if (spaces < 0) {
            return null;
        }
        return (spaces == 1 ? "\t" : " ".repeat(spaces)) + digits;
    }

    /** Returns the json with this field made long enough for each block's number, and marked. */
    String markedIn(String json, int number, int blocks) {
        int width = 2 + Integer.toString(blocks - 1).length();
        String digits = Integer.toString(number);
        return json.substring(0, position)
                + " ".repeat(width - digits.length())
                + digits
                + json.substring(position + text.length());
    }
}
