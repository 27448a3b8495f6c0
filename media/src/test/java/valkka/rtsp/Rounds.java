package valkka.rtsp;

import valkka.testkit.Growth;

/** What a process told of itself, in lines like {@code kB = 147396}, after each of many equal rounds. */
public record Rounds(String output) {

    /** Prints a reading for the test that started this process. */
    public static void tell(String name, long value) {
        System.out.println(name + " = " + value);
    }

    /** Returns by how much a reading grows in a round. */
    public double growth(String name) {
        String start = name + " = ";
        return Growth.perRound(output.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> Long.valueOf(line.substring(start.length())))
                .toList());
    }
}
