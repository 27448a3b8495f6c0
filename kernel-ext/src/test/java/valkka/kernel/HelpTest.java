package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.kernel.NameTable.Row;

/** What {@code help} answers in JShell and in a notebook. */
class HelpTest {
    private static String text(String asked) {
        return NameHelp.answer(asked).text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pullBlocksPyCall",
                "pullBlocksCall",
                "pullBlocks",
                " pullblocks ",
                "readerthread.pullBlocksPyCall([0,1])",
                "ValkkaFSReaderThread.pullBlocks"
            })
    void aMethodIsItsNameHereItsSignaturesAndALine(String asked) {
        assertThat(text(asked).lines().toList())
                .startsWith(
                        "ValkkaFSReaderThread.pullBlocks (libValkka: pullBlocksPyCall, pullBlocksCall)",
                        "  CompletableFuture<PullResult> pullBlocks(int... blocks)",
                        "  CompletableFuture<PullResult> pullBlocks(Collection<Integer> blocks)",
                        "  Asks for blocks and returns at once; the future is done when their last frame");
    }

    @Test
    void keywordArgumentsAreKnown() {
        assertThat(text("n_blocks"))
                .startsWith("ValkkaFSBuilder.blocks (libValkka: n_blocks)")
                .contains("(int count)");
        assertThat(text("blocksize=")).startsWith("ValkkaFSBuilder.blockSize (libValkka: blocksize");
        assertThat(text("dirname")).contains("ValkkaSingleFS.newFromDirectory(", "Path");
    }

    @Test
    void aNameOfSeveralClassesIsToldForEach() {
        assertThat(text("setSlotIdCall"))
                .contains("ValkkaFSWriterThread.setSlotId (", "ValkkaFSReaderThread.setSlotId (")
                .contains("void setSlotId(int slot, long id)");
    }

    @Test
    void aClassIsHowItIsMadeAndItsMethods() {
        assertThat(text("ValkkaFSReaderThread"))
                .contains("new ValkkaFSReaderThread(String name, ValkkaFS fs, FrameFilter filter)")
                .contains("methods: ", "pullBlocks, ");
        assertThat(text("BlockTable"))
                .startsWith("BlockTable (libValkka: blocktable)\n  The rows of all blocks")
                .contains("getIndNeigh");
        assertThat(text("Durability")).startsWith("Durability\n  How much a power cut may take");
        assertThat(text("Plots")).contains("methods: activity, bitRate, ");
    }

    @Test
    void aMethodThatLibValkkaLacksIsItsSignature() {
        assertThat(text("describeBlock")).startsWith("ValkkaFSTool.describeBlock\n  String describeBlock(int block)");
        assertThat(text("ValkkaFSTool.repair")).startsWith("ValkkaFSTool.repair\n  CheckReport repair()");
    }

    @Test
    void whatIsNotHereIsSaidWithTheReason() {
        assertThat(text("seekCall")).startsWith("not here (libValkka: seekCall)\n  Not here: a writer goes on");
        assertThat(text("flush"))
                .as("what a row of an absent name points to is not described by it")
                .doesNotContain("Not here");
    }

    @Test
    void aNameThatIsSpelledNearlyLikeOneGetsSuggestions() {
        assertThat(text("pulBlocks")).startsWith("There is no \"pulBlocks\"").contains("Spelled alike: pullBlocks");
        assertThat(text("getTimeRnge")).contains("getTimeRange");
        assertThat(text("qqqqqqqqqqq")).contains("help() lists the names").doesNotContain("alike");
        assertThat(text("")).contains("help() lists the names");
        assertThat(text("a|b*(\\")).contains("help() lists the names");
    }

    @Test
    void aTopicIsItsRows() {
        assertThat(text("writing")).startsWith("Writing\n").contains("setSlotIdCall: ValkkaFSWriterThread.setSlotId\n");
        assertThat(NameHelp.topics().text()).contains("Writing\n  ", "setSlotIdCall, ");
    }

    @Test
    void everythingFitsInto80ColumnsAndNothingIsUnknown() {
        List<String> names = NameTable.rows().stream()
                .flatMap(row -> row.libValkka().stream())
                .toList();
        assertThat(names).allSatisfy(name -> {
            assertThat(text(name)).as(name).doesNotContain("There is no");
            assertThat(text(name).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        });
        assertThat(NameHelp.topics().text().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(NameTable.rows().stream().map(Row::topic).distinct())
                .allSatisfy(topic -> assertThat(text(topic).lines())
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80)));
    }

    @Test
    void onAPageItTakesTheColoursOfTheTheme() {
        String html = NameHelp.answer("newFromDirectory").content();

        assertThat(html)
                .contains("<b>ValkkaSingleFS.newFromDirectory", "<pre", "ValkkaFSBuilder&lt;ValkkaSingleFS&gt;")
                .contains("<code>create()</code>")
                .doesNotContain("color:", "background:#");
        assertThat(NameHelp.answer("<script>").content()).doesNotContain("<script>");
    }
}
