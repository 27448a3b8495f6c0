package valkka.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import valkka.frame.ValkkaException;

/**
 * The words and options behind a command's name. Messages quote options and never words: one of those may be an address with a
 * password in it.
 */
final class Arguments {
    private final String command;
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new TreeMap<>();

    private Arguments(String command) {
        this.command = command;
    }

    /**
     * Takes the arguments apart.
     *
     * @param flags the options without a value, as {@code --overwrite}
     * @param valued those with one, as {@code --hours 3} or {@code --hours=3}
     * @throws ValkkaException {@code BAD_ARGUMENT} for an option that is unknown, comes twice or lacks its value
     */
    static Arguments parse(String command, List<String> args, List<String> flags, List<String> valued) {
        Arguments parsed = new Arguments(command);
        for (int i = 0; i < args.size(); i++) {
            String word = args.get(i);
            if (!word.startsWith("--")) {
                parsed.words.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (flags.contains(word)) {
                parsed.add(name, "");
            } else if (valued.contains(name) && (equals >= 0 || i + 1 < args.size())) {
                parsed.add(name, equals >= 0 ? word.substring(equals + 1) : args.get(++i));
            } else {
                throw parsed.wrong(
                        valued.contains(name) ? name + " needs a value" : "there is no option " + name.split("/")[0]);
            }
        }
        return parsed;
    }

    private void add(String name, String value) {
        if (options.put(name, value) != null) {
            throw wrong(name + " is there twice");
        }
    }

    /** The words that are no options. */
    List<String> words() {
        return List.copyOf(words);
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }

    /**
     * The camera's address: the first word when it is one, else the environment variable {@code VALKKA_CAMERA}.
     *
     * @param others how many words stand behind the address
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is none, or the words are too few or too many
     */
    String camera(Console console, int others) {
        if (words.size() == others + 1) {
            return words.get(0);
        }
        String address = console.environment().getOrDefault("VALKKA_CAMERA", "").strip();
        boolean forgotten = others > 0 && !words.isEmpty() && words.get(0).contains("://");
        if (words.size() != others || forgotten || address.isEmpty()) {
            throw wrong(
                    words.size() == others && !forgotten
                            ? "no camera: give its address, or set VALKKA_CAMERA"
                            : "wrong number of arguments");
        }
        return address;
    }

    /** An error about the arguments: one line. */
    ValkkaException wrong(String what) {
        return ValkkaException.badArgument(command + ": " + what + " (./valkka " + command + " --help)");
    }
}
