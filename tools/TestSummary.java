import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Counts the tests in Surefire's reports: {@code java tools/TestSummary.java DIR...}. Prints which tests failed, which
 * were skipped and why, and at the end one line, {@code N passed, N failed, N skipped}. Fails when a test failed, when
 * none ran, and, with {@code CI=true} in the environment, when one was skipped.
 */
class TestSummary {
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Map<String, Integer> skips = new TreeMap<>();
    private int tests;

    public static void main(String[] dirs) throws Exception {
        TestSummary summary = new TestSummary();
        for (String dir : dirs) {
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
                skips.merge(test.getAttribute("classname") + ": " + skip.getAttribute("message"), 1, Integer::sum);
            }
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
        int skipped = sum(skips);
        System.out.println();
        failures.keySet().forEach(test -> System.out.println("failed: " + test));
        skips.forEach((why, count) -> System.out.println("skipped: " + count + " in " + why));
        if (ci && skipped > 0) {
            System.out.println("In CI a skipped test is a failure.");
        }
        System.out.println((tests - failed - skipped) + " passed, " + failed + " failed, " + skipped + " skipped");
        return tests > 0 && failed == 0 && (!ci || skipped == 0);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
