package valkka.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaSingleFS;
import valkka.rtsp.RtspServer;
import valkka.rtsp.RtspServerBuilder;

/** {@code ./valkka serve DIR}: a recording for RTSP players, each at its own place and speed. */
@Command(
        name = "serve",
        description =
                "Serves a recording to RTSP players on this machine until Ctrl-C: a path for each stream. Each player seeks"
                        + " and changes its speed by itself. Only reads, and works during recording.",
        exitCodeList = {"0:it was asked to stop", "1:it could not serve", "2:the arguments are wrong"})
final class ServeCommand implements Subcommand {
    private static final Duration LONG = Duration.ofDays(1);

    private final StopRequest stop;

    @Parameters(
            paramLabel = "DIR",
            description = "the directory of one recording",
            converter = DirectoryConverter.class)
    private Path directory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "where players find it, 8554 when nothing is said; 0 for any that is free",
            converter = Port.class)
    private int port = 8554;

    @Mixin
    private UserOption user;

    ServeCommand(StopRequest stop) {
        this.stop = stop;
    }

    @Override
    public int run(Console console) throws InterruptedException {
        try (ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory(directory)) {
            RtspServerBuilder settings = RtspServer.builder().port(port);
            Optional<UserOption.Login> login = user.login("serve", console);
            login.ifPresent(known -> settings.user(known.user(), known.password()));
            RecordingSurvey survey = new RecordingSurvey(fs);
            List<Long> ids = survey.streams().stream()
                    .map(StreamSurvey::id)
                    .distinct()
                    .filter(id -> added(settings, fs, id, console))
                    .toList();
            if (ids.isEmpty()) {
                throw new ValkkaException(
                        Kind.NOT_FOUND, "the recording in " + directory + " has no stream that a player could play");
            }
            try (RtspServer server = settings.start()) {
                announce(server, survey.range(), ids, console);
                while (!stop.await(LONG)) {
                    // served by the server's thread
                }
            }
        }
        return 0;
    }

    private static boolean added(RtspServerBuilder settings, ValkkaSingleFS fs, long id, Console console) {
        try {
            settings.recording("/" + id, fs, id);
            return true;
        } catch (ValkkaException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            console.advice("Stream " + id + " is left out: " + e.getMessage());
            return false;
        }
    }

    private void announce(RtspServer server, TimeRange range, List<Long> ids, Console console) {
        console.title(directory.toString());
        console.row("recorded", Units.range(range, console.zone()));
        String label = "addresses";
        for (long id : ids) {
            console.row(label, withoutPassword(server.address("/" + id)));
            label = "";
        }
        console.out().println("Serving; Ctrl-C ends it.");
    }

    /** The path is a stream's id and no secret, so it is shown: players need it. */
    private static String withoutPassword(String address) {
        return address.replaceFirst("^(rtsps?://[^:@/]*):[^@/]*@", "$1:***@");
    }

    private static final class Port implements ITypeConverter<Integer> {
        private static final int LAST = 65535;

        @Override
        public Integer convert(String text) {
            if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= LAST) {
                return Integer.valueOf(text);
            }
            throw new WrongValueException("give a port, 0 to " + LAST);
        }
    }
}
