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
class PlayControlTest {
    private final FileCacheThread cacher = new FileCacheThread("cacher");
    private final PlayControl control = new PlayControl(cacher);

    @AfterEach
    void stop() {
        cacher.close();
    }

    @Test
    void aSeekThatIsUnderWayWhenTheCacherEndsFailsForWhoWaitsForIt() throws Exception {
        control.play();
        CompletableFuture<SeekResult> result = control.seek(5);
        PlayControl.Seek seek = control.await(1).seek();
        cacher.stop();

        assertThatThrownBy(() -> control.failed(seek, new ValkkaException(Kind.CLOSED, "closed")))
                .isInstanceOf(ValkkaException.class);
        assertThat(result).isCompletedExceptionally();
    }

    @Test
    void aSeekThatIsAnsweredWhenTheCacherEndsIsAnswered() throws Exception {
        control.play();
        CompletableFuture<SeekResult> result = control.seek(5);
        PlayControl.Seek seek = control.await(1).seek();
        cacher.stop();
        SeekResult answer = new SeekResult(5, 5, PlayState.STOPPED, Map.of(), Set.of());

        assertThatThrownBy(() -> control.answered(seek, answer)).isInstanceOf(ValkkaException.class);
        assertThat(result).isCompletedWithValue(answer);
    }

    @Test
    void aSeekThatIsCancelledDoesNotCancelTheOneThatTakesItsPlace() throws Exception {
        CompletableFuture<SeekResult> first = control.seek(5);
        first.cancel(true);
        CompletableFuture<SeekResult> second = control.seek(6);
        PlayControl.Seek seek = control.await(1).seek();
        SeekResult answer = new SeekResult(6, 6, PlayState.STOPPED, Map.of(), Set.of());
        control.answered(seek, answer);

        assertThat(seek.mstimestamp()).isEqualTo(6);
        assertThat(second).isCompletedWithValue(answer);
    }
}
