package valkka.kernel;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Guesses the names that a user may have meant by a mistyped name. */
final class NearNames {
    private static final int MOST = 6;

    private NearNames() {}

    /**
     * Returns the names that are spelled nearly like {@code typed} or contain it, the nearest
     * first.
     */
    static List<String> of(String typed, Collection<String> names) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        int mostChanges = Math.max(1, wanted.length() / 3);
        return names.stream()
                .distinct()
                .filter(name -> changes(wanted, name) <= mostChanges || contains(name, wanted))
                .sorted(Comparator.<String>comparingInt(name -> changes(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    private static boolean contains(String name, String wanted) {
        return wanted.length() > 2 && name.toLowerCase(Locale.ROOT).contains(wanted);
    }

    /**
     * Levenshtein's distance: how many letters must be added, taken away or replaced, whatever
     * their case.
     */
    private static int changes(String typed, String name) {
        String other = name.toLowerCase(Locale.ROOT);
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= typed.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (typed.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
