package valkka.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.fs.ChildJvm;

/** The switches act in a plain JVM, where nobody has configured logging. */
class LogLevelTest {
    @TempDir
    Path temp;

    @Test
    void crazyShowsEachFrameOnceAndSilentShowsNothing() {
        try (ChildJvm child =
                new ChildJvm(LoggingProgram.class, temp.resolve("fs").toString())) {
            List<String> lines = child.finish();
            int normal = lines.indexOf("end of NORMAL");
            int crazy = lines.indexOf("end of CRAZY");
            assertThat(lines.subList(0, normal)).isEmpty();
            assertThat(lines.subList(normal, crazy))
                    .filteredOn(line ->
                            line.contains("(ValkkaFSWriterThread:writer) writes [5] <BasicFrame: timestamp=1005"))
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line).matches("[0-9:.]{12} valkka\\.fs \\(ValkkaFSWriterThread.*"));
            assertThat(lines.subList(crazy, lines.size())).containsExactly("end of CRAZY", "end of SILENT");
        }
    }
}
