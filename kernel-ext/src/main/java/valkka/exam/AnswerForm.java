package valkka.exam;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The kinds of answers. An answer has one canonical text, which is hashed. Times and lengths count to
 * the whole second, and the seconds beside the right one are right, too.
 */
enum AnswerForm {
    /** A whole number. */
    NUMBER("Long", "a whole number, such as 12L") {
        @Override
        Optional<String> canonical(Object answer) {
            return whole(answer).map(String::valueOf);
        }
    },
    /** A time. */
    TIME("Instant", "a time, such as Instant.parse(\"2026-01-31T12:34:56Z\")") {
        @Override
        Optional<String> canonical(Object answer) {
            return seconds(answer).map(String::valueOf);
        }

        @Override
        List<String> accepted(Object right) {
            return beside(canonical(right).orElseThrow());
        }
    },
    /** A minute of the clock. */
    MINUTE("Instant", "the start of a minute, such as Instant.parse(\"2026-01-31T12:34:00Z\")") {
        @Override
        Optional<String> canonical(Object answer) {
            return seconds(answer).map(time -> String.valueOf(Math.floorDiv(time, SECONDS_IN_MINUTE)));
        }
    },
    /** A length of time, with or without a sign. */
    LENGTH("Duration", "a length of time, such as Duration.ofSeconds(12)") {
        @Override
        Optional<String> canonical(Object answer) {
            return answer instanceof Duration length && length.toSeconds() != Long.MIN_VALUE
                    ? Optional.of(String.valueOf(length.abs().toSeconds()))
                    : Optional.empty();
        }

        @Override
        List<String> accepted(Object right) {
            return beside(canonical(right).orElseThrow());
        }
    },
    /** Numbers of blocks, in any order. */
    BLOCKS("List<Integer>", "numbers of blocks, such as List.of(1, 2)") {
        @Override
        Optional<String> canonical(Object answer) {
            if (!(answer instanceof Collection<?> numbers)
                    || !numbers.stream().allMatch(number -> whole(number).isPresent())) {
                return Optional.empty();
            }
            return Optional.of(numbers.stream()
                    .map(number -> whole(number).orElseThrow())
                    .sorted()
                    .map(String::valueOf)
                    .collect(Collectors.joining(",")));
        }
    },
    /** A word or a letter. */
    WORD("String", "a word or a letter, such as \"A\"") {
        @Override
        Optional<String> canonical(Object answer) {
            return answer instanceof CharSequence || answer instanceof Character
                    ? Optional.of(answer.toString().strip().toUpperCase(Locale.ROOT))
                    : Optional.empty();
        }
    };

    private static final long MILLIS_IN_SECOND = 1_000;
    private static final long SECONDS_IN_MINUTE = 60;

    /** The type of the variable that takes the answer in Java. */
    final String javaType;
    /** What to give, and an example of it. */
    final String example;

    AnswerForm(String javaType, String example) {
        this.javaType = javaType;
        this.example = example;
    }

    /** Returns the text of an answer; empty for an answer of another kind. */
    abstract Optional<String> canonical(Object answer);

    /** Returns the texts of all answers that count as right. */
    List<String> accepted(Object right) {
        return List.of(canonical(right).orElseThrow());
    }

    private static Optional<Long> whole(Object answer) {
        return answer instanceof Long || answer instanceof Integer || answer instanceof Short || answer instanceof Byte
                ? Optional.of(((Number) answer).longValue())
                : Optional.empty();
    }

    /** Times are also Unix milliseconds, as everywhere in the library. */
    private static Optional<Long> seconds(Object answer) {
        return answer instanceof Instant time
                ? Optional.of(time.getEpochSecond())
                : whole(answer).map(millis -> Math.floorDiv(millis, MILLIS_IN_SECOND));
    }

    private static List<String> beside(String seconds) {
        long second = Long.parseLong(seconds);
        return LongStream.rangeClosed(Math.max(0, second - 1), second + 1)
                .mapToObj(String::valueOf)
                .toList();
    }
}
