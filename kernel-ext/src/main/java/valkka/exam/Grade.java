package valkka.exam;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The result of an exam: a mark for each answer, and the sum. libValkka has no such class. */
public final class Grade {
    private final List<Mark> marks;

    Grade(List<Mark> marks) {
        this.marks = List.copyOf(marks);
    }

    /** Whether an answer is right. */
    public enum Verdict {
        /** The answer is right. */
        RIGHT("right"),
        /** The answer is wrong. */
        WRONG("WRONG"),
        /** The answer has a type that the question does not take. */
        OTHER_KIND("other kind"),
        /** There is no answer. */
        NO_ANSWER("no answer");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }
    }

    /**
     * The mark of an answer.
     *
     * @param question the number of the question, from 1 on
     * @param advice where to look, or what to give; empty for a right answer
     */
    public record Mark(int question, Verdict verdict, String advice) {
        /** Makes a mark; nothing is null. */
        public Mark {
            Objects.requireNonNull(verdict, "verdict");
            Objects.requireNonNull(advice, "advice");
        }

        /** Returns one aligned line. */
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%3d  %-10s  %s", question, verdict.text, advice)
                    .stripTrailing();
        }
    }

    /** Returns the marks, in the order of the questions. */
    public List<Mark> marks() {
        return marks;
    }

    /** Returns how many answers are right. */
    public int right() {
        return (int)
                marks.stream().filter(mark -> mark.verdict() == Verdict.RIGHT).count();
    }

    /** Returns a line for each answer, and the sum. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        marks.forEach(mark -> text.append(mark).append(System.lineSeparator()));
        return text.append(right())
                .append(" of ")
                .append(marks.size())
                .append(" right")
                .toString();
    }
}
