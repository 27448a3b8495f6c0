package valkka.command;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** Reads a number of seconds. */
final class SecondsConverter implements ITypeConverter<Duration> {
    private static final double LEAST = 0.1;
    private static final double MOST = 60;

    @Override
    public Duration convert(String text) {
        try {
            double seconds = Double.parseDouble(text);
            if (seconds >= LEAST && seconds <= MOST) {
                return Duration.ofMillis(Math.round(seconds * 1000));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new WrongValueException("give a number of seconds from 0.1 to 60");
    }
}
