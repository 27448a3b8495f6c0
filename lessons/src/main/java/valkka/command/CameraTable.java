package valkka.command;

import java.util.ArrayList;
import java.util.List;
import valkka.onvif.CameraProfile;
import valkka.onvif.DiscoveredCamera;

/** Cameras in aligned columns, each with its streams below. */
final class CameraTable {
    private static final String GAP = "  ";
    private static final String INDENT = "    ";

    private CameraTable() {}

    /** Prints nothing when there are no cameras. */
    static void print(List<DiscoveredCamera> cameras, Console console) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ADDRESS", "NAME", "MODEL"));
        cameras.forEach(camera -> rows.add(List.of(camera.host(), camera.name(), camera.kind())));
        List<String> lines = aligned(rows);
        for (int i = 0; i < cameras.size(); i++) {
            if (i == 0) {
                console.title(lines.get(0));
            }
            console.out().println(lines.get(i + 1));
            streams(cameras.get(i), console);
        }
    }

    private static void streams(DiscoveredCamera camera, Console console) {
        List<List<String>> rows = new ArrayList<>();
        for (CameraProfile profile : camera.profiles()) {
            rows.add(List.of(profile.name(), profile.format(), profile.shownAddress()));
        }
        aligned(rows).forEach(line -> console.out().println(INDENT + line));
        if (!camera.problem().isEmpty()) {
            console.advice(camera.problem());
        }
    }

    /** Returns the rows as lines, each column as wide as its longest word. */
    private static List<String> aligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int place = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(place).length())
                        .max()
                        .orElse(0);
                line.append(row.get(column))
                        .append(" ".repeat(width - row.get(column).length()))
                        .append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
