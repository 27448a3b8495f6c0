package valkka.frame;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How much a part of the library says on standard error. libValkka: {@code setLogLevel_valkkafslogger(loglevel_crazy)} is
 * {@code LogLevel.valkkafs(LogLevel.CRAZY)} here.
 *
 * <p>The library logs through {@link System.Logger}. These switches act on the JDK's own back end, java.util.logging; a
 * program that brings another back end sets levels there, for the logger names {@code valkka.fs}, {@code valkka.file},
 * {@code valkka.live}, {@code valkka.filter} and {@code valkka.thread}.
 */
public enum LogLevel {
    /** Nothing at all. */
    SILENT(Level.OFF),
    /** What a user should know: warnings and errors. */
    NORMAL(Level.INFO),
    /** Each step. */
    DEBUG(Level.FINE),
    /** Each frame. */
    CRAZY(Level.FINER);

    private final Level level;

    LogLevel(Level level) {
        this.level = level;
    }

    /** The file system and its threads' faults: {@code valkka.fs}. */
    public static void valkkafs(LogLevel level) {
        Area.FS.set(level);
    }

    /** Files written by filters, matroska for one: {@code valkka.file}. */
    public static void file(LogLevel level) {
        Area.FILE.set(level);
    }

    /** Cameras, real ones and virtual ones, and their faults: {@code valkka.live}. */
    public static void live(LogLevel level) {
        Area.LIVE.set(level);
    }

    /** Filters: {@code valkka.filter}. */
    public static void filter(LogLevel level) {
        Area.FILTER.set(level);
    }

    /** Threads starting and ending, and the faults of those that belong to no other part: {@code valkka.thread}. */
    public static void thread(LogLevel level) {
        Area.THREAD.set(level);
    }

    /** A line a message: the JDK's own form takes two, and one of them says which method of the library it was. */
    private static final class OneLine extends Formatter {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

        @Override
        public String format(LogRecord entry) {
            StringWriter text = new StringWriter();
            PrintWriter out = new PrintWriter(text);
            out.println(TIME.format(entry.getInstant().atZone(ZoneId.systemDefault())) + " " + entry.getLoggerName()
                    + " " + formatMessage(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(out);
            }
            return text.toString();
        }
    }

    /** The loggers are held here because java.util.logging forgets a level once nobody holds the logger. */
    private enum Area {
        FS("valkka.fs"),
        FILE("valkka.file"),
        LIVE("valkka.live"),
        FILTER("valkka.filter"),
        THREAD("valkka.thread");

        private final Logger logger;
        private @Nullable Handler handler;

        Area(String name) {
            this.logger = Logger.getLogger(name);
        }

        synchronized void set(LogLevel level) {
            logger.setLevel(level.level);
            if (handler == null && level.level.intValue() < Level.INFO.intValue()) {
                // The root's console handler stops at INFO: this one lets everything pass.
                handler = new ConsoleHandler();
                handler.setLevel(Level.ALL);
                handler.setFormatter(new OneLine());
                logger.addHandler(handler);
                logger.setUseParentHandlers(false);
            }
        }
    }
}
