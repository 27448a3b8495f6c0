package valkka.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import valkka.frame.ValkkaException;

/** What a shell prints of a future. */
class AwaitedTest {
    private final Awaited<Integer> pull = new Awaited<>("pulling blocks 3, 4", "pulled 2 blocks");

    @Test
    void aFutureSaysWhatItWaitsForAndThenItsResult() {
        assertThat(pull).hasToString("pulling blocks 3, 4 ...");
        pull.complete(333);
        assertThat(pull).hasToString("pulled 2 blocks: 333");
    }

    @Test
    void aFutureThatFailedSaysWhy() {
        pull.completeExceptionally(ValkkaException.badArgument("there is no block 4"));
        assertThat(pull).hasToString("pulling blocks 3, 4 failed: there is no block 4");
    }

    @Test
    void aFutureThatFailedWithoutAMessageNamesTheError() {
        pull.completeExceptionally(new IllegalStateException());
        assertThat(pull).hasToString("pulling blocks 3, 4 failed: java.lang.IllegalStateException");
    }

    @Test
    void aCancelledFutureSaysSo() {
        pull.cancel(false);
        assertThat(pull).hasToString("pulling blocks 3, 4: cancelled");
    }

    @Test
    void whatFollowsAFutureSaysWhatItWaitsForToo() {
        CompletableFuture<Integer> twice = pull.thenApply(frames -> 2 * frames);
        assertThat(twice).hasToString("pulling blocks 3, 4 ...");
        pull.complete(4);
        assertThat(twice).hasToString("pulled 2 blocks: 8");
        assertThat(pull.copy()).hasToString("pulled 2 blocks: 4");
    }

    @Test
    void aFutureThatFailedFailsThoseThatFollow() {
        CompletableFuture<Integer> twice = pull.thenApply(frames -> 2 * frames);
        pull.completeExceptionally(ValkkaException.badArgument("there is no block 4"));
        assertThat(twice).hasToString("pulling blocks 3, 4 failed: there is no block 4");
    }
}
