package valkka.player;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/** Rows of numbers for a page: doubles, the highest byte first. */
final class NumberRows {
    private final int columns;
    private ByteBuffer numbers = ByteBuffer.allocate(Double.BYTES * 1024);
    private int count;

    NumberRows(int columns) {
        this.columns = columns;
    }

    void add(double... row) {
        if (numbers.remaining() < Double.BYTES * columns) {
            numbers = ByteBuffer.allocate(2 * numbers.capacity()).put(numbers.flip());
        }
        for (double number : row) {
            numbers.putDouble(number);
        }
        count++;
    }

    int count() {
        return count;
    }

    Answer answer(Map<String, ?> json) {
        return new Answer(Json.text(json), Arrays.copyOf(numbers.array(), numbers.position()));
    }
}
