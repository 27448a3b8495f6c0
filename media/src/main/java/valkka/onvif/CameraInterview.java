package valkka.onvif;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.onvif.CameraSearch.Login;

/** Asks the cameras that answered a probe for their models and streams, several at once. */
final class CameraInterview {
    /** The questions to all cameras take at most so long. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int AT_ONCE = 16;
    private static final Comparator<DiscoveredCamera> BY_ADDRESS = Comparator.comparing(
                    DiscoveredCamera::host, CameraInterview::compareHosts)
            .thenComparing(DiscoveredCamera::endpoint);

    private CameraInterview() {}

    /**
     * Returns the cameras, sorted by address.
     *
     * @param login {@code null} asks no camera anything
     */
    static List<DiscoveredCamera> with(List<ProbeMatch> matches, @Nullable Login login) {
        return with(matches, login, PATIENCE);
    }

    static List<DiscoveredCamera> with(List<ProbeMatch> matches, @Nullable Login login, Duration patience) {
        Stream<DiscoveredCamera> cameras = login == null || matches.isEmpty()
                ? matches.stream().map(match -> camera(match, "", List.of(), ""))
                : ask(matches, login, patience).stream();
        return cameras.sorted(BY_ADDRESS).toList();
    }

    private static List<DiscoveredCamera> ask(List<ProbeMatch> matches, Login login, Duration patience) {
        ExecutorService workers = Executors.newFixedThreadPool(Math.min(AT_ONCE, matches.size()), threads("discover"));
        ExecutorService network = Executors.newCachedThreadPool(threads("discover-network"));
        try {
            Soap soap = new Soap(network);
            List<Callable<DiscoveredCamera>> tasks = new ArrayList<>();
            for (ProbeMatch match : matches) {
                tasks.add(() -> ask(match, soap, login));
            }
            List<Future<DiscoveredCamera>> answers =
                    workers.invokeAll(tasks, patience.toMillis(), TimeUnit.MILLISECONDS);
            List<DiscoveredCamera> cameras = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                cameras.add(result(answers.get(i), matches.get(i)));
            }
            return cameras;
        } catch (InterruptedException e) {
            throw ValkkaException.interrupted("asking cameras for their streams");
        } finally {
            workers.shutdownNow();
            network.shutdownNow();
        }
    }

    private static DiscoveredCamera result(Future<DiscoveredCamera> answer, ProbeMatch match)
            throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException e) {
            return camera(match, "", List.of(), "it was not asked for its streams: time was up");
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking a camera failed in a way that nobody expects", e);
        }
    }

    private static DiscoveredCamera ask(ProbeMatch match, Soap soap, Login login) throws InterruptedException {
        CameraHost host = new CameraHost(match.sender());
        List<URI> own = match.services().stream().filter(host::isNamedIn).toList();
        List<URI> services = own.isEmpty() ? match.services() : own;
        if (services.isEmpty()) {
            return camera(match, "", List.of(), "it names no service that could be asked");
        }
        // A camera's certificate is rarely one that this Java trusts; the proof needs no secrecy.
        URI device = services.stream()
                .filter(service -> "http".equalsIgnoreCase(service.getScheme()))
                .findFirst()
                .orElse(services.get(0));
        CameraQuestions questions =
                new CameraQuestions(host, host.here(device), new OnvifService(soap, login, InstantSource.system()));
        String problem = "";
        try {
            questions.ask();
        } catch (ValkkaException e) {
            problem = e.getMessage();
        }
        return camera(match, questions.model(), questions.profiles(), problem);
    }

    private static DiscoveredCamera camera(
            ProbeMatch match, String model, List<CameraProfile> profiles, String problem) {
        return new DiscoveredCamera(
                match.endpoint(),
                match.sender().getHostAddress(),
                match.scope("name"),
                model,
                match.scope("hardware"),
                match.services(),
                profiles,
                problem);
    }

    /** Numbers by their value: 10.0.0.9 in front of 10.0.0.10. */
    private static int compareHosts(String a, String b) {
        int byLength = Integer.compare(padded(a).length(), padded(b).length());
        return byLength != 0 ? byLength : padded(a).compareTo(padded(b));
    }

    private static String padded(String host) {
        StringBuilder padded = new StringBuilder();
        for (String part : host.split("\\.", -1)) {
            padded.append("0".repeat(Math.max(0, 3 - part.length())))
                    .append(part)
                    .append('.');
        }
        return padded.toString();
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
