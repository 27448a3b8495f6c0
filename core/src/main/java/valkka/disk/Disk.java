package valkka.disk;

import java.io.IOException;
import java.nio.file.Path;

/**
 * All input and output of a recording goes through this interface. So tests can fail any call and
 * cut the power at any write.
 */
public interface Disk {
    /** The disk of the operating system. */
    Disk SYSTEM = new SystemDisk();

    /**
     * Opens an existing file for reading. Fails at once for a named pipe, which would hang.
     */
    DiskFile openForReading(Path file) throws IOException;

    /** Opens an existing file for writing in place. Fails when the name is a symbolic link. */
    DiskFile openForWriting(Path file) throws IOException;

    /**
     * Creates a file of zeros that only its owner may read, with its space really allocated. After
     * a failure the file is gone again.
     *
     * @throws java.nio.file.FileAlreadyExistsException when a file of that name exists
     */
    void create(Path file, long size) throws IOException;

    /**
     * Replaces a whole small file, or creates it. A reader sees either the old content or the new,
     * even after a power cut. The new file has the rights of the file that it replaces.
     */
    void replace(Path file, byte[] content) throws IOException;

    /**
     * Gives a file another name.
     *
     * @throws java.nio.file.FileAlreadyExistsException when a file has that name
     */
    void rename(Path file, Path newName) throws IOException;

    /**
     * Returns the whole of a small file. Fails when the file is larger than {@code limit} bytes.
     */
    byte[] readAll(Path file, int limit) throws IOException;

    /**
     * Returns a number that changes when the file is written, though not within the same few
     * milliseconds.
     */
    long modifiedNanos(Path file) throws IOException;

    /**
     * Returns the disks and partitions of this machine, as {@code lsblk --json} prints them.
     *
     * @throws IOException where there is no such program
     */
    String listBlockDevices() throws IOException;
}
