package valkka.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.lessons.Command.Result;

/** What closes {@code ./valkka test} and {@code .ci/run}: the count, and whether it is good enough. */
class TestSummaryTest {
    private static final String PASSED = "<testcase name='works' classname='a.B'/>";
    private static final String FAILED = "<testcase name='breaks' classname='a.B'><failure message='no'/></testcase>";
    private static final String ERROR = "<testcase name='throws' classname='a.B'><error message='no'/></testcase>";
    private static final String SKIPPED =
            "<testcase name='needsIt' classname='a.C'><skipped message='only root may mount'/></testcase>";
    /** As Surefire writes it. */
    private static final String ABORTED = """
            <testcase name="plays" classname="a.D" time="0.0">
              <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: %s
                at org.junit.jupiter.api.Assumptions.abort(Assumptions.java:316)
            ]]></skipped>
            </testcase>
            """;

    @TempDir
    Path reports;

    @Test
    void testsThatPassAreCounted() throws Exception {
        Result result = summary(false, PASSED + PASSED);

        assertThat(result.out()).endsWith("\n2 passed, 0 failed, 0 skipped\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void failuresAndErrorsAreNamedAndFail() throws Exception {
        Result result = summary(false, PASSED + FAILED + ERROR);

        assertThat(result.out()).contains("failed: a.B.breaks\n", "failed: a.B.throws\n");
        assertThat(result.out()).endsWith("\n1 passed, 2 failed, 0 skipped\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void aSkippedTestIsNamedWithItsReasonAndFailsInCiOnly() throws Exception {
        Result user = summary(false, PASSED + SKIPPED);
        Result ci = summary(true, PASSED + SKIPPED);

        assertThat(user.out()).contains("skipped: 1 in a.C: only root may mount\n");
        assertThat(user.out()).endsWith("\n1 passed, 0 failed, 1 skipped\n");
        assertThat(user.exit()).isZero();
        assertThat(ci.exit()).isEqualTo(1);
    }

    @Test
    void oneLineTellsWhichProgramsAreMissingAndWhichPackagesBringThem() throws Exception {
        Result result = summary(false, PASSED + needs("ffmpeg, player") + needs("player") + needs("ffmpeg") + SKIPPED);

        assertThat(result.out()).endsWith("""
                        skipped: 1 in a.C: only root may mount
                        skipped: 3 tests that need ffmpeg, player: sudo apt install ffmpeg player-bin player-plugins
                        1 passed, 0 failed, 4 skipped
                        """);
        assertThat(result.exit()).isZero();
        assertThat(summary(true, PASSED + needs("ffmpeg")).exit()).isEqualTo(1);
    }

    @Test
    void aProgramThatIsNotInTheListFails() throws Exception {
        Result result = summary(false, PASSED + needs("ffmpeg, teapot"));

        assertThat(result.out()).contains("failed: tools/test-programs.properties has no packages for teapot\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    private static String needs(String programs) {
        return ABORTED.formatted("needs " + programs);
    }

    @Test
    void noTestAtAllFails() throws Exception {
        Result result = summary(false, "");

        assertThat(result.out()).endsWith("\n0 passed, 0 failed, 0 skipped\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    private Result summary(boolean ci, String cases) throws IOException, InterruptedException {
        Files.writeString(reports.resolve("TEST-a.xml"), "<testsuite>" + cases + "</testsuite>");
        Path programs =
                Files.writeString(reports.resolve("programs"), "ffmpeg = ffmpeg\nplayer = player-bin player-plugins\n");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return Command.of(
                        java, Path.of("..", "tools", "TestSummary.java"), programs, reports, reports.resolve("missing"))
                .with("CI", ci ? "true" : "")
                .run();
    }
}
