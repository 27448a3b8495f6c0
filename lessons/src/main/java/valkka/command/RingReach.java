package valkka.command;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** The wanted size of a new ring: either its time or its space. */
final class RingReach {
    @Option(
            names = "--hours",
            paramLabel = "H",
            description = "how far back the ring shall reach, 24 when nothing is said",
            converter = Hours.class)
    Optional<Duration> hours = Optional.empty();

    @Option(
            names = "--size",
            paramLabel = "GB",
            description = "how much of the disk it may take: 20, 500MB, 1.5TB, 16GiB",
            converter = Size.class)
    Optional<Long> size = Optional.empty();

    private static final class Hours implements ITypeConverter<Duration> {
        private static final double MOST_HOURS = 1_000_000;

        @Override
        public Duration convert(String text) {
            try {
                double hours = Double.parseDouble(text);
                if (hours > 0 && hours <= MOST_HOURS) {
                    return Duration.ofMillis(Math.max(1, Math.round(hours * 3_600_000)));
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new WrongValueException("give a number of hours, such as 24 or 0.5");
        }
    }

    /** A size with its unit, as a whole number of pages. */
    static final class BlockSize implements ITypeConverter<Long> {
        private static final long PAGE = 4096;
        private final Size size = new Size();

        @Override
        public Long convert(String text) {
            if (!text.strip().matches(".*[A-Za-z]")) {
                throw new WrongValueException("give a size with its unit, such as 512KiB or 2MiB");
            }
            return (size.convert(text) + PAGE - 1) / PAGE * PAGE;
        }
    }

    private static final class Size implements ITypeConverter<Long> {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([KMGT]I?B?)?");

        @Override
        public Long convert(String text) {
            Matcher form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
            if (!form.matches() || Double.parseDouble(form.group(1)) == 0) {
                throw new WrongValueException("give a number of gigabytes, or a size such as 500MB or 16GiB");
            }
            String unit = form.group(2) == null ? "GB" : form.group(2);
            double base = unit.contains("I") ? 1024 : 1000;
            return (long) (Double.parseDouble(form.group(1)) * Math.pow(base, "KMGT".indexOf(unit.charAt(0)) + 1));
        }
    }
}
