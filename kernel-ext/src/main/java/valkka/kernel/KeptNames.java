package valkka.kernel;

import java.util.Map;
import java.util.Optional;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import valkka.graph.Session;
import valkka.player.Widget;

/**
 * The names under which the notebook's session keeps widgets, which are by custom the names of
 * variables: {@code Player player = session.keep("player", ...)}.
 */
final class KeptNames {
    private static volatile @Nullable Session session;

    private KeptNames() {}

    /** From now on names are those of this session. */
    static void of(Session notebooks) {
        session = notebooks;
    }

    /** Returns the name of a widget; empty when it has none that could be a variable's. */
    static Optional<String> of(Widget widget) {
        Session known = session;
        return known == null
                ? Optional.empty()
                : known.named(Widget.class).entrySet().stream()
                        .filter(kept -> kept.getValue() == widget)
                        .map(Map.Entry::getKey)
                        .filter(SourceVersion::isName)
                        .findFirst();
    }
}
