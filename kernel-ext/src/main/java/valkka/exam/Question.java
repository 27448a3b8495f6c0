package valkka.exam;

/**
 * A question of an exam, with its answer: for the maker alone.
 *
 * @param text the question, in Markdown
 * @param hint where to look, shown beside a wrong answer
 * @param answer the right answer, of the type that {@code form} takes
 */
record Question(String text, AnswerForm form, String hint, Object answer) {}
