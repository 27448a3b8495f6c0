package valkka.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/**
 * Reads the name of a directory. An address in its place is refused here, since errors about a
 * directory name it.
 */
final class DirectoryConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String word) {
        if (word.isBlank() || word.contains("://")) {
            throw new WrongValueException("give the name of a directory");
        }
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new WrongValueException("no directory can have that name: " + e.getReason());
        }
    }
}
