package valkka.exam;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.exam.Grade.Verdict;

/**
 * A question whose right answers are known only as hashes.
 *
 * @param right the hashes of the texts of all right answers, sorted, so that their order tells nothing
 */
record SealedQuestion(String text, AnswerForm form, String hint, String salt, List<String> right) {
    private static final int SALT_LENGTH = 32;

    SealedQuestion {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(hint, "hint");
        right = List.copyOf(right);
    }

    /** Seals the questions of an exam, each with a salt of its own. */
    static List<SealedQuestion> seal(List<Question> questions, long seed) {
        List<SealedQuestion> sealed = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            // Not out of the random numbers: from a few of them all others can be computed.
            String salt = hash("salt", seed + " " + i).substring(0, SALT_LENGTH);
            List<String> right = question.form().accepted(question.answer()).stream()
                    .map(answer -> hash(salt, answer))
                    .sorted()
                    .toList();
            sealed.add(new SealedQuestion(question.text(), question.form(), question.hint(), salt, right));
        }
        return sealed;
    }

    Verdict verdict(@Nullable Object answer) {
        if (answer == null) {
            return Verdict.NO_ANSWER;
        }
        Optional<String> canonical = form.canonical(answer);
        if (canonical.isEmpty()) {
            return Verdict.OTHER_KIND;
        }
        return right.contains(hash(salt, canonical.get())) ? Verdict.RIGHT : Verdict.WRONG;
    }

    /** Returns what helps after a verdict; the right answer is never in it. */
    String advice(Verdict verdict) {
        return switch (verdict) {
            case RIGHT -> "";
            case OTHER_KIND -> "give " + form.example;
            case WRONG, NO_ANSWER -> "look: " + hint;
        };
    }

    private static String hash(String salt, String text) {
        try {
            byte[] bytes = (salt + "\n" + text).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
