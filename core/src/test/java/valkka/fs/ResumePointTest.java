package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valkka.disk.Disk;
import valkka.disk.DiskFile;
import valkka.testkit.DelegatingDisk;
import valkka.testkit.DelegatingFile;

/** The json's block while a recording is written: when the file is replaced, and when only its number is. */
class ResumePointTest {
    private static final long ALMOST_A_SECOND = TimeUnit.SECONDS.toNanos(1) - 1;
    private static final long A_MINUTE = TimeUnit.MINUTES.toNanos(1);
    /** Of a number up to 999, with two spaces in front of it. */
    private static final int WIDTH = 5;

    @TempDir(factory = InMemory.class)
    Path temp;

    private final List<String> calls = new ArrayList<>();
    private final List<Boolean> firstFailures = new ArrayList<>();
    private boolean replacesFail;
    private boolean replacesAllTheSame;
    private boolean writesFail;
    private boolean writesAllTheSame;
    private boolean failNext;
    private boolean opensFail;
    private long now;
    private ResumePoint point;

    /** A disk that notes what happens to the json, and fails as it is told. */
    private final Disk disk = new DelegatingDisk() {
        @Override
        public void replace(Path file, byte[] content) throws IOException {
            calls.add("replace");
            if (replacesAllTheSame) {
                super.replace(file, content);
            }
            failIf(replacesFail);
            super.replace(file, content);
        }

        @Override
        public DiskFile openForWriting(Path file) throws IOException {
            failIf(opensFail);
            return new DelegatingFile(super.openForWriting(file)) {
                @Override
                public void write(ByteBuffer source, long position) throws IOException {
                    calls.add("digits");
                    if (writesAllTheSame) {
                        super.write(source.duplicate(), position);
                    }
                    boolean fails = writesFail || failNext;
                    failNext = false;
                    failIf(fails);
                    super.write(source, position);
                }

                @Override
                public void force() throws IOException {
                    calls.add("force");
                    super.force();
                }

                @Override
                public void close() throws IOException {
                    calls.add("close");
                    super.close();
                }
            };
        }
    };

    private static void failIf(boolean fails) throws IOException {
        if (fails) {
            throw new IOException("No space left on device");
        }
    }

    @BeforeEach
    void aRecordingOfAThousandBlocks() {
        ValkkaSingleFS.newFromDirectory(temp)
                .blockSize(4096)
                .blocks(1000)
                .create()
                .close();
        point = point(false);
    }

    @AfterEach
    void close() {
        point.close();
    }

    private ResumePoint point(boolean forceAlways) {
        return point(temp, forceAlways);
    }

    private ResumePoint point(Path directory) {
        return point(directory, false);
    }

    private ResumePoint point(Path directory, boolean forceAlways) {
        ParameterFile json = ParameterFile.load(disk, directory);
        return new ResumePoint(disk, json, () -> now, forceAlways, (error, first) -> firstFailures.add(first));
    }

    private int inTheJson() {
        return ParameterFile.load(Disk.SYSTEM, temp).pars().currentBlock();
    }

    /** Moves on, checks that the json says so, and returns what happened to it. */
    private List<String> move(int block) {
        calls.clear();
        point.moveTo(block);
        assertThat(point.block()).isEqualTo(block);
        assertThat(inTheJson()).isEqualTo(block);
        calls.remove("close");
        return List.copyOf(calls);
    }

    @Test
    void theJsonIsReplacedOnceAMinuteAndItsNumberIsOverwrittenInBetweenAndForcedOnceASecond() {
        now = 10 * ALMOST_A_SECOND;
        assertThat(move(0)).as("the same block").isEmpty();
        assertThat(move(1)).containsExactly("replace");
        now += ALMOST_A_SECOND;
        assertThat(move(2)).containsExactly("digits");
        now += 1;
        assertThat(move(3)).containsExactly("digits", "force");
        assertThat(move(4)).containsExactly("digits");
        assertThat(move(10)).as("a number of another length").containsExactly("digits");
        assertThat(move(999)).containsExactly("digits");
        assertThat(move(0)).containsExactly("digits");
        now += A_MINUTE - ALMOST_A_SECOND - 2;
        assertThat(move(5)).containsExactly("digits", "force");
        now += 1;
        assertThat(move(6)).containsExactly("replace");
        assertThat(firstFailures).isEmpty();
    }

    @Test
    void withForceEachNumberIsOnTheDiskAtOnce() {
        point.close();
        point = point(true);
        now = 10 * ALMOST_A_SECOND;
        assertThat(move(1)).containsExactly("replace");
        assertThat(move(2)).containsExactly("digits", "force");
    }

    /** A number of the lap before would name the block behind the open one, as if the open one had frames. */
    @Test
    void aNumberIsForcedBeforeTheRingComesRoundToTheOneThatWasForced() {
        now = 10 * ALMOST_A_SECOND;
        assertThat(move(700)).containsExactly("replace");
        assertThat(move(698)).containsExactly("digits");
        assertThat(move(699)).containsExactly("digits", "force");
        assertThat(move(697)).containsExactly("digits");
        assertThat(move(698)).containsExactly("digits", "force");
    }

    @Test
    void settlingForcesANumberThatWasOnlyWritten() {
        now = 10 * ALMOST_A_SECOND;
        move(1);
        calls.clear();
        assertThat(point.settle(1)).isTrue();
        assertThat(calls).as("it was forced").isEmpty();
        move(2);
        calls.clear();
        assertThat(point.settle(2)).isTrue();
        assertThat(calls).contains("replace");
        calls.clear();
        assertThat(point.settle(2)).isTrue();
        assertThat(calls).isEmpty();
        assertThat(point.settle(3)).isTrue();
        assertThat(inTheJson()).isEqualTo(3);
    }

    @Test
    void onAFullDiskTheNumberIsOverwrittenAndTheReplacementIsTriedAgainAfterASecond() {
        now = 10 * ALMOST_A_SECOND;
        replacesFail = true;
        assertThat(move(1)).containsExactly("replace", "digits");
        assertThat(move(2)).containsExactly("digits", "force");
        assertThat(firstFailures).containsExactly(true);
        now += ALMOST_A_SECOND + 1;
        assertThat(move(3)).containsExactly("replace", "digits");
        assertThat(firstFailures).containsExactly(true, false);
        now += ALMOST_A_SECOND + 1;
        replacesFail = false;
        assertThat(move(4)).containsExactly("replace");
        now += A_MINUTE;
        replacesFail = true;
        assertThat(move(5)).containsExactly("replace", "digits");
        assertThat(firstFailures).as("it was written in between").containsExactly(true, false, true);
        assertThat(point.settle(6)).isTrue();
        assertThat(calls).contains("force");
    }

    @Test
    void aNumberThatCannotBeWrittenAnyWayStaysAsItIs() {
        now = 10 * ALMOST_A_SECOND;
        replacesFail = true;
        assertThat(point.settle(100))
                .as("no room for two more digits in a json without the mark")
                .isFalse();
        assertThat(point.block()).isZero();
        assertThat(inTheJson()).isZero();
        calls.clear();
        point.moveTo(111);
        assertThat(calls).as("it was tried just now").isEmpty();
        writesFail = true;
        now += ALMOST_A_SECOND + 1;
        calls.clear();
        point.moveTo(8);
        assertThat(calls).containsExactly("close", "replace", "digits", "close", "digits", "close");
        assertThat(point.block()).isZero();
    }

    @Test
    void aNumberIsOverwrittenAgainAfterOneFailure() {
        now = 10 * ALMOST_A_SECOND;
        move(1);
        failNext = true;
        assertThat(move(2)).as("the file is opened anew, too").containsExactly("digits", "digits");
    }

    /** The disk may have written what it says that it did not write. */
    @Test
    void aNumberIsOverwrittenAlthoughNobodyKnowsWhichOneStandsThere() {
        now = 10 * ALMOST_A_SECOND;
        move(1);
        replacesFail = true;
        writesFail = true;
        writesAllTheSame = true;
        point.moveTo(2);
        assertThat(inTheJson()).isEqualTo(2);
        writesFail = false;
        assertThat(point.block()).as("as far as is known").isEqualTo(1);
        assertThat(move(1)).as("the number that was known").contains("digits");
        assertThat(move(3)).containsExactly("digits");
    }

    /** The directory may not be forced, after the new json has its name. */
    @Test
    void aNumberIsOverwrittenInTheJsonThatAFailedReplacementLeft() {
        now = 10 * ALMOST_A_SECOND;
        move(1);
        now += A_MINUTE;
        replacesFail = true;
        replacesAllTheSame = true;
        assertThat(move(2)).containsExactly("replace", "digits");
        replacesAllTheSame = false;
        assertThat(move(3)).containsExactly("digits", "force");
    }

    @Test
    void onAFullDiskTheMarkIsSetInPlace() {
        replacesFail = true;
        point.begin(7);
        assertThat(ParameterFile.load(Disk.SYSTEM, temp).hasWritersMark()).isTrue();
        assertThat(inTheJson()).isEqualTo(7);
    }

    @Test
    void whereTheJsonCannotBeOpenedItIsReplacedEachTime() {
        now = 10 * ALMOST_A_SECOND;
        opensFail = true;
        assertThat(move(1)).containsExactly("replace");
        assertThat(move(2)).containsExactly("replace");
        replacesFail = true;
        assertThat(point.settle(3)).isFalse();
    }

    /** Digits on two sectors may be torn, and a key of that name in another value is another number. */
    @Test
    void digitsAreOverwrittenOnlyInOnePlaceAndOneSector() throws IOException {
        Path json = temp.resolve("valkkafs.json");
        String text = Files.readString(json);
        int digits = text.indexOf("\"current_block\":") + "\"current_block\":".length();
        for (int at = RecordFormat.SECTOR - WIDTH; at <= RecordFormat.SECTOR; at++) {
            String padded =
                    text.replace("{", "{\"mine\": \"" + "x".repeat(at - digits - "\"mine\": \"\", ".length()) + "\", ");
            assertThat(padded.indexOf("\"current_block\":") + "\"current_block\":".length())
                    .isEqualTo(at);
            Files.writeString(json, padded);
            point.close();
            point = point(false);
            now += 10 * ALMOST_A_SECOND;
            move(998);
            boolean inOneSector = at == RecordFormat.SECTOR - WIDTH || at == RecordFormat.SECTOR;
            assertThat(move(999)).as("digits from byte %d", at).containsExactly(inOneSector ? "digits" : "replace");
            move(0);
        }
        Files.writeString(json, text.replace("}", ", \"mine\": {\"current_block\": 7}}"));
        point.close();
        point = point(false);
        now += 10 * ALMOST_A_SECOND;
        move(998);
        assertThat(move(999)).containsExactly("replace");
        assertThat(Files.readString(json)).contains("{\"current_block\": 7}");
    }

    @Test
    void aJsonThatWasCutShortNamesNoBlock() throws IOException {
        Files.writeString(temp.resolve("valkkafs.json"), "{");
        point.close();
        point = point(false);
        assertThat(point.block()).isEqualTo(-1);
        now = ALMOST_A_SECOND;
        replacesFail = true;
        assertThat(point.settle(0)).isFalse();
        replacesFail = false;
        assertThat(point.settle(0)).isTrue();
        assertThat(inTheJson()).isZero();
    }

    /** Another recording may stand under the name of the one that is written. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"begin", "moveTo", "settle", "leave"})
    void theJsonOfAnotherDirectoryOfTheSameNameStaysAsItIs(String call) throws IOException {
        now = 10 * ALMOST_A_SECOND;
        Path mine = temp.resolve("mine");
        create(mine);
        Path elsewhere = temp.resolve("elsewhere");
        point.close();
        point = point(mine);
        Files.move(mine, elsewhere);
        create(mine);
        byte[] others = Files.readAllBytes(mine.resolve(ParameterFile.NAME));

        call(call, 5);
        call(call, 6); // it was tried just now

        assertThat(mine.resolve(ParameterFile.NAME)).hasBinaryContent(others);
        assertThat(firstFailures).startsWith(true).doesNotContainSubsequence(true, true);

        Files.move(mine, temp.resolve("other"));
        Files.move(elsewhere, mine);
        now += ALMOST_A_SECOND + 1;
        call(call, 7);
        assertThat(ParameterFile.load(Disk.SYSTEM, mine).pars().currentBlock()).isEqualTo(7);
    }

    private void call(String name, int block) {
        switch (name) {
            case "begin" -> point.begin(block);
            case "moveTo" -> point.moveTo(block);
            case "settle" -> point.settle(block);
            default -> point.leave(block);
        }
    }

    /** The number is written into the json that was opened, wherever that is now. */
    @Test
    void theOpenedJsonIsWrittenEvenWhenItsDirectoryWasRenamed() throws IOException {
        Path mine = temp.resolve("mine");
        create(mine);
        point.close();
        point = point(mine);
        point.begin(1);
        Files.move(mine, temp.resolve("elsewhere"));
        create(mine);
        point.leave(4);
        assertThat(ParameterFile.load(Disk.SYSTEM, mine).pars().currentBlock()).isZero();
        assertThat(ParameterFile.load(Disk.SYSTEM, temp.resolve("elsewhere"))
                        .pars()
                        .currentBlock())
                .isEqualTo(4);
        assertThat(firstFailures).containsExactly(true);
    }

    @Test
    void leavingClosesTheJson() {
        point.begin(1);
        calls.clear();
        point.leave(2);
        assertThat(calls).containsExactly("close", "replace");
    }

    private static void create(Path directory) {
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(4096)
                .blocks(10)
                .create()
                .close();
    }
}
