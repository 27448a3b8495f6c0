package valkka.onvif;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Asks who is there (WS-Discovery 2005/04 over UDP), and collects the answers. Everything runs in
 * the caller's thread.
 */
final class DiscoveryProbe {
    private static final System.Logger LOG = System.getLogger("valkka.live");
    private static final InetSocketAddress GROUP = new InetSocketAddress("239.255.255.250", CameraSearch.PORT);
    private static final int MOST_NETWORKS = 16;
    private static final int MOST_CAMERAS = 500;
    private static final int LARGEST_DATAGRAM = 65_535;
    /** A datagram may be lost, so each question goes out three times. */
    private static final List<Duration> REPEATS =
            List.of(Duration.ZERO, Duration.ofMillis(250), Duration.ofMillis(1000));

    /** Cameras of before and after 2012 listen to another type each. */
    private static final List<String> TYPES = List.of(
            "<d:Types xmlns:o=\"http://www.onvif.org/ver10/network/wsdl\">o:NetworkVideoTransmitter</d:Types>",
            "<d:Types xmlns:o=\"http://www.onvif.org/ver10/device/wsdl\">o:Device</d:Types>");

    private final List<InetSocketAddress> targets; // empty for the multicast group
    private final @Nullable NetworkInterface network; // null for all
    private final List<String> messageIds = new ArrayList<>();
    private final List<ByteBuffer> questions = new ArrayList<>();
    private final ByteBuffer datagram = ByteBuffer.allocate(LARGEST_DATAGRAM);
    private final List<ProbeMatch> found = new ArrayList<>();
    private int ignored;

    DiscoveryProbe(List<InetSocketAddress> targets, @Nullable NetworkInterface network) {
        this.targets = targets;
        this.network = network;
        for (String types : TYPES) {
            String id = UUID.randomUUID().toString();
            messageIds.add(id);
            questions.add(ByteBuffer.wrap(question("urn:uuid:" + id, types).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String question(String id, String types) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
                + " xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
                + " xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><s:Header>"
                + "<a:MessageID>" + id + "</a:MessageID>"
                + "<a:To s:mustUnderstand=\"true\">urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"
                + "<a:Action s:mustUnderstand=\"true\">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
                + "</s:Header><s:Body><d:Probe>" + types + "</d:Probe></s:Body></s:Envelope>";
    }

    /**
     * Returns who answered within the time, each device once.
     *
     * @throws ValkkaException {@code IO} when no network can be asked, {@code CLOSED} when the
     *     thread is interrupted
     */
    List<ProbeMatch> run(Duration time) {
        List<Way> ways = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            openWays(ways, selector);
            long start = System.nanoTime();
            int sent = 0;
            while (System.nanoTime() - start < time.toNanos()) {
                if (sent < REPEATS.size()
                        && System.nanoTime() - start >= REPEATS.get(sent).toNanos()) {
                    ask(ways, sent == 0);
                    sent++;
                }
                Duration next =
                        sent < REPEATS.size() && REPEATS.get(sent).compareTo(time) < 0 ? REPEATS.get(sent) : time;
                long wait = TimeUnit.NANOSECONDS.toMillis(next.toNanos() - (System.nanoTime() - start));
                selector.select(this::receive, Math.max(1, wait));
                if (Thread.currentThread().isInterrupted()) {
                    throw ValkkaException.interrupted("searching for cameras");
                }
            }
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the search for cameras failed: " + e.getMessage(), e);
        } finally {
            ways.forEach(Way::close);
        }
        if (ignored > 0) {
            LOG.log(Level.DEBUG, () -> "search for cameras: " + ignored + " answers could not be understood");
        }
        return found();
    }

    /** Returns how many answers could not be understood, or were too many. */
    int ignored() {
        return ignored;
    }

    /** Returns the ids of the questions, without {@code urn:uuid:}. */
    List<String> messageIds() {
        return List.copyOf(messageIds);
    }

    /** Returns who answered so far. */
    List<ProbeMatch> found() {
        return List.copyOf(found);
    }

    // ---- the ways out ----

    /** A socket, and where its questions go. */
    private record Way(DatagramChannel channel, List<InetSocketAddress> targets) {
        void close() {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, () -> "closing a socket of a search for cameras: " + e);
            }
        }
    }

    private void openWays(List<Way> ways, Selector selector) throws IOException {
        if (!targets.isEmpty()) {
            for (boolean v4 : new boolean[] {true, false}) {
                List<InetSocketAddress> ofFamily = targets.stream()
                        .filter(target -> target.getAddress() instanceof Inet4Address == v4)
                        .toList();
                if (!ofFamily.isEmpty()) {
                    ProtocolFamily family = v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
                    ways.add(way(DatagramChannel.open(family), null, null, ofFamily, selector));
                }
            }
            return;
        }
        List<String> failures = new ArrayList<>();
        for (NetworkInterface each : networks()) {
            for (InetAddress own : Collections.list(each.getInetAddresses())) {
                if (own instanceof Inet4Address && ways.size() < MOST_NETWORKS) {
                    try {
                        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
                        ways.add(way(channel, own, each, List.of(GROUP), selector));
                    } catch (IOException e) {
                        failures.add(each.getName() + ": " + e.getMessage());
                    }
                }
            }
        }
        if (ways.isEmpty()) {
            throw new ValkkaException(
                    Kind.IO,
                    "no network of this machine can be asked for cameras"
                            + (failures.isEmpty() ? ": none is up and carries multicast" : " (" + failures + ")")
                            + "; give a camera's address to ask that camera alone");
        }
    }

    private List<NetworkInterface> networks() throws IOException {
        if (network != null) {
            return List.of(network);
        }
        List<NetworkInterface> usable = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
                usable.add(each);
            }
        }
        return usable;
    }

    private static Way way(
            DatagramChannel channel,
            @Nullable InetAddress own,
            @Nullable NetworkInterface through,
            List<InetSocketAddress> to,
            Selector selector)
            throws IOException {
        Way way = new Way(channel, to);
        try {
            channel.configureBlocking(false);
            channel.bind(own == null ? null : new InetSocketAddress(own, 0));
            if (through != null) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, through);
                channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
            }
            channel.register(selector, SelectionKey.OP_READ);
            return way;
        } catch (IOException e) {
            way.close();
            throw e;
        }
    }

    /** Sends all questions on all ways. The first time at least one of them must go out. */
    private void ask(List<Way> ways, boolean first) throws IOException {
        @Nullable IOException failure = null;
        boolean sent = false;
        for (Way way : ways) {
            for (InetSocketAddress target : way.targets) {
                for (ByteBuffer question : questions) {
                    try {
                        sent |= way.channel.send(question.duplicate(), target) > 0;
                    } catch (IOException e) {
                        failure = e;
                    }
                }
            }
        }
        if (first && !sent && failure != null) {
            throw failure;
        }
    }

    // ---- the answers ----

    private void receive(SelectionKey key) {
        try {
            if (((DatagramChannel) key.channel()).receive(datagram.clear()) instanceof InetSocketAddress sender) {
                byte[] bytes = new byte[datagram.flip().remaining()];
                datagram.get(bytes);
                take(bytes, sender.getAddress());
            }
        } catch (IOException e) { // such as "port unreachable", from a host that has no camera
            LOG.log(Level.DEBUG, () -> "search for cameras: " + e);
        }
    }

    /** Takes what a stranger sent; an answer to another program's question is none to ours. */
    void take(byte[] answer, InetAddress sender) {
        List<ProbeMatch> matches;
        try {
            XmlElement envelope = XmlElement.parse(answer);
            String relatesTo = envelope.textOf("RelatesTo");
            boolean ours = messageIds.stream().anyMatch(relatesTo::endsWith);
            matches = ours ? ProbeMatch.of(envelope, sender) : List.of();
        } catch (ValkkaException e) {
            LOG.log(Level.DEBUG, () -> sender.getHostAddress() + ": " + e.getMessage());
            matches = List.of();
        }
        if (matches.isEmpty()) {
            ignored++;
        }
        matches.forEach(this::add);
    }

    private void add(ProbeMatch match) {
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isSameDevice(match)) {
                found.set(i, found.get(i).merge(match));
                return;
            }
        }
        if (found.size() < MOST_CAMERAS) {
            found.add(match);
        } else {
            ignored++;
        }
    }
}
