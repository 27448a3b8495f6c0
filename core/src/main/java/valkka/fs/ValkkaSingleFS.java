package valkka.fs;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import valkka.disk.Disk;

/**
 * A recording of one stream. libValkka: {@code ValkkaSingleFS}.
 *
 * <p>A block is found by its first key frame.
 */
public final class ValkkaSingleFS extends ValkkaFS {
    ValkkaSingleFS(Disk disk, Path directory) {
        super(disk, directory, false);
    }

    /**
     * Returns a builder of a recording in a directory, which is made if need be:
     * {@code newFromDirectory(path).blockSize(256 * KiB).blocks(10).create()}.
     */
    public static ValkkaFSBuilder<ValkkaSingleFS> newFromDirectory(Path directory) {
        return new ValkkaFSBuilder<>(directory, ValkkaSingleFS::new);
    }

    /**
     * Does the same as {@link #newFromDirectory(Path)} on another disk than the system's, for
     * example on one of the testkit's.
     */
    public static ValkkaFSBuilder<ValkkaSingleFS> newFromDirectory(Disk disk, Path directory) {
        return new ValkkaFSBuilder<>(disk, directory, ValkkaSingleFS::new);
    }

    /** Does the same as {@link #newFromDirectory(Path)}. */
    public static ValkkaFSBuilder<ValkkaSingleFS> newFromDirectory(String directory) {
        return newFromDirectory(ParameterFile.directory(directory));
    }

    /**
     * Opens a recording, wherever its directory is now. Nothing is written.
     *
     * @throws valkka.frame.ValkkaException {@code NOT_FOUND} when the directory holds no recording,
     *     {@code CORRUPT} when its parameters are not a recording's, {@code IO} when the disk fails
     */
    public static ValkkaSingleFS loadFromDirectory(Path directory) {
        return new ValkkaSingleFS(Disk.SYSTEM, directory);
    }

    /**
     * Does the same as {@link #loadFromDirectory(Path)} on another disk than the system's, for
     * example on one of the testkit's.
     */
    public static ValkkaSingleFS loadFromDirectory(Disk disk, Path directory) {
        return new ValkkaSingleFS(disk, directory);
    }

    /**
     * Does the same as {@link #loadFromDirectory(Path)}, and permits writing to files outside of
     * the directory: to the device or the partition with the frames, for example. Without this
     * call such files are only read, so that a recording from a stranger writes nowhere else.
     *
     * @param outside the files, by any name
     */
    public static ValkkaSingleFS loadFromDirectory(Path directory, Path... outside) {
        ValkkaSingleFS fs = loadFromDirectory(directory);
        fs.permit(List.of(outside));
        return fs;
    }

    /** Does the same as {@link #loadFromDirectory(Path, Path...)}. */
    public static ValkkaSingleFS loadFromDirectory(String directory, String... outside) {
        return loadFromDirectory(
                ParameterFile.directory(directory),
                Stream.of(outside).map(Path::of).toArray(Path[]::new));
    }

    /** Does the same as {@link #loadFromDirectory(Path)}. */
    public static ValkkaSingleFS loadFromDirectory(String directory) {
        return loadFromDirectory(ParameterFile.directory(directory));
    }
}
