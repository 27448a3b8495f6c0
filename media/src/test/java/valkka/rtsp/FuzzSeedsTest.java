package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bytes that are wrong in ways nobody thought of. The seeds stand in {@code src/test/resources/fuzz}: what real peers
 * send, and what Jazzer has found; each is tried as it is and with changes. The changes are the same in each run;
 * {@code -Dvalkka.fuzz=1000000} tries more. CONTRIBUTING.md says how Jazzer looks for what is not there yet.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // an endless loop ends
class FuzzSeedsTest {
    private static final int CHANGED = Integer.getInteger("valkka.fuzz", 400);
    private static final int MOST_CHANGES = 4;

    @ParameterizedTest
    @EnumSource
    void seedsAndWhatIsMadeOfThemAreTakenInBoundedMemory(FuzzTarget target) throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (Path file : files(target)) {
            byte[] seed = Files.readAllBytes(file);
            seeds.add(seed);
            take(target, seed, file.getFileName().toString());
        }
        assertThat(seeds).as("seeds").hasSizeGreaterThan(3);
        take(target, new byte[0], "nothing");
        Random random = new Random(target.name().hashCode());
        for (int i = 0; i < CHANGED; i++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size()));
            for (int n = random.nextInt(MOST_CHANGES); n >= 0; n--) {
                bytes = changed(bytes, seeds.get(random.nextInt(seeds.size())), random);
            }
            take(target, bytes, "change " + i);
        }
    }

    private static List<Path> files(FuzzTarget target) throws IOException, URISyntaxException {
        String folder = "/fuzz/" + target.name().toLowerCase(Locale.ROOT);
        URL found = FuzzSeedsTest.class.getResource(folder);
        assertThat(found).as(folder).isNotNull();
        try (Stream<Path> files = Files.list(Path.of(found.toURI()))) {
            return files.sorted().toList();
        }
    }

    private static void take(FuzzTarget target, byte[] bytes, String name) throws IOException {
        try {
            target.take(bytes);
        } catch (RuntimeException | Error e) {
            Path kept = Files.write(Path.of("target", "fuzz-" + target + "-" + Arrays.hashCode(bytes)), bytes);
            throw new AssertionError(target + ", " + name + ", kept as " + kept.toAbsolutePath() + ": " + e, e);
        }
    }

    /** Cuts out, repeats, or overwrites a part, or puts a part of another seed in its place. */
    private static byte[] changed(byte[] bytes, byte[] other, Random random) {
        if (bytes.length == 0) {
            return other;
        }
        int at = random.nextInt(bytes.length);
        int most = Math.min(bytes.length - at, random.nextBoolean() ? 4 : 100);
        int to = at + 1 + random.nextInt(most);
        return switch (random.nextInt(5)) {
            case 0 -> join(bytes, at, new byte[0], to);
            case 1 -> join(bytes, to, Arrays.copyOfRange(bytes, at, to), to);
            case 2 -> join(bytes, at, new byte[] {(byte) random.nextInt()}, to);
            case 3 -> {
                int from = random.nextInt(Math.max(1, other.length - 100));
                yield join(bytes, at, Arrays.copyOfRange(other, from, Math.min(other.length, from + 100)), to);
            }
            default -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
        };
    }

    private static byte[] join(byte[] bytes, int end, byte[] middle, int from) {
        byte[] joined = Arrays.copyOf(bytes, end + middle.length + bytes.length - from);
        System.arraycopy(middle, 0, joined, end, middle.length);
        System.arraycopy(bytes, from, joined, end + middle.length, bytes.length - from);
        return joined;
    }
}
