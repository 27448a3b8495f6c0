package valkka.simulator;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import valkka.command.Console;
import valkka.command.Subcommand;
import valkka.command.UsageError;

/** {@code ./valkka simulate}: runs a whole recorder under many seeds, and tells of a seed that fails. */
@Command(
        name = "simulate",
        description =
                "Runs a whole recorder in one thread, once for each seed: cameras, network, clocks, disk, kills and"
                        + " power cuts are simulated, and every promise is checked. A seed that breaks a promise is made"
                        + " smaller, and its story is told. docs/trust.md explains the promises.")
public final class SimulateCommand implements Subcommand {
    private static final int MOST_TOLD = 3;
    private static final int PROGRESS_EVERY = 100;

    @Option(names = "--seeds", paramLabel = "N", description = "how many seeds (default: ${DEFAULT-VALUE})")
    private long seeds = 2000;

    @Option(names = "--from", paramLabel = "S", description = "the first seed (default: ${DEFAULT-VALUE})")
    private long from = 1;

    @Option(names = "--jobs", paramLabel = "N", description = "how many runs at a time (default: one a processor)")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--story", paramLabel = "S", description = "tell the story of one seed, and run no others")
    private @Nullable Long story;

    @Option(names = "--scenario", paramLabel = "LINE", description = "tell the story of one scenario, and run no seeds")
    private @Nullable String scenario;

    @Option(
            names = "--faults",
            description = "break the library's code on purpose in many places, and show that each fault is found;"
                    + " N seeds at most for each")
    private boolean faults;

    /** Makes the command with its defaults. */
    public SimulateCommand() {}

    @Override
    public int run(Console console) throws Exception {
        if (seeds < 1 || jobs < 1) {
            throw UsageError.of("simulate", "give --seeds and --jobs of 1 or more");
        }
        Campaign.silenceLibrary();
        if (story != null) {
            return tell(ScenarioMaker.of(story), console.out()) ? 1 : 0;
        }
        if (scenario != null) {
            return tell(scenario(scenario), console.out()) ? 1 : 0;
        }
        return faults ? faults(console.out()) : campaign(console);
    }

    private int faults(PrintStream out) throws InterruptedException {
        FaultTrial trial = new FaultTrial(FaultTrial.root());
        out.println("| fault | found in seed | promise that broke |");
        out.println("|---|---|---|");
        int missed = 0;
        for (Fault fault : Faults.all()) {
            FaultTrial.Result result = trial.run(fault, seeds);
            missed += result.isFound() ? 0 : 1;
            out.println("| " + fault.name() + " | "
                    + (result.isFound() ? result.seeds() + " | " + result.promise() : "none of " + seeds + " | ")
                    + (result.isFound() ? "" : result.what())
                    + " |");
        }
        out.println();
        out.println(Faults.all().size() - missed + " of " + Faults.all().size() + " faults were found");
        return missed == 0 ? 0 : 1;
    }

    private static Scenario scenario(String line) {
        try {
            return Scenario.parse(line);
        } catch (RuntimeException e) {
            throw UsageError.of("simulate", "this is no scenario (" + e.getMessage() + "): copy the whole line");
        }
    }

    private int campaign(Console console) throws InterruptedException {
        Campaign.Result result = new Campaign(ScenarioMaker::of, from, seeds, MOST_TOLD, done -> {
                    if (console.terminal() && done % PROGRESS_EVERY == 0) {
                        console.err().print("\r" + done + " of " + seeds + " seeds ");
                        console.err().flush();
                    }
                })
                .run(jobs);
        if (console.terminal()) {
            console.err().println();
        }
        console.out().println(result);
        for (Campaign.Found found : result.found()) {
            tell(found, console.out());
        }
        return result.found().isEmpty() ? 0 : 1;
    }

    private static void tell(Campaign.Found found, PrintStream out) {
        out.println();
        out.println("Seed " + found.seed() + " broke a promise: " + found.broken());
        Scenario smaller = Campaign.inScratch(
                directory -> Shrinker.shrink(found.scenario(), found.broken().promise(), directory));
        out.println("Made smaller, from " + size(found.scenario()) + " to " + size(smaller) + ":");
        tell(smaller, out);
        out.println("To see it again: ./valkka simulate --scenario '" + smaller + "'");
        out.println(
                "To keep it as a test, add that line to" + " simulator/src/test/resources/valkka/simulator/found.txt");
    }

    private static String size(Scenario scenario) {
        return scenario.millis() / 1000.0 + " s, " + scenario.cameras().size() + " cameras and "
                + scenario.troubles().size() + " troubles";
    }

    /** Returns whether a promise is broken. */
    private static boolean tell(Scenario scenario, PrintStream out) {
        Simulation.Result result = Campaign.inScratch(directory -> Simulation.run(scenario, directory, true));
        result.story().forEach(line -> out.println("  " + line));
        BrokenPromise broken = result.broken();
        out.println(broken == null ? "  every promise holds" : "  " + broken);
        return broken != null;
    }
}
