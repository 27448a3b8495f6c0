package valkka.simulator;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fault that is made on purpose: a piece of the library's source, and what stands there instead.
 *
 * @param name what is wrong, in a few words
 * @param file the source file, from the root of the project
 * @param right the piece as it is, which stands there once
 * @param wrong the piece with the fault
 */
record Fault(String name, String file, String right, String wrong) {
    /**
     * Returns the source with the fault.
     *
     * @throws IllegalStateException when the piece is not there, or not once
     */
    String applyTo(String source) {
        Matcher piece = Pattern.compile(Stream.of(right.strip().split("\\s+"))
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s+")))
                .matcher(source);
        if (!piece.find()) {
            throw new IllegalStateException("the fault '" + name + "' needs this piece in " + file + ": " + right);
        }
        String faulty = source.substring(0, piece.start()) + wrong + source.substring(piece.end());
        if (piece.find()) {
            throw new IllegalStateException(
                    "the fault '" + name + "' finds this piece twice in " + file + ": " + right);
        }
        return faulty;
    }
}
