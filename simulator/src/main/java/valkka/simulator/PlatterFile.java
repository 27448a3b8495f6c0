package valkka.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file of a simulated disk: its bytes as programs see them, and what of them a power cut may
 * leave. Since the last force each sector may have any of the contents that it had.
 */
final class PlatterFile {
    static final int SECTOR = 512;
    static final int PAGE = 4096;

    private byte[] seen;
    private byte[] forced;
    private final boolean losesPower;
    private final Map<Integer, List<Version>> unforced = new TreeMap<>(); // by sector

    private record Version(long number, byte[] bytes) {}

    /**
     * Makes a file whose content is on the disk.
     *
     * @param losesPower whether a power cut may come: only then old contents are kept
     */
    PlatterFile(byte[] content, boolean losesPower) {
        this.seen = content;
        this.losesPower = losesPower;
        this.forced = losesPower ? content.clone() : content;
    }

    /** Returns a copy that nobody else writes. */
    PlatterFile copy() {
        PlatterFile copy = new PlatterFile(seen.clone(), false);
        copy.forced = forced.clone();
        unforced.forEach((sector, versions) -> copy.unforced.put(sector, List.copyOf(versions)));
        return copy;
    }

    int size() {
        return seen.length;
    }

    byte[] content() {
        return seen.clone();
    }

    void read(int position, byte[] target, int offset, int length) {
        System.arraycopy(seen, position, target, offset, length);
    }

    /**
     * Writes.
     *
     * @param number of the write: later ones have larger numbers
     */
    void write(int position, byte[] bytes, int length, long number) {
        if (length == 0) {
            return;
        }
        if (position + length > seen.length) {
            seen = Arrays.copyOf(seen, position + length);
            forced = losesPower ? Arrays.copyOf(forced, position + length) : seen;
        }
        System.arraycopy(bytes, 0, seen, position, length);
        if (losesPower) {
            for (int sector = position / SECTOR; sector <= (position + length - 1) / SECTOR; sector++) {
                unforced.computeIfAbsent(sector, ignored -> new ArrayList<>(2))
                        .add(new Version(number, sector(seen, sector)));
            }
        }
    }

    private static byte[] sector(byte[] bytes, int sector) {
        return Arrays.copyOfRange(bytes, sector * SECTOR, Math.min(bytes.length, (sector + 1) * SECTOR));
    }

    void force() {
        unforced.forEach((sector, versions) -> put(sector, versions.get(versions.size() - 1)));
        unforced.clear();
    }

    private void put(int sector, Version version) {
        System.arraycopy(version.bytes(), 0, forced, sector * SECTOR, version.bytes().length);
    }

    /** Cuts the power: of each sector, or each page, some content since the last force stays. */
    void cutPower(Dice dice) {
        int unit = dice.oneIn(3) ? PAGE / SECTOR : 1;
        int reached = dice.pick(List.of(0, 10, 50, 90, 100)); // percent
        int page = -1;
        int fate = 0;
        for (Map.Entry<Integer, List<Version>> each : unforced.entrySet()) {
            if (unit == 1 || each.getKey() / unit != page) {
                page = each.getKey() / unit;
                fate = dice.below(100) < reached ? 1 + dice.below(3) : 0;
            }
            if (fate > 0) {
                List<Version> versions = each.getValue();
                put(each.getKey(), versions.get(fate == 1 ? dice.below(versions.size()) : versions.size() - 1));
            }
        }
        unforced.clear();
        seen = forced.clone();
    }
}
