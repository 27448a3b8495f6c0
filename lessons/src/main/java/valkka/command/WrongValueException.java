package valkka.command;

import java.io.Serial;
import picocli.CommandLine.TypeConversionException;

/**
 * A word with a wrong value. The message is safe to show: it tells what to give, and quotes no
 * address.
 */
public final class WrongValueException extends TypeConversionException {
    @Serial
    private static final long serialVersionUID = 1L;

    public WrongValueException(String message) {
        super(message);
    }
}
