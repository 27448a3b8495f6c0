package valkka.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import valkka.fs.Durability;

/**
 * All that decides a run. The same scenario gives the same run, to the byte.
 *
 * @param seed the seed of what the scenario leaves open
 * @param multi whether the recording is a ValkkaMultiFS
 * @param durability what the writer forces
 * @param blocks the blocks of the ring
 * @param blockSize the bytes of a block
 * @param millis how long the run lasts
 * @param looks after how many changes of the disk, about, is looked at what a kill or a power cut would leave; 0 for
 *     never
 * @param cameras what the cameras send
 * @param troubles what happens, in the order of time
 */
record Scenario(
        long seed,
        boolean multi,
        Durability durability,
        int blocks,
        int blockSize,
        long millis,
        int looks,
        List<CameraScript> cameras,
        List<Trouble> troubles) {
    Scenario {
        cameras = List.copyOf(cameras);
        troubles = List.copyOf(troubles);
    }

    Scenario withMillis(long value) {
        return new Scenario(seed, multi, durability, blocks, blockSize, value, looks, cameras, troubles);
    }

    Scenario withoutLooks() {
        return new Scenario(seed, multi, durability, blocks, blockSize, millis, 0, cameras, troubles);
    }

    Scenario withCameras(List<CameraScript> value) {
        return new Scenario(seed, multi, durability, blocks, blockSize, millis, looks, value, troubles);
    }

    Scenario withTroubles(List<Trouble> value) {
        return new Scenario(seed, multi, durability, blocks, blockSize, millis, looks, cameras, value);
    }

    Scenario withBlocks(int value) {
        return new Scenario(seed, multi, durability, value, blockSize, millis, looks, cameras, troubles);
    }

    /** Writes one line, which {@link #parse} reads. */
    @Override
    public String toString() {
        return "seed=" + seed + " kind=" + (multi ? "multi" : "single") + " durability=" + durability + " blocks="
                + blocks + " blocksize=" + blockSize + " millis=" + millis + " looks=" + looks + " cameras="
                + cameras.stream().map(CameraScript::toString).collect(Collectors.joining(",")) + " troubles="
                + troubles.stream().map(Trouble::toString).collect(Collectors.joining(","));
    }

    static Scenario parse(String line) {
        Map<String, String> values = new HashMap<>();
        for (String word : line.strip().split(" +")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        List<CameraScript> cameras = new ArrayList<>();
        for (String camera : value(values, "cameras").split(",")) {
            cameras.add(CameraScript.parse(camera));
        }
        List<Trouble> troubles = new ArrayList<>();
        for (String trouble : value(values, "troubles").split(",")) {
            if (!trouble.isEmpty()) {
                troubles.add(Trouble.parse(trouble));
            }
        }
        return new Scenario(
                Long.parseLong(value(values, "seed")),
                value(values, "kind").equals("multi"),
                Durability.valueOf(value(values, "durability")),
                Integer.parseInt(value(values, "blocks")),
                Integer.parseInt(value(values, "blocksize")),
                Long.parseLong(value(values, "millis")),
                Integer.parseInt(value(values, "looks")),
                cameras,
                troubles);
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }
}
