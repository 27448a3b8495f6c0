package valkka.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;

/** The recordings that libValkka itself wrote, with the frames that it was fed and the answers that are expected. */
enum Golden {
    SINGLE_SMALL("single_small", 262_144, 10, List.of("out.h264")),
    MULTI("multi", 131_072, 16, List.of("out.h264", "out2.h264"));

    final String directory;
    final int blockSize;
    final int blocks;
    private final List<String> sources;

    Golden(String directory, int blockSize, int blocks, List<String> sources) {
        this.directory = directory;
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.sources = sources;
    }

    Path path() {
        return resource("golden/" + directory);
    }

    /** A copy that may be written to. */
    Path copyTo(Path target) {
        return copyResource("golden/" + directory, target);
    }

    static Path copyResource(String name, Path target) {
        try (Stream<Path> files = Files.list(resource(name))) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ValkkaFS load(Path at) {
        return this == MULTI ? ValkkaMultiFS.loadFromDirectory(at) : ValkkaSingleFS.loadFromDirectory(at);
    }

    ValkkaFSBuilder<? extends ValkkaFS> newAt(Path at) {
        return (this == MULTI ? ValkkaMultiFS.newFromDirectory(at) : ValkkaSingleFS.newFromDirectory(at))
                .blockSize(blockSize)
                .blocks(blocks);
    }

    /** Rows of a csv file without its head, split at the commas. */
    List<String[]> csv(String name) {
        try (Stream<String> lines = Files.lines(path().resolve(name))) {
            return lines.skip(1).map(line -> line.split(",", -1)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What libValkka was fed, in order. */
    List<Fed> fed() {
        List<List<byte[]>> units = sources.stream().map(Golden::nalUnits).toList();
        int[] next = new int[units.size()];
        List<Fed> fed = new ArrayList<>();
        for (String[] row : csv("fed.csv")) {
            int slot = Integer.parseInt(row[2]);
            byte[] unit = units.get(slot - 1).get(next[slot - 1]++);
            if (!sha1(unit).equals(row[6])) {
                throw new IllegalStateException("fed.csv row " + row[0] + " is another NAL unit than the input's");
            }
            fed.add(new Fed(Long.parseLong(row[1]), BasicFrame.of(slot, 0, Long.parseLong(row[3]), Codec.H264, unit)));
        }
        return fed;
    }

    record Fed(long id, BasicFrame frame) {}

    static Path resource(String name) {
        try {
            return Path.of(Golden.class.getClassLoader().getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Splits an Annex B stream; each unit comes with a start code of four bytes. */
    private static List<byte[]> nalUnits(String name) {
        byte[] stream;
        try {
            stream = Files.readAllBytes(resource("golden/in/" + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i + 3 <= stream.length; i++) {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                starts.add(i + 3);
            }
        }
        List<byte[]> units = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int end = i + 1 < starts.size() ? starts.get(i + 1) - 3 : stream.length;
            while (stream[end - 1] == 0) {
                end--;
            }
            byte[] unit = new byte[4 + end - starts.get(i)];
            unit[3] = 1;
            System.arraycopy(stream, starts.get(i), unit, 4, end - starts.get(i));
            units.add(unit);
        }
        return units;
    }
}
