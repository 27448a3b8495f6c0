package valkka.exam;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import valkka.exam.ExamRing.Place;
import valkka.fs.BlockTable;
import valkka.fs.Bytes;
import valkka.fs.TimeRange;

/** The questions about a recording, with their answers. */
final class ExamPaper {
    /** How much of a record the tear destroys, at most: a sector of a disk. */
    static final int TORN_BYTES = 512;

    private static final int[] MEGABITS = {1, 2, 3, 4, 6, 8};

    private final ExamStory story;
    private final ExamRing ring;
    private final Random random;
    private final List<Question> questions = new ArrayList<>();

    final Place torn;
    /** The number of the first destroyed record of the torn block, from 0 on. */
    final int tornRecord;

    ExamPaper(ExamStory story, ExamRing ring, Random random) {
        this.story = story;
        this.ring = ring;
        this.random = random;
        torn = ring.at(story.inTornBlock());
        int frames = torn.frames().size();
        tornRecord = frames - 2 - random.nextInt(frames / 6);
        theRing();
        theFrames();
        theTimes();
        theLostSets();
        theTornBlock();
        theSearch();
        theSize();
    }

    List<Question> questions() {
        return List.copyOf(questions);
    }

    private void ask(String text, AnswerForm form, String hint, Object answer) {
        questions.add(new Question(text, form, hint, answer));
    }

    private void theRing() {
        ask(
                "How many blocks of the ring can be found, because they have a row in the block table?",
                AnswerForm.NUMBER,
                "02-writing; fs.getBlockTable(): a row of 0 0 finds nothing",
                ring.places.size());
        ask(
                "A recorder goes on with this recording. Into which block does it write its first frame?",
                AnswerForm.NUMBER,
                "02-writing: the ring overwrites its oldest block, and takes the block's row away first",
                ring.next);
        ask(
                "Under which id does the recording keep the camera's frames?",
                AnswerForm.NUMBER,
                "02-writing, slot and id; fs.readBlock(block) prints it in front of each frame",
                story.id);
    }

    private void theFrames() {
        Place place = ordinary();
        ask(
                "How many **frames** does block " + place.number() + " hold?",
                AnswerForm.NUMBER,
                "03-reading-1: a frame is one NAL unit; fs.readBlock(" + place.number() + ")",
                place.frames().size());
        ask(
                "How many **pictures** does block " + place.number() + " hold?",
                AnswerForm.NUMBER,
                "03-reading-1: SPS (7) and PPS (8) are frames and no pictures",
                place.pictures());
    }

    private void theTimes() {
        ask(
                "In which minute (UTC, from its second 0 to its second 59) does most happen in front of the camera?",
                AnswerForm.MINUTE,
                "08-analysis: motion makes pictures large; Plots.bitRate(fs), Tables.perSecond(fs)",
                Instant.ofEpochMilli(story.busiestMinute()));
        TimeRange silence = story.silence();
        ask(
                "Once the camera was silent, longer than at any other time of the recording. How long was it, from the"
                        + " last frame in front of the silence to the first frame behind it?",
                AnswerForm.LENGTH,
                "08-analysis, gaps; Plots.frameIntervals(fs), fs.frameIndex(fs.getTimeRange())",
                silence.duration());
        ask(
                "Which block holds the first frame behind this silence?",
                AnswerForm.NUMBER,
                "04-reading-2; fs.frameIndex(...) tells the block of each frame",
                ring.at(silence.to()).number());
        ask(
                "Once the camera's clock was set **back**: a frame has an earlier time than the frame that was written"
                        + " before it. What is the time of the last frame in front of this step?",
                AnswerForm.TIME,
                "04-reading-2: read block by block in the order of writing (fs.blocks(), fs.readBlock(block)), and"
                        + " compare the times",
                Instant.ofEpochMilli(story.lastBeforeStep()));
        ask(
                "How much earlier is the time of the first frame behind this step?",
                AnswerForm.LENGTH,
                "the times of the two frames at the step; Duration.between",
                Duration.ofMillis(story.setBackMs - ExamCamera.PICTURE_MS));
    }

    private void theLostSets() {
        ask(
                "For a while the camera sent no SPS. Which block is the first (in the order of writing) that holds no SPS"
                        + " at all?",
                AnswerForm.NUMBER,
                "04-reading-2: the * of a dump marks an SPS; new ValkkaFSTool(fs).dumpBlock(block)",
                ring.withoutSps().get(0).number());
        Choices key = new Choices(
                random,
                "the key of the block written before it",
                "0, so that no search finds the block",
                "the time of its own first frame",
                "the key of the next block that has an SPS");
        ask(
                "Which key does the table have for this block?" + key,
                AnswerForm.WORD,
                "03-reading-1, the table; compare its rows",
                key.answer());
        long seek = story.lostSets().middle() / 1000 * 1000;
        ask(
                "Somebody seeks to **" + Instant.ofEpochMilli(seek)
                        + "**. Decoding must begin at an SPS, the last one at or"
                        + " before this time. In which block is this SPS?",
                AnswerForm.NUMBER,
                "04-reading-2, what a seek does; fs.explain(seek(time)), or go back block by block",
                ring.lastSps(seek).number());
    }

    private void theTornBlock() {
        ask(
                "A disk wrote rubbish over a part of one block. Which block does a check name?",
                AnswerForm.NUMBER,
                "10-crash-lab, docs/guide/read.md; new ValkkaFSTool(fs).check()",
                torn.number());
        ask(
                "Which rule do the **records** of this block break, such as T1?",
                AnswerForm.WORD,
                "the finding of the check begins with the rule; docs/design/invariants.md explains the rules",
                "B1");
        ask(
                "How many whole frames can still be read from this block?",
                AnswerForm.NUMBER,
                "fs.readBlock(block) returns the frames in front of the rubbish",
                tornRecord);
        Choices repair = new Choices(
                random,
                "the block's row in the table, so that it agrees with the frames in front of the rubbish",
                "the frames behind the rubbish, which come back",
                "the dumpfile: the rubbish becomes zeros",
                "nothing: a repair refuses a recording with a torn block");
        ask(
                "What does a repair of this recording change?" + repair,
                AnswerForm.WORD,
                "docs/guide/commands.md; try Repair.of(directory).look(), which writes nothing",
                repair.answer());
    }

    private void theSearch() {
        BlockTable table = ring.table();
        int first = ring.places.indexOf(ordinary());
        TimeRange range = new TimeRange(between(first), between(first + 1 + random.nextInt(2)));
        ask(
                "You want the frames from **" + range.start() + "** to **" + range.end()
                        + "**. Both times lie between two keys. Which blocks does `getInd` return?",
                AnswerForm.BLOCKS,
                "04-reading-2, getInd; fs.getInd(TimeRange.of(Instant.parse(...), Instant.parse(...)))",
                table.getInd(range));
        long time = between(ring.places.indexOf(ordinary()));
        int n = 1 + random.nextInt(2);
        ask(
                "Which blocks does `getIndNeigh` return for **" + Instant.ofEpochMilli(time) + "** and n = " + n + "?",
                AnswerForm.BLOCKS,
                "04-reading-2, getIndNeigh: n blocks before the time, and n + 1 from the time on",
                table.getIndNeigh(n, time));
    }

    private void theSize() {
        long rate = MEGABITS[random.nextInt(MEGABITS.length)];
        int seconds = 1 + random.nextInt(5);
        long needed = 2L * seconds * rate * 1_000_000 / 8;
        long size = Bytes.KiB;
        while (size < needed) {
            size *= 2;
        }
        ask(
                "A camera sends " + rate + " Mbit/s, and a key frame every " + seconds
                        + " s. Which is the smallest block of"
                        + " 128 KiB, 256 KiB, 512 KiB, 1 MiB and so on, always twice as large, that holds two key frames and"
                        + " all that belongs to them? Give its **bytes**.",
                AnswerForm.NUMBER,
                "02-writing, the ring: bits a second, times seconds, divided by 8; 1 MiB has 1024 * 1024 bytes",
                size);
    }

    /** Returns a block around which nothing happens. */
    private Place ordinary() {
        List<Integer> all = ring.ordinary(List.of(story.silence().from(), story.inTornBlock()));
        return ring.places.get(all.get(random.nextInt(all.size())));
    }

    /** Returns a full second in the middle between a block's key and the next block's key. */
    private long between(int place) {
        long key = ring.places.get(place).key();
        long behind = ring.places.get(place + 1).key();
        return (key + behind) / 2 / 1000 * 1000;
    }
}
