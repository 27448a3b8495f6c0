package valkka.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.onvif.CameraProfile;
import valkka.onvif.CameraSearch;
import valkka.onvif.Cameras;
import valkka.onvif.DiscoveredCamera;
import valkka.rtsp.RtspAddress;

/** {@code ./valkka discover [HOST...]}: the ONVIF cameras of the network, and their addresses. */
@Command(
        name = "discover",
        description =
                "Lists the ONVIF cameras of the local network: address, name and model. With a user also the RTSP address"
                        + " of each stream. It asks by multicast, and never scans addresses.",
        exitCodeList = {"0:cameras answered", "1:none answered", "2:the arguments are wrong"})
final class DiscoverCommand implements Subcommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "HOST",
            description = "asks only this camera, also behind a router: its address or host name")
    private List<String> hosts = List.of();

    @Mixin
    private UserOption user;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "how long the cameras may take to answer, 3 when nothing is said",
            converter = SecondsConverter.class)
    private Duration time = Duration.ofSeconds(3);

    @Option(names = "--json", description = "prints the list as JSON")
    private boolean json;

    @Override
    public int run(Console console) throws JsonProcessingException {
        CameraSearch search = Cameras.search().within(time);
        for (String host : hosts) {
            search.at(address(host));
        }
        Optional<UserOption.Login> login = user.login("discover", console);
        login.ifPresent(known -> search.user(known.user(), known.password()));
        console.passing("asking for cameras ...");
        List<DiscoveredCamera> cameras;
        try {
            cameras = search.discover();
        } finally {
            console.passing("");
        }
        if (json) {
            console.out().println(json(cameras));
        } else {
            CameraTable.print(cameras, console);
        }
        if (cameras.isEmpty()) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "no camera answered: look whether the camera is in this machine's network, whether ONVIF is on in its"
                            + " settings, and whether a firewall stops UDP port 3702; or ask the camera alone, as in"
                            + " ./valkka discover 192.168.0.157");
        }
        if (!json && login.isEmpty()) {
            console.out().println("With --user NAME the cameras tell the addresses of their streams.");
        }
        return 0;
    }

    /** Picocli takes a word that a converter refuses for a word too many. */
    private static InetSocketAddress address(String host) {
        try {
            return new CameraHostConverter().convert(host);
        } catch (WrongValueException e) {
            throw UsageError.of("discover", "HOST: " + e.getMessage());
        }
    }

    private static String json(List<DiscoveredCamera> cameras) throws JsonProcessingException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (DiscoveredCamera camera : cameras) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("host", camera.host());
            one.put("name", camera.name());
            one.put("model", camera.model());
            one.put("hardware", camera.hardware());
            one.put("endpoint", camera.endpoint());
            one.put(
                    "services",
                    camera.services().stream()
                            .map(service -> RtspAddress.shown(service.toString()))
                            .toList());
            one.put(
                    "profiles",
                    camera.profiles().stream().map(DiscoverCommand::json).toList());
            one.put("problem", camera.problem());
            list.add(one);
        }
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(list);
    }

    private static Map<String, Object> json(CameraProfile profile) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", profile.name());
        one.put("encoding", profile.encoding());
        one.put("width", profile.width());
        one.put("height", profile.height());
        one.put("framesPerSecond", profile.framesPerSecond());
        one.put("address", profile.shownAddress());
        return one;
    }
}
