import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Counts the tests in Surefire's reports: {@code java tools/TestSummary.java PROGRAMS DIR...}. Prints
 * the failed tests, the skipped tests with the reason, and at the end one line, {@code N passed, N
 * failed, N skipped}. PROGRAMS is the list {@code tools/test-programs.properties}. It names the
 * packages for a test that was skipped with a reason such as "needs ffmpeg, python3". Fails when a test
 * failed, when no test ran, or when the list lacks a program. With {@code CI=true} in the environment
 * it also fails when a test was skipped.
 */
class TestSummary {
    private static final Pattern NEEDS = Pattern.compile("needs ([\\w.+-]+(?:, [\\w.+-]+)*)");

    private final Properties packages = new Properties();
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Map<String, Integer> skips = new TreeMap<>();
    private final Set<String> missing = new TreeSet<>();
    private int tests;
    private int needMissing;

    public static void main(String[] args) throws Exception {
        TestSummary summary = new TestSummary();
        try (Reader programs = Files.newBufferedReader(Path.of(args[0]))) {
            summary.packages.load(programs);
        }
        for (String dir : List.of(args).subList(1, args.length)) {
            if (Files.isDirectory(Path.of(dir))) {
                summary.readAll(Path.of(dir));
            }
        }
        System.exit(summary.print("true".equals(System.getenv("CI"))) ? 0 : 1);
    }

    private void readAll(Path dir) throws Exception {
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(dir, "TEST-*.xml")) {
            for (Path report : reports) {
                read(report);
            }
        } catch (IOException e) {
            throw new IOException("cannot read the test reports in " + dir + ": " + e.getMessage(), e);
        }
    }

    private void read(Path report) throws Exception {
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            tests++;
            Element failure = child(test, "failure") != null ? child(test, "failure") : child(test, "error");
            Element skip = child(test, "skipped");
            if (failure != null) {
                failures.merge(test.getAttribute("classname") + "." + test.getAttribute("name"), 1, Integer::sum);
            } else if (skip != null) {
                skip(test.getAttribute("classname"), reason(skip));
            }
        }
    }

    /**
     * Returns why a test was skipped. The reason is an attribute of a test that never began, and the
     * first line of the exception of a test that was aborted.
     */
    private static String reason(Element skip) {
        if (skip.hasAttribute("message")) {
            return skip.getAttribute("message");
        }
        String exception = skip.getTextContent().lines().findFirst().orElse("");
        return exception.substring(exception.indexOf(": ") + 1).strip();
    }

    private void skip(String testClass, String reason) {
        Matcher needs = NEEDS.matcher(reason);
        if (needs.matches()) {
            needMissing++;
            missing.addAll(List.of(needs.group(1).split(", ")));
        } else {
            skips.merge(testClass + ": " + reason, 1, Integer::sum);
        }
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        return null;
    }

    /** Prints the summary and returns whether all is well. */
    private boolean print(boolean ci) {
        int failed = sum(failures);
        int skipped = sum(skips) + needMissing;
        System.out.println();
        failures.keySet().forEach(test -> System.out.println("failed: " + test));
        skips.forEach((why, count) -> System.out.println("skipped: " + count + " in " + why));
        Set<String> unknown = new TreeSet<>(missing);
        unknown.removeAll(packages.stringPropertyNames());
        if (needMissing > 0) {
            System.out.println("skipped: " + needMissing + (needMissing == 1 ? " test that needs " : " tests that need ")
                    + String.join(", ", missing) + ": sudo apt install " + String.join(" ", packagesOf(missing)));
        }
        if (!unknown.isEmpty()) {
            System.out.println("failed: tools/test-programs.properties has no packages for " + String.join(", ", unknown));
        }
        if (ci && skipped > 0) {
            System.out.println("In CI a skipped test is a failure.");
        }
        System.out.println((tests - failed - skipped) + " passed, " + failed + " failed, " + skipped + " skipped");
        return tests > 0 && failed == 0 && unknown.isEmpty() && (!ci || skipped == 0);
    }

    private Set<String> packagesOf(Set<String> programs) {
        Set<String> all = new TreeSet<>();
        for (String program : programs) {
            all.addAll(List.of(packages.getProperty(program, "").split(" ")));
        }
        all.remove("");
        return all;
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
