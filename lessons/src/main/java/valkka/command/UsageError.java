package valkka.command;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import valkka.frame.ValkkaException;

/**
 * Turns wrong arguments into an error of one line. Picocli's own messages quote the typed text,
 * which may be an address with a password. These messages quote only option names and plain words.
 */
public final class UsageError {
    private static final Pattern OPTION = Pattern.compile("--?[A-Za-z][A-Za-z-]*");
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\w.-]{1,30}");

    private UsageError() {}

    /**
     * Returns the error that a command throws about its arguments.
     *
     * @param command the command's name
     * @param what the fault, and what to give instead
     */
    public static ValkkaException of(String command, String what) {
        return ValkkaException.badArgument(command + ": " + what + " (./valkka " + command + " --help)");
    }

    /** Returns a plain word in quotes, and no part of a word that may be an address. */
    public static String named(String word) {
        return isPlain(word) ? "'" + word + "'" : "of that name";
    }

    static boolean isPlain(String word) {
        return PLAIN_WORD.matcher(word).matches();
    }

    static ValkkaException of(ParameterException e) {
        return of(e.getCommandLine().getCommandSpec().name(), what(e));
    }

    private static String what(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e instanceof MissingParameterException missing) {
            return missing(missing.getMissing().get(0));
        }
        if (e instanceof OverwrittenOptionException || e instanceof MaxValuesExceededException) {
            return "an option is there twice: give it once";
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            return "give " + exclusiveOptions(e.getCommandLine()) + ", one of them";
        }
        String said = e.getCause() instanceof WrongValueException ours ? ours.getMessage() : null;
        String reason = said == null ? "this cannot be its value" : said;
        return e.getArgSpec() == null ? reason : name(e.getArgSpec()) + ": " + reason;
    }

    private static String unmatched(UnmatchedArgumentException e) {
        if (!e.isUnknownOption()) {
            return "wrong number of arguments: " + words(e.getCommandLine());
        }
        String option = e.getUnmatched().get(0).split("=", 2)[0];
        if (!OPTION.matcher(option).matches()) {
            return "a word that begins with '-' is no option: put -- in front of it if it is a name";
        }
        return "there is no option " + option + suggestion(e.getSuggestions());
    }

    /**
     * Returns what to try in place of a mistyped name, most likely first: nothing where there is
     * nothing like it.
     */
    static String suggestion(List<String> names) {
        return names.isEmpty() ? "" : "; did you mean " + names.get(0) + "?";
    }

    private static String missing(ArgSpec arg) {
        if (arg.isOption()) {
            return name(arg) + " needs a value, as in " + name(arg) + "=" + arg.paramLabel();
        }
        return "give " + arg.paramLabel() + ", "
                + (arg.completionCandidates() == null
                        ? arg.description()[0]
                        : "one of " + String.join(", ", arg.completionCandidates()));
    }

    private static String exclusiveOptions(CommandLine line) {
        return line.getCommandSpec().argGroups().stream()
                .flatMap(group -> group.args().stream())
                .map(UsageError::name)
                .sorted()
                .collect(Collectors.joining(" or "));
    }

    private static String name(ArgSpec arg) {
        return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    }

    /** Returns which words the command takes. */
    private static String words(CommandLine line) {
        List<String> labels = line.getCommandSpec().positionalParameters().stream()
                .map(arg -> arg.required() || arg.hideParamSyntax() ? arg.paramLabel() : "[" + arg.paramLabel() + "]")
                .toList();
        return labels.isEmpty() ? "it takes none" : "it takes " + String.join(" ", labels);
    }
}
