package valkka.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.FrameIndex;
import valkka.fs.ValkkaSingleFS;

class LessonRecordingTest {
    private static final String LIBVALKKA = "../core/src/test/resources/golden/single_small";

    @TempDir
    Path directory;

    @Test
    void aRecordingOfLibValkkaOpensWithItsIds() {
        try (ValkkaSingleFS recording = Notebook.lessonRecording(LIBVALKKA)) {
            assertThat(recording.ids()).containsExactly(925412L);
        }
    }

    @Test
    void aRingOfSeveralCamerasHasAllTheirIdsOnceAndInOrder() {
        try (ValkkaSingleFS recording = Notebook.lessonRecording("../core/src/test/resources/golden/multi")) {
            List<Long> all = recording
                    .frameIndex(recording.getTimeRange())
                    .rows()
                    .map(FrameIndex.Row::id)
                    .toList();
            assertThat(recording.ids()).hasSizeGreaterThan(1).isSorted().doesNotHaveDuplicates();
            assertThat(recording.ids()).containsAll(all);
        }
    }

    @Test
    void withoutARecordingOneLineSaysWhatToDo() {
        assertThatThrownBy(() -> Notebook.lessonRecording(directory))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessage("There is no recording in " + directory + " yet: run 02-writing first, or name another"
                        + " directory: lessonRecording(\"DIR\")");
    }

    @Test
    void aRecordingWithoutFramesSaysSo() {
        ValkkaSingleFS.newFromDirectory(directory)
                .blockSize(65536)
                .blocks(4)
                .create()
                .close();

        assertThatThrownBy(() -> Notebook.lessonRecording(directory))
                .isInstanceOf(ValkkaException.class)
                .hasMessageStartingWith("The recording in " + directory + " has no frames yet: run 02-writing first")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aLessonOverwritesOnlyWhatItHasRecorded() {
        assertThat(Notebook.ofThisLesson(directory, 925412)).isEqualTo(directory);
        assertThat(Notebook.ofThisLesson(Path.of(LIBVALKKA), 925412)).isEqualTo(Path.of(LIBVALKKA));

        assertThatThrownBy(() -> Notebook.ofThisLesson(Path.of("../sample-fs/single"), 925412))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS))
                .hasMessageContainingAll("[1001]", "sample-fs", "VALKKA_LESSON_DIR");
    }
}
