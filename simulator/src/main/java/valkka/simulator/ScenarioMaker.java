package valkka.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import valkka.fs.Durability;
import valkka.simulator.CameraScript.Quirk;
import valkka.simulator.Trouble.Kind;

/** Makes a scenario of a seed. */
final class ScenarioMaker {
    private static final int GRAIN = 4096;
    private static final int LOOKS = 25;
    private static final List<Quirk> QUIRKS = List.of(Quirk.values());
    private static final List<Kind> NETWORK =
            List.of(Kind.LOSS, Kind.REORDER, Kind.DUPLICATE, Kind.STALL, Kind.RESET, Kind.OFFLINE);

    private final Dice dice;
    private final Dice more; // of what was added later, so that a seed stays what it was
    private final long seed;
    private final long millis;

    private ScenarioMaker(long seed) {
        this.seed = seed;
        this.dice = new Dice(seed).of("scenario");
        this.more = new Dice(seed).of("more troubles");
        this.millis = dice.between(4, 14) * 1000L;
    }

    static Scenario of(long seed) {
        return new ScenarioMaker(seed).make();
    }

    private Scenario make() {
        int count = dice.pick(List.of(1, 1, 1, 2, 2, 3));
        List<CameraScript> cameras = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cameras.add(camera());
        }
        List<Trouble> troubles = new ArrayList<>();
        int troubleCount = dice.between(1, 7);
        for (int i = 0; i < troubleCount; i++) {
            troubles.add(trouble());
        }
        if (dice.oneIn(3)) {
            addKillsAfterClockWasSet(troubles);
        }
        addRareTroubles(troubles, cameras);
        troubles.sort(Comparator.comparingLong(Trouble::atMillis));
        return new Scenario(
                seed,
                count > 1 || dice.oneIn(2),
                dice.pick(List.of(Durability.BLOCK, Durability.BLOCK, Durability.FRAME, Durability.NONE)),
                dice.pick(List.of(2, 3, 4, 5, 6, 7, 8, 10, 34, 40)),
                GRAIN * dice.pick(List.of(1, 1, 1, 2, 3)),
                millis,
                LOOKS,
                cameras,
                troubles);
    }

    /** A clock that was set back shows only in what the next processes leave. */
    private void addKillsAfterClockWasSet(List<Trouble> troubles) {
        long at = millis / 4 + dice.below((int) millis / 4);
        if (dice.oneIn(2)) {
            troubles.add(new Trouble(at, Kind.CLOCK_STEP, -Math.abs(clockStep())));
        }
        int kills = dice.between(1, 3);
        for (int i = 0; i < kills; i++) {
            at += dice.between(100, 3000);
            Kind kind = dice.pick(List.of(Kind.KILL, Kind.POWER_CUT, Kind.IDLE_CUT, Kind.RESTART));
            troubles.add(new Trouble(at, kind, dice.between(1, 8)));
        }
    }

    private void addRareTroubles(List<Trouble> troubles, List<CameraScript> cameras) {
        if (more.oneIn(3)) {
            Kind kind = more.pick(List.of(Kind.KILL_AT_TABLE, Kind.CUT_AT_TABLE, Kind.CUT_AT_TABLE));
            troubles.add(new Trouble(more.below((int) millis), kind, more.between(1, 8)));
        }
        if (more.oneIn(8)) {
            troubles.add(new Trouble(more.below((int) millis), Kind.JSON_FULL, more.between(1, 20)));
        }
        if (more.oneIn(4)) {
            troubles.add(new Trouble(more.below((int) millis), Kind.LAPPED_READ, more.between(20, 60)));
        }
        if (cameras.stream().anyMatch(camera -> camera.udp() && camera.has(Quirk.TIMES_WRAP))) {
            // Only with pictures missing around it a wrap makes a difference.
            troubles.add(new Trouble(more.between(1000, 4000), Kind.LOSS, 3000));
        }
    }

    private CameraScript camera() {
        Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        int count = dice.below(4);
        for (int i = 0; i < count; i++) {
            quirks.add(dice.pick(QUIRKS));
        }
        if (dice.oneIn(3)) {
            quirks.add(Quirk.EQUAL_SIZES);
        }
        return new CameraScript(
                dice.oneIn(2),
                dice.between(60, 250),
                dice.between(1, 12),
                dice.between(100, 2500),
                dice.between(30, 900),
                dice.between(100, 1000),
                quirks);
    }

    private Trouble trouble() {
        long at = dice.below((int) millis);
        if (dice.oneIn(4)) {
            Kind kind = dice.pick(NETWORK);
            return new Trouble(at, kind, kind == Kind.RESET ? dice.below(3) : dice.between(50, 3000));
        }
        if (dice.oneIn(3)) {
            Kind kind = dice.pick(List.of(Kind.KILL, Kind.KILL, Kind.POWER_CUT, Kind.EIO, Kind.SHORT_WRITE));
            return new Trouble(at, kind, dice.oneIn(3) ? dice.between(1, 4) : dice.between(1, 60));
        }
        Kind kind = dice.pick(List.of(
                Kind.IDLE_CUT,
                Kind.RESTART,
                Kind.READ,
                Kind.READ,
                Kind.EXPORT,
                Kind.TABLE,
                Kind.TABLE,
                Kind.SECOND_WRITER,
                Kind.CLOCK_STEP,
                Kind.CLOCK_DRIFT));
        return new Trouble(
                at,
                kind,
                switch (kind) {
                    case CLOCK_STEP -> clockStep();
                    case CLOCK_DRIFT -> dice.oneIn(4) ? -1_000_000 : dice.between(-5000, 5000); // or it stands still
                    default -> dice.below(6);
                });
    }

    private long clockStep() {
        int size = dice.pick(List.of(100, 2000, 60_000, 7_200_000));
        return dice.between(-size, size);
    }
}
