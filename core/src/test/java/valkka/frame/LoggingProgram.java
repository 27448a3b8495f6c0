package valkka.frame;

import java.nio.file.Path;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSWriterThread;
import valkka.fs.ValkkaSingleFS;

/** Run as a second process without any configuration of logging: writes three frames, each switch in turn. */
final class LoggingProgram {
    private LoggingProgram() {}

    /** @param arguments a directory for the recording */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        try (ValkkaFS fs = ValkkaSingleFS.newFromDirectory(Path.of(arguments[0]))
                        .blockSize(4096)
                        .blocks(4)
                        .create();
                ValkkaFSWriterThread writer = new ValkkaFSWriterThread("writer", fs)) {
            writer.setSlotId(1, 5);
            writer.start();
            for (LogLevel level : new LogLevel[] {LogLevel.NORMAL, LogLevel.CRAZY, LogLevel.SILENT}) {
                LogLevel.valkkafs(level);
                writer.getFrameFilter()
                        .run(BasicFrame.of(1, 0, 1000 + level.name().length(), Codec.AAC, new byte[] {1}));
                writer.flush();
                System.err.println("end of " + level);
            }
        }
    }
}
