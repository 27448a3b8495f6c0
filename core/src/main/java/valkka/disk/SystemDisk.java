package valkka.disk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import valkka.lock.FileIdentity;

/** {@link Disk} on the operating system's files: {@link Disk#SYSTEM}. */
public final class SystemDisk implements Disk {
    private static final System.Logger LOG = System.getLogger("valkka.fs");
    private static final int ZERO_CHUNK = 1 << 20;
    /** Many times what the largest machine lists. */
    private static final int MOST_LISTED = 16 << 20;
    /** Enough time for sleeping disks, which wake up within seconds. */
    private static final Duration LISTING = Duration.ofMinutes(1);

    SystemDisk() {
        DiskErrors.load();
    }

    @Override
    public DiskFile openForReading(Path file) throws IOException {
        return new SystemFile(openToRead(file));
    }

    @Override
    public DiskFile openForWriting(Path file) throws IOException {
        return new SystemFile(openInPlace(file));
    }

    private static FileChannel openToRead(Path file) throws IOException {
        FileIdentity.ofData(file);
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /**
     * Returns the bytes that may still be written under a directory; empty where the system does
     * not say. {@code FileStore} is no help: it fails where the list of mounts lacks the
     * directory's own mount, as in a chroot.
     */
    public static OptionalLong freeSpaceUnder(Path directory) {
        // Of a full disk the system tells the size, and no free space.
        return directory.getFileSystem() == FileSystems.getDefault()
                        && directory.toFile().getTotalSpace() > 0
                ? OptionalLong.of(directory.toFile().getUsableSpace())
                : OptionalLong.empty();
    }

    /** Opens a file for writing, through no link: a link may lead anywhere. */
    private static FileChannel openInPlace(Path file) throws IOException {
        FileIdentity.ofData(file);
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void create(Path file, long size) throws IOException {
        try (FileChannel channel = createForOwner(file, StandardOpenOption.CREATE_NEW)) {
            try {
                if (!allocate(file, size)) {
                    fillWithZeros(channel, file, size);
                }
                channel.force(true);
            } catch (IOException | RuntimeException | Error e) {
                Files.deleteIfExists(file);
                throw e;
            }
        }
        forceDirectoryOf(file);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try {
            try (FileChannel channel = createForOwner(temporary, StandardOpenOption.CREATE_NEW)) {
                writeFully(channel, ByteBuffer.wrap(content), 0);
                OwnerRights.copy(file, temporary);
                channel.force(true);
            }
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                throw new IOException("the file system under " + file + " cannot rename a file in one step", e);
            }
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        forceDirectoryOf(file);
    }

    @Override
    public void rename(Path file, Path newName) throws IOException {
        Files.move(file, newName);
    }

    @Override
    public byte[] readAll(Path file, int limit) throws IOException {
        try (FileChannel channel = openToRead(file)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(limit + 1L, channel.size() + 1));
            new SystemFile(channel).readFully(content, 0);
            if (content.position() > limit) {
                throw new IOException("it is larger than " + (limit >> 10) + " KiB");
            }
            byte[] bytes = new byte[content.flip().remaining()];
            content.get(bytes);
            return bytes;
        }
    }

    @Override
    public long modifiedNanos(Path file) throws IOException {
        return Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
    }

    @Override
    public String listBlockDevices() throws IOException {
        SystemProgram.Result list = new SystemProgram(LISTING, MOST_LISTED)
                .run(
                        "lsblk",
                        "--json",
                        "--list",
                        "--bytes",
                        "--paths",
                        "--output",
                        "PATH,TYPE,PARTUUID,PARTTYPE,FSTYPE,PTTYPE,MOUNTPOINT,PKNAME,SIZE,RO");
        if (list.exitCode() != 0) {
            throw new IOException("lsblk ended with exit code " + list.exitCode());
        }
        return list.output();
    }

    private static FileChannel createForOwner(Path file, OpenOption create) throws IOException {
        Set<OpenOption> options = Set.of(create, StandardOpenOption.WRITE);
        return FileChannel.open(file, options, OwnerRights.file(file));
    }

    /**
     * Allocates by the {@code fallocate} program, because Java has no call for it and
     * {@code setLength} allocates nothing.
     *
     * @return false where the program or the file system cannot allocate
     */
    private static boolean allocate(Path file, long size) throws IOException {
        // One write of zeros takes a hundredth of the time that a program takes to start.
        if (size <= ZERO_CHUNK || file.getFileSystem() != FileSystems.getDefault()) {
            return false;
        }
        // Where the file system has to write zeros, this allows for a slow disk.
        Duration atMost = LISTING.plusSeconds(size / (10L << 20));
        SystemProgram.Result allocated;
        try {
            allocated = new SystemProgram(atMost, 0).run("fallocate", "-l", Long.toString(size), file.toString());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw e;
            }
            LOG.log(Level.DEBUG, "no fallocate program here, filling with zeros instead: {0}", e.getMessage());
            return false;
        }
        return allocated.exitCode() == 0 && Files.size(file) == size;
    }

    private static void fillWithZeros(FileChannel channel, Path file, long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZERO_CHUNK, Math.max(1, size)));
        long reportAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        for (long position = 0; position < size; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - position));
            position += zeros.remaining();
            writeFully(channel, zeros, position - zeros.remaining());
            if (System.nanoTime() >= reportAt) {
                reportAt += TimeUnit.SECONDS.toNanos(2);
                long percent = position * 100 / size;
                LOG.log(Level.INFO, () -> "allocating " + file + ": " + percent + " % of " + (size >> 20) + " MiB");
            }
        }
    }

    /**
     * Makes the name of a file or directory durable. Some systems let nobody open a directory: there, this method can
     * do nothing.
     */
    public static void forceDirectoryOf(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try (FileChannel channel = FileChannel.open(directory, EnumSet.of(StandardOpenOption.READ))) {
            channel.force(true);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "cannot force the directory " + directory + ": " + e.getMessage());
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    /** An open file of the operating system's. */
    private static final class SystemFile implements DiskFile {
        private final FileChannel channel;

        SystemFile(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return channel.read(target, position);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            writeFully(channel, source, position);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "the file systems of this machine";
    }
}
