package valkka.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that delete old files leave the lock file of a recorder alone that runs for months. */
class LockFileAgeTest {
    private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    Path temp;

    private long now;

    @Test
    void theLockFileBecomesYoungOnceAnHour() throws IOException {
        Path file = temp.resolve(WriterLock.NAME);
        try (WriterLock lock = WriterLock.take(temp, List.of(), () -> now)) {
            for (int hour = 0; hour < 2; hour++) {
                Files.setLastModifiedTime(file, OLD);
                now += Duration.ofHours(1).toNanos();
                lock.renew();
                assertThat(Files.getLastModifiedTime(file)).as("an hour").isEqualTo(OLD);
                now++;
                lock.renew();
                assertThat(Files.getLastModifiedTime(file)).as("more").isGreaterThan(OLD);
            }
        }
    }

    @Test
    void aDeletedLockInTheUsersDirectoryIsMadeAnewAfterTenSeconds() throws IOException {
        Path dump = Files.createFile(temp.resolve("dumpfile"));
        try (WriterLock lock = WriterLock.take(temp, List.of(dump), () -> now)) {
            Path file = LockDirectory.get().resolve(FileIdentity.of(dump).id());
            Files.delete(file);
            now += Duration.ofSeconds(10).toNanos();
            lock.renew();
            assertThat(file).as("ten seconds").doesNotExist();
            now++;
            lock.renew();
            assertThat(file).as("more").exists();
        }
    }
}
