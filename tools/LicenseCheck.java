import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks the licences of all parts in a CycloneDX list: {@code java tools/LicenseCheck.java
 * target/jvalkka-sbom.xml}. Each part must have a licence that the file licenses.txt allows; of several a
 * user chooses one. Exit code 1 when a part has none.
 */
final class LicenseCheck {
    private LicenseCheck() {}

    public static void main(String[] args) throws Exception {
        Path allowedFile = Path.of(args.length > 1 ? args[1] : "tools/licenses.txt");
        Set<String> allowed = new TreeSet<>(Files.readAllLines(allowedFile));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        NodeList components = factory.newDocumentBuilder()
                .parse(Path.of(args[0]).toFile())
                .getElementsByTagName("component");
        TreeMap<String, Integer> counts = new TreeMap<>();
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < components.getLength(); i++) {
            Element part = (Element) components.item(i);
            if (part.getParentNode().getParentNode().getNodeName().equals("tools")) {
                continue; // what made the list
            }
            String name = text(part, "group") + ":" + text(part, "name") + ":" + text(part, "version");
            Set<String> licences = licences(part);
            licences.forEach(one -> counts.merge(one, 1, Integer::sum));
            if (licences.stream().noneMatch(allowed::contains)) {
                refused.add(name + " has " + (licences.isEmpty() ? "no licence" : String.join(", ", licences)));
            }
        }
        counts.forEach((licence, count) -> System.out.printf("  %3d  %s%n", count, licence));
        refused.forEach(line -> System.err.println("not allowed: " + line));
        if (components.getLength() < 10 || !refused.isEmpty()) {
            System.err.println(components.getLength() + " parts, " + refused.size() + " without an allowed licence");
            System.exit(1);
        }
    }

    private static Set<String> licences(Element part) {
        Set<String> found = new TreeSet<>();
        NodeList licences = part.getElementsByTagName("license");
        for (int i = 0; i < licences.getLength(); i++) {
            Element licence = (Element) licences.item(i);
            String id = text(licence, "id");
            found.add(id.isEmpty() ? text(licence, "name") : id);
        }
        NodeList expressions = part.getElementsByTagName("expression");
        for (int i = 0; i < expressions.getLength(); i++) {
            found.add(expressions.item(i).getTextContent().strip());
        }
        return found;
    }

    private static String text(Element parent, String tag) {
        NodeList found = parent.getElementsByTagName(tag);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
