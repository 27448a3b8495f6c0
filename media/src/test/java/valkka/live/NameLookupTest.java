package valkka.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.rtsp.Deadline;
import valkka.rtsp.RtspAddress;

/** The look-up of a camera's host, which may hang, and holds up nobody but its own stream. */
@Timeout(60)
class NameLookupTest {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch answer = new CountDownLatch(1);
    private volatile boolean systemIsFull;
    private final LiveEnvironment environment =
            LiveEnvironment.usual().withResolver(this::resolve).withStarter(this::start);
    private final LiveNetwork network = new LiveNetwork("names", LiveEnvironment.usual());
    private final NameLookup lookup = new NameLookup(environment, "look-up");

    /** As the system's: host names that begin with "stuck" have no answer yet. */
    private InetAddress[] resolve(String host) throws UnknownHostException {
        asked.add(host);
        if (host.startsWith("stuck")) {
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a look-up", e);
            }
        }
        if (host.startsWith("unknown")) {
            throw new UnknownHostException(host);
        }
        if (host.startsWith("broken")) {
            throw new StackOverflowError("on purpose");
        }
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    private void start(Thread thread) {
        if (systemIsFull) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        started.add(thread);
        thread.start();
    }

    @AfterEach
    void close() {
        answer.countDown();
        if (!network.loop().isShuttingDown()) {
            network.close();
        }
    }

    /** On the loop, as a client does. */
    private CompletableFuture<List<InetAddress>> find(String host, Duration patience) {
        EventLoop loop = network.loop();
        RtspAddress address = RtspAddress.parse("rtsp://admin:s3cret@" + host + "/cam");
        return CompletableFuture.supplyAsync(() -> lookup.find(address, loop, patience), loop)
                .thenCompose(found -> found);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            CompletionStage<List<InetAddress>> found, Kind kind) {
        return assertThatThrownBy(() -> found.toCompletableFuture().get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aNameIsLookedUpInAThreadOfItsOwnAndToldOnTheLoop() throws Exception {
        EventLoop loop = network.loop();
        CompletableFuture<Boolean> onLoop = CompletableFuture.supplyAsync(
                        () -> lookup.find(RtspAddress.parse("rtsp://camera.test/cam"), loop, LONG)
                                .thenApply(places -> loop.inEventLoop()),
                        loop)
                .thenCompose(found -> found);
        assertThat(onLoop.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).containsExactly("camera.test");
        assertThat(started).hasSize(1).allSatisfy(thread -> {
            assertThat(thread.getName()).isEqualTo("look-up");
            assertThat(thread.isDaemon()).isTrue();
        });
    }

    @Test
    void aNumberNeedsNoThread() throws Exception {
        assertThat(find("127.0.0.1", LONG).get(20, TimeUnit.SECONDS)).hasSize(1);
        assertThat(find("[::1]", LONG).get(20, TimeUnit.SECONDS)).hasSize(1);
        assertThat(started).isEmpty();
    }

    @Test
    void eachFailureIsTold() {
        assertFails(find("unknown.test", LONG), Kind.NOT_FOUND)
                .hasMessageContaining("the host name 'unknown.test' is not known");
        assertFails(find("broken.test", LONG), Kind.NOT_FOUND);
        systemIsFull = true;
        assertFails(find("camera.test", LONG), Kind.IO).hasMessageContaining("no further thread");
    }

    @Test
    void afterAFailureTheNameIsLookedUpAnew() throws Exception {
        systemIsFull = true;
        assertFails(find("camera.test", LONG), Kind.IO);
        systemIsFull = false;
        assertThat(find("camera.test", LONG).get(20, TimeUnit.SECONDS)).hasSize(1);
        assertThat(find("camera.test", LONG).get(20, TimeUnit.SECONDS)).hasSize(1);
        assertThat(asked).as("an address may change").containsExactly("camera.test", "camera.test");
    }

    @Test
    void aLookUpThatHangsIsWaitedForAgainAndNotStartedTwice() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertFails(find("stuck.test", SOON), Kind.TIMEOUT)
                    .hasMessageContaining("no name server said within 50 ms where 'stuck.test' is");
        }
        CompletableFuture<List<InetAddress>> last = find("stuck.test", LONG);
        answer.countDown();
        assertThat(last.get(20, TimeUnit.SECONDS)).hasSize(1);
        assertThat(asked).containsExactly("stuck.test");
        Deadline.until("the thread's end", () -> started.stream().noneMatch(Thread::isAlive));
    }

    @Test
    void lookUpsOfTwoHostsThatHangHaveAThreadEachHoweverOftenTheyAreAsked() {
        for (int i = 0; i < 3; i++) {
            assertFails(find("stuck-1.test", SOON), Kind.TIMEOUT); // it redirects
            assertFails(find("stuck-2.test", SOON), Kind.TIMEOUT);
        }
        assertThat(asked).containsExactly("stuck-1.test", "stuck-2.test");
    }

    @Test
    void anAnswerAfterTheEndOfTheLoopConcernsNobody() {
        CompletableFuture<List<InetAddress>> found = find("stuck.test", LONG);
        Deadline.until("the question", () -> asked.size() == 1);
        network.close();
        answer.countDown();
        Deadline.until("the thread's end", () -> started.stream().noneMatch(Thread::isAlive));
        assertThat(found).isNotDone();
    }
}
