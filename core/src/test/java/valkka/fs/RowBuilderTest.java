package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The row that frames give a block, and the rows of other writers that are taken for theirs. */
class RowBuilderTest {
    private static RowBuilder of(boolean multi, String frames) {
        RowBuilder row = new RowBuilder(multi);
        // "0:100k" is a key frame of subsession 0 at 100.
        for (String frame : frames.isEmpty() ? new String[0] : frames.split(" ")) {
            boolean key = frame.endsWith("k");
            String[] parts = frame.replace("k", "").split(":");
            row.add(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), key);
        }
        return row;
    }

    private static RowBuilder single(String frames) {
        return of(false, frames);
    }

    @Test
    void theKeyIsTheFirstKeyFrameOfOneStreamAndTheLastOfSeveral() {
        String frames = "0:90 0:100k 0:200k 0:250";
        assertThat(single(frames).row(0)).isEqualTo(new TableRow(100, 250));
        assertThat(of(true, frames).row(0)).isEqualTo(new TableRow(200, 250));
        assertThat(single(frames).as(true).row(0)).isEqualTo(new TableRow(200, 250));
        assertThat(single(frames).hasKey()).isTrue();
        assertThat(single(frames).first()).isEqualTo(90);
        assertThat(single(frames).last()).isEqualTo(250);
    }

    @Test
    void soundCountsOnlyWhereThereIsNoPicture() {
        assertThat(single("1:50k 0:100k 1:300k").row(0)).isEqualTo(new TableRow(100, 100));
        assertThat(single("1:50 1:300").row(0)).isEqualTo(new TableRow(50, 300));
        assertThat(single("1:50 0:100").hasKey()).isFalse();
    }

    @Test
    void aBlockWithoutAKeyFrameHasTheKeyOfTheBlockBeforeUnlessTheClockWasSetBack() {
        RowBuilder row = single("0:100 0:200");
        assertThat(row.row(0)).isEqualTo(new TableRow(100, 200));
        assertThat(row.row(60)).isEqualTo(new TableRow(60, 200));
        assertThat(row.row(200)).isEqualTo(new TableRow(200, 200));
        assertThat(row.row(201)).isEqualTo(new TableRow(100, 200));
        assertThat(single("0:100k").row(60)).isEqualTo(new TableRow(100, 100));
    }

    @Test
    void itIsEmptyAfterAClear() {
        RowBuilder row = single("0:100k 1:200");
        assertThat(row.isEmpty()).isFalse();
        row.clear();
        assertThat(row.isEmpty()).isTrue();
        assertThat(row.hasKey()).isFalse();
        assertThat(row.last()).isZero();
        row.add(0, 30, false);
        assertThat(row.row(0)).isEqualTo(new TableRow(30, 30));
    }

    @Test
    void rowsThatDifferFromTheFramesDoNotAgree() {
        RowBuilder withKey = single("0:100k 0:200");
        assertThat(withKey.agreesWith(new TableRow(100, 200), 0)).isTrue();
        assertThat(withKey.agreesWith(new TableRow(100, 199), 0)).isFalse();
        assertThat(withKey.agreesWith(new TableRow(60, 200), 60)).isFalse();
        assertThat(withKey.agreesWith(TableRow.UNUSED, 0)).isFalse();
    }

    @Test
    void theKeyOfAnyBlockBeforeAgreesWhereTheBlockBeforeMayBeGone() {
        RowBuilder row = single("0:100 0:200");
        assertThat(row.agreesWith(new TableRow(60, 200), 60))
                .as("the block before")
                .isTrue();
        assertThat(row.agreesWith(new TableRow(100, 200), 60))
                .as("a run began here")
                .isTrue();
        assertThat(row.agreesWith(new TableRow(50, 200), 60)).as("neither").isFalse();
        assertThat(row.agreesWith(new TableRow(50, 200), 0))
                .as("no block before")
                .isTrue();
        assertThat(row.agreesWith(new TableRow(50, 200), 201))
                .as("a newer block")
                .isTrue();
        assertThat(row.agreesWith(new TableRow(50, 200), 200)).as("not newer").isFalse();
        assertThat(row.agreesWith(new TableRow(50, 199), 0)).isFalse();
        assertThat(row.agreesWith(new TableRow(0, 200), 0)).isFalse();
        assertThat(row.agreesWith(new TableRow(-1, 200), 0)).isFalse();
        assertThat(row.agreesWith(new TableRow(200, 200), 0)).isTrue();
        assertThat(row.agreesWith(new TableRow(201, 200), 0)).isFalse();
    }

    @Test
    void libValkkasRowsOfBlocksWithoutAKeyFrameAreKnown() {
        RowBuilder row = single("0:100 0:200");
        assertThat(row.mayBeLibValkkas(new TableRow(0, 200))).isTrue();
        assertThat(row.mayBeLibValkkas(new TableRow(200, 200))).isTrue();
        assertThat(row.mayBeLibValkkas(new TableRow(201, 200))).isFalse();
        assertThat(row.mayBeLibValkkas(new TableRow(-1, 200))).isFalse();
        assertThat(row.mayBeLibValkkas(new TableRow(0, 150))).isFalse();
        assertThat(single("0:100k 0:200").mayBeLibValkkas(new TableRow(0, 200))).isFalse();
        RowBuilder sound = single("1:100 1:200");
        assertThat(sound.mayBeLibValkkas(new TableRow(0, 150))).isTrue();
        assertThat(sound.mayBeLibValkkas(new TableRow(200, 200))).isTrue();
        assertThat(sound.mayBeLibValkkas(new TableRow(0, 201))).isFalse();
    }
}
