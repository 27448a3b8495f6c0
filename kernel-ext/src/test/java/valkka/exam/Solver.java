package valkka.exam;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import valkka.fs.Block;
import valkka.fs.BlockTable;
import valkka.fs.CheckReport.Finding;
import valkka.fs.RecordedFrame;
import valkka.fs.Repair;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFSTool;
import valkka.fs.ValkkaSingleFS;

/**
 * Takes an exam as a good student does: with the recording, the questions, and the library's public
 * methods.
 */
final class Solver {
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern TIME = Pattern.compile("\\*\\*(\\d{4}-[^*]*Z)\\*\\*");

    private final ValkkaSingleFS fs;
    private final Path directory;
    private final Exam exam;
    private final List<RecordedFrame> frames = new ArrayList<>();

    private Solver(Path directory, ValkkaSingleFS fs) {
        this.directory = directory;
        this.fs = fs;
        this.exam = Exam.load(directory);
        for (Block block : fs.blocks().stream().filter(Block::isUsed).toList()) {
            frames.addAll(fs.readBlock(block.number()));
        }
    }

    static Object[] solve(Path directory) {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            return new Solver(directory, fs).answers();
        }
    }

    private Object[] answers() {
        BlockTable table = fs.getBlockTable();
        List<Block> used = table.blocks();
        int newest = used.get(used.size() - 1).number();
        List<RecordedFrame> some = fs.readBlock(numberIn(4));
        int behindSilence = behindSilence();
        int behindStep = behindStep();
        int noSps = used.stream()
                .map(Block::number)
                .filter(block -> fs.readBlock(block).stream()
                        .noneMatch(frame -> frame.frame().isSeekable()))
                .findFirst()
                .orElseThrow();
        Finding torn = new ValkkaFSTool(fs)
                .check().findings().stream()
                        .filter(finding -> finding.invariant().startsWith("B"))
                        .findFirst()
                        .orElseThrow();
        List<Long> times = timesIn(18);
        return new Object[] {
            used.size(),
            (newest + 1) % table.size(),
            frames.get(0).id(),
            some.size(),
            some.stream().filter(frame -> frame.frame().nalUnitType() <= 5).count(),
            busiestMinute(),
            Duration.ofMillis(sorted()[behindSilence] - sorted()[behindSilence - 1]),
            frameAt(sorted()[behindSilence]).block(),
            time(behindStep - 1),
            Duration.ofMillis(time(behindStep - 1) - time(behindStep)),
            noSps,
            keyOf(noSps, used),
            frames.stream()
                    .filter(frame -> frame.frame().isSeekable())
                    .filter(frame -> frame.frame().mstimestamp() <= timesIn(13).get(0))
                    .reduce((one, other) ->
                            other.frame().mstimestamp() >= one.frame().mstimestamp() ? other : one)
                    .orElseThrow()
                    .block(),
            torn.block(),
            torn.invariant(),
            fs.readBlock(torn.block()).size(),
            repair(torn.block()),
            fs.getInd(new TimeRange(times.get(0), times.get(1))),
            fs.getIndNeigh(
                    Integer.parseInt(after(exam.question(19), "n = ")),
                    timesIn(19).get(0)),
            blockSize()
        };
    }

    private long time(int i) {
        return frames.get(i).frame().mstimestamp();
    }

    private long[] sorted() {
        return frames.stream()
                .mapToLong(frame -> frame.frame().mstimestamp())
                .sorted()
                .toArray();
    }

    private int behindSilence() {
        long[] times = sorted();
        int longest = 1;
        for (int i = 1; i < times.length; i++) {
            longest = times[i] - times[i - 1] > times[longest] - times[longest - 1] ? i : longest;
        }
        return longest;
    }

    private int behindStep() {
        int i = 1;
        while (time(i) >= time(i - 1)) {
            i++;
        }
        return i;
    }

    private RecordedFrame frameAt(long time) {
        return frames.stream()
                .filter(frame -> frame.frame().mstimestamp() == time)
                .findFirst()
                .orElseThrow();
    }

    private Instant busiestMinute() {
        Map<Long, Integer> bytes = new TreeMap<>();
        frames.forEach(frame ->
                bytes.merge(frame.frame().mstimestamp() / 60_000, frame.frame().size(), Integer::sum));
        return Instant.ofEpochMilli(60_000
                * bytes.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey());
    }

    private String keyOf(int block, List<Block> used) {
        List<Integer> order = used.stream().map(Block::number).toList();
        Block before = used.get(order.indexOf(block) - 1);
        return fs.block(block).key() == before.key() ? letter(12, "the key of the block written before it") : "?";
    }

    private String repair(int torn) {
        Repair.Report report = Repair.of(directory).look();
        boolean oneRow =
                report.changes().stream().map(Repair.Change::what).allMatch(what -> what.contains("block " + torn));
        return oneRow && report.changes().size() == 1
                ? letter(17, "the block's row in the table, so that it agrees with the frames in front of the rubbish")
                : "?";
    }

    private long blockSize() {
        long[] numbers = NUMBER.matcher(exam.question(20))
                .results()
                .flatMapToLong(number -> LongStream.of(Long.parseLong(number.group())))
                .toArray();
        long needed = 2 * numbers[0] * 1_000_000 / 8 * numbers[1];
        long size = 128 * 1024;
        while (size < needed) {
            size *= 2;
        }
        return size;
    }

    private int numberIn(int question) {
        return Integer.parseInt(after(exam.question(question), "block "));
    }

    private List<Long> timesIn(int question) {
        return TIME.matcher(exam.question(question))
                .results()
                .map(time -> Instant.parse(time.group(1)).toEpochMilli())
                .collect(Collectors.toList());
    }

    private static String after(String text, String words) {
        Matcher number = NUMBER.matcher(text.substring(text.indexOf(words)));
        if (!number.find()) {
            throw new AssertionError("no number behind '" + words + "' in: " + text);
        }
        return number.group();
    }

    private String letter(int question, String statement) {
        String text = exam.question(question);
        int at = text.indexOf("**: " + statement + (text.endsWith(statement) ? "" : "\n"));
        return at < 0 ? "?" : text.substring(at - 1, at);
    }
}
