package valkka.fs;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;

/**
 * The numbers that frames get in place of their incoming numbers: in a writer the id of each slot,
 * in a reader the slot of each id. Any thread may change the map while frames flow.
 */
final class SlotIdMap<K extends Number & Comparable<K>, V extends Number> {
    private final String key;
    private final String value;
    private volatile Map<K, V> map = Map.of();

    /**
     * Makes an empty map.
     *
     * @param key the name of the incoming number: {@code "slot"} or {@code "id"}
     * @param value the name of the other number
     */
    SlotIdMap(String key, String value) {
        this.key = key;
        this.value = value;
    }

    /**
     * Returns the number that frames with an incoming number get.
     *
     * @return {@code null} when frames of that number are not mapped
     */
    @Nullable
    V get(K number) {
        return map.get(number);
    }

    synchronized void set(K from, V to) {
        Map<K, V> changed = new HashMap<>(map);
        changed.put(from, to);
        map = Map.copyOf(changed);
    }

    /**
     * Removes a number. Does nothing when the number is not mapped.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the number is not mapped, but another
     *     number is mapped to it: the caller has mistaken slot and id for each other
     */
    synchronized void unset(K from) {
        Map<K, V> changed = new HashMap<>(map);
        if (changed.remove(from) == null) {
            refuseMistaken(from);
        }
        map = Map.copyOf(changed);
    }

    private void refuseMistaken(K number) {
        for (Map.Entry<K, V> entry : map.entrySet()) {
            if (entry.getValue().longValue() == number.longValue()) {
                throw ValkkaException.badArgument(
                        "unSetSlotId takes the " + key + " here, and there is no " + key + " " + number
                                + "; the " + value + " " + number + " belongs to " + key + " " + entry.getKey()
                                + ": give that");
            }
        }
    }

    synchronized void clear() {
        map = Map.of();
    }

    /** Returns a copy, in the order of the incoming numbers. */
    SortedMap<K, V> copy() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /**
     * Returns a line for each mapping, or one line that there is none. Each line begins with the
     * name of the owner.
     */
    String report(String owner) {
        StringBuilder text = new StringBuilder();
        copy().forEach((from, to) -> text.append(owner)
                .append(": ")
                .append(key)
                .append(' ')
                .append(from)
                .append(" -> ")
                .append(value)
                .append(' ')
                .append(to)
                .append(System.lineSeparator()));
        return text.isEmpty() ? owner + ": no " + key + " is mapped" + System.lineSeparator() : text.toString();
    }
}
