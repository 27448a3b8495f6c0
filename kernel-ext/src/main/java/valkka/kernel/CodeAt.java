package valkka.kernel;

import java.util.Optional;

/** Finds names in a cell's code, which need not be whole. */
final class CodeAt {
    private static final String NEW = "new";

    private CodeAt() {}

    /**
     * Returns the name at a place with all that stands in front of it: {@code fs.getTimeRange().last}
     * or {@code new TimeRange}; empty between names.
     */
    static Optional<String> name(String code, int place) {
        int end = place;
        while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
            end++;
        }
        int start = nameStart(code, end);
        if (start == end || Character.isDigit(code.charAt(start))) {
            return Optional.empty();
        }
        for (int dot = blanks(code, start); dot > 0 && code.charAt(dot - 1) == '.'; dot = blanks(code, start)) {
            int before = valueStart(code, blanks(code, dot - 1));
            if (before < 0) {
                break;
            }
            start = before;
        }
        int word = blanks(code, start);
        if (word < start && nameStart(code, word) == word - NEW.length() && code.startsWith(NEW, word - NEW.length())) {
            start = word - NEW.length();
        }
        return Optional.of(code.substring(start, end));
    }

    /** Returns the end of the name of the call whose arguments are at a place. */
    static Optional<Integer> call(String code, int place) {
        int open = openedBefore(code, place);
        return open < 0 ? Optional.empty() : Optional.of(blanks(code, open));
    }

    /** Returns where the value ends that begins before a dot; -1 where this is no value. */
    private static int valueStart(String code, int end) {
        int name = end;
        if (end > 0 && code.charAt(end - 1) == ')') {
            int open = openedBefore(code, end - 1);
            if (open < 0) {
                return -1;
            }
            name = blanks(code, open);
        } else if (end > 0 && code.charAt(end - 1) == '"') {
            return code.lastIndexOf('"', end - 2);
        }
        int start = nameStart(code, name);
        return start < end ? start : -1;
    }

    /** Returns the parenthesis that is open at a place, or -1. */
    private static int openedBefore(String code, int place) {
        int depth = 0;
        for (int i = place - 1; i >= 0; i--) {
            char c = code.charAt(i);
            if (c == '"') {
                i = code.lastIndexOf('"', i - 1);
                if (i < 0) {
                    return -1;
                }
            } else if (c == ')') {
                depth++;
            } else if (c == '(' && --depth < 0) {
                return i;
            }
        }
        return -1;
    }

    private static int nameStart(String code, int end) {
        int start = end;
        while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int blanks(String code, int end) {
        int start = end;
        while (start > 0 && Character.isWhitespace(code.charAt(start - 1))) {
            start--;
        }
        return start;
    }
}
