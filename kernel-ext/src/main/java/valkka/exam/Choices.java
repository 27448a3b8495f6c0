package valkka.exam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Statements of which one is right, in an order that the seed gives. */
final class Choices {
    private final String right;
    private final List<String> statements;

    /** @param statements the right one first */
    Choices(Random random, String... statements) {
        this.right = statements[0];
        this.statements = new ArrayList<>(List.of(statements));
        Collections.shuffle(this.statements, random);
    }

    /** Returns the letter of the right statement. */
    String answer() {
        return letter(statements.indexOf(right));
    }

    private static String letter(int i) {
        return String.valueOf((char) ('A' + i));
    }

    /** Returns a list, a line for each statement. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < statements.size(); i++) {
            text.append("\n- **").append(letter(i)).append("**: ").append(statements.get(i));
        }
        return text.toString();
    }
}
