package valkka.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/** Who waits for a seek is told what comes of it, whatever happens meanwhile. */
@Timeout(20)
class PlayCommandsTest {
    private final FileCacheThread cacher = new FileCacheThread("cacher");
    private final PlayCommands commands = new PlayCommands(cacher);

    @AfterEach
    void stop() {
        cacher.close();
    }

    @Test
    void aSeekThatIsUnderWayWhenTheCacherEndsFailsForWhoWaitsForIt() throws Exception {
        commands.play();
        CompletableFuture<SeekResult> result = commands.seek(5);
        PlayCommands.Seek seek = commands.await(1).seek();
        cacher.stop();

        assertThatThrownBy(() -> commands.failed(seek, new ValkkaException(Kind.CLOSED, "closed")))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void aSeekThatIsAnsweredWhenTheCacherEndsIsAnswered() throws Exception {
        commands.play();
        CompletableFuture<SeekResult> result = commands.seek(5);
        PlayCommands.Seek seek = commands.await(1).seek();
        cacher.stop();
        SeekResult answer = new SeekResult(5, 5, PlayState.STOPPED, Map.of(), Set.of());

        assertThatThrownBy(() -> commands.answered(seek, answer))
                .isInstanceOfSatisfying(
                        ValkkaException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThat(result).isCompletedWithValue(answer);
    }

    @Test
    void aSeekThatIsCancelledDoesNotCancelTheOneThatTakesItsPlace() throws Exception {
        CompletableFuture<SeekResult> first = commands.seek(5);
        first.cancel(true);
        CompletableFuture<SeekResult> second = commands.seek(6);
        PlayCommands.Seek seek = commands.await(1).seek();
        SeekResult answer = new SeekResult(6, 6, PlayState.STOPPED, Map.of(), Set.of());
        commands.answered(seek, answer);

        assertThat(seek.mstimestamp()).isEqualTo(6);
        assertThat(second).isCompletedWithValue(answer);
    }
}
