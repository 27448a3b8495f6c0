package valkka.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import valkka.frame.BasicFrame;
import valkka.nal.NalUnits;

/** The pictures of a raw stream, told apart by the bytes of their slices: what a camera sends of a file, and what came of it. */
final class SentPictures {
    private final List<String> pictures; // of the file, a text each that only equal slices share
    private final boolean h265;

    private SentPictures(List<String> pictures, boolean h265) {
        this.pictures = pictures;
        this.h265 = h265;
    }

    /** Reads a file, which the tests know to have no two equal pictures. */
    static SentPictures of(Path file) throws IOException {
        boolean h265 = file.toString().endsWith("5");
        List<String> pictures = new ArrayList<>();
        List<byte[]> open = new ArrayList<>();
        for (byte[] unit : NalUnits.split(Files.readAllBytes(file))) {
            if (isSlice(unit[0], h265)) {
                if (isFirstSlice(unit, h265) && !open.isEmpty()) {
                    pictures.add(text(open));
                    open.clear();
                }
                open.add(unit);
            }
        }
        pictures.add(text(open));
        return new SentPictures(pictures, h265);
    }

    int size() {
        return pictures.size();
    }

    /** Returns which pictures of the file came, by their numbers; -1 for a picture that is none of the file's, or cut. */
    List<Integer> numbersOf(List<BasicFrame> frames) {
        TreeMap<Long, List<byte[]>> byTime = new TreeMap<>();
        for (BasicFrame frame : frames) {
            byte[] unit = new byte[frame.size() - 4];
            frame.payload().position(4).get(unit);
            if (frame.subsession() == 0 && isSlice(unit[0], h265)) {
                byTime.computeIfAbsent(frame.mstimestamp(), time -> new ArrayList<>())
                        .add(unit);
            }
        }
        return byTime.values().stream()
                .map(slices -> pictures.indexOf(text(slices)))
                .toList();
    }

    private static boolean isSlice(byte first, boolean h265) {
        int type = h265 ? first >> 1 & 63 : first & 31;
        return h265 ? type < 32 : type >= 1 && type <= 5;
    }

    private static boolean isFirstSlice(byte[] unit, boolean h265) {
        return (unit[h265 ? 2 : 1] & 0x80) != 0;
    }

    private static String text(List<byte[]> slices) {
        StringBuilder text = new StringBuilder();
        for (byte[] slice : slices) {
            int length = slice.length;
            while (length > 1 && slice[length - 1] == 0) {
                length--; // zeros behind a unit belong to none
            }
            text.append(length).append(':').append(Arrays.hashCode(Arrays.copyOf(slice, length)));
            text.append(HexFormat.of().formatHex(slice, Math.max(0, length - 8), length));
        }
        return text.toString();
    }
}
