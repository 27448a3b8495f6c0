package valkka.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Everything that is logged until the close, at every level, in place of what is shown otherwise.
 *
 * <pre>{@code
 * try (RecordedLog log = RecordedLog.of("valkka")) {
 *     // what is to be tested
 *     assertThat(log.text()).doesNotContain("s3cret");
 * }
 * }</pre>
 */
public final class RecordedLog implements AutoCloseable {
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Level level;
    private final boolean toParents;
    private final List<Handler> others;
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    private RecordedLog(Logger logger) {
        this.logger = logger;
        this.level = logger.getLevel();
        this.toParents = logger.getUseParentHandlers();
        this.others = List.of(logger.getHandlers());
    }

    /**
     * Records what a logger and all loggers below it log.
     *
     * @param name of the logger; empty for the root, whose levels are those of all loggers that
     *     have none
     */
    public static RecordedLog of(String name) {
        RecordedLog log = new RecordedLog(Logger.getLogger(name));
        log.others.forEach(log.logger::removeHandler);
        log.recorder.setLevel(Level.ALL);
        log.logger.addHandler(log.recorder);
        log.logger.setUseParentHandlers(false);
        log.logger.setLevel(Level.ALL);
        return log;
    }

    /** Returns the records so far. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Returns the records as they are printed, each with its parameters and the trace of its cause. */
    public String text() {
        StringBuilder text = new StringBuilder();
        SimpleFormatter formatter = new SimpleFormatter();
        for (LogRecord record : records) {
            text.append(formatter.format(record)).append('\n');
            Object[] parameters = record.getParameters();
            for (Object parameter : parameters == null ? new Object[0] : parameters) {
                text.append(SecretSearch.text(parameter)).append('\n');
            }
        }
        return text.toString();
    }

    /** Lets the logger log as before. */
    @Override
    public void close() {
        logger.setLevel(level);
        logger.removeHandler(recorder);
        others.forEach(logger::addHandler);
        logger.setUseParentHandlers(toParents);
    }
}
