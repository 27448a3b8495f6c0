package valkka.frame;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * The level of detail that a part of the library writes to standard error. libValkka's
 * {@code setLogLevel_valkkafslogger(loglevel_crazy)} is {@code LogLevel.valkkafs(LogLevel.CRAZY)}
 * here.
 *
 * <p>The library logs through {@link System.Logger}. These switches act on the JDK's own back end,
 * java.util.logging. A program that brings another back end sets the levels in that back end. The
 * logger names are {@code valkka.fs}, {@code valkka.file}, {@code valkka.live},
 * {@code valkka.filter} and {@code valkka.thread}.
 */
public enum LogLevel {
    /** Nothing at all. */
    SILENT(Level.OFF),
    /** Warnings and errors, which a user should know. */
    NORMAL(Level.INFO),
    /** Each step. */
    DEBUG(Level.FINE),
    /** Each frame. */
    CRAZY(Level.FINER);

    private final Level level;

    LogLevel(Level level) {
        this.level = level;
    }

    /** Sets the level of the file system and of its threads' faults: {@code valkka.fs}. */
    public static void valkkafs(LogLevel level) {
        Area.FS.set(level);
    }

    /**
     * Sets the level of files that filters write, for instance Matroska files: {@code valkka.file}.
     */
    public static void file(LogLevel level) {
        Area.FILE.set(level);
    }

    /**
     * Sets the level of cameras, both real and virtual, and of their faults: {@code valkka.live}.
     */
    public static void live(LogLevel level) {
        Area.LIVE.set(level);
    }

    /** Sets the level of filters: {@code valkka.filter}. */
    public static void filter(LogLevel level) {
        Area.FILTER.set(level);
    }

    /**
     * Sets the level of starts and ends of threads, and of faults in threads of no other part:
     * {@code valkka.thread}.
     */
    public static void thread(LogLevel level) {
        Area.THREAD.set(level);
    }

    /**
     * Formats each message as one line. The JDK's own form takes two lines and names a method of
     * the library.
     */
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

    /**
     * The loggers are held here because java.util.logging forgets the level of a logger that nobody
     * holds.
     */
    private enum Area {
        FS("valkka.fs"),
        FILE("valkka.file"),
        LIVE("valkka.live"),
        FILTER("valkka.filter"),
        THREAD("valkka.thread");

        private final Logger logger;

        @GuardedBy("this")
        private @Nullable Handler handler;

        Area(String name) {
            this.logger = Logger.getLogger(name);
        }

        synchronized void set(LogLevel level) {
            logger.setLevel(level.level);
            if (handler == null && level.level.intValue() < Level.INFO.intValue()) {
                // The root's console handler stops at INFO, while this handler lets everything
                // pass.
                handler = new ConsoleHandler();
                handler.setLevel(Level.ALL);
                handler.setFormatter(new OneLine());
                logger.addHandler(handler);
                logger.setUseParentHandlers(false);
            }
        }
    }
}
