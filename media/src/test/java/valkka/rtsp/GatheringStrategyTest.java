package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.SelectStrategy;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class GatheringStrategyTest {
    private final GatheringStrategy strategy = new GatheringStrategy();
    private int looks;

    private int strategyWith(int ready, boolean hasTasks) throws Exception {
        return strategy.calculateStrategy(
                () -> {
                    looks++;
                    return ready;
                },
                hasTasks);
    }

    @Test
    void whatGatheredIsReadBeforeTheLoopWaits() throws Exception {
        strategy.opened(new EmbeddedChannel());
        assertThat(strategyWith(3, false)).isEqualTo(3);
        assertThat(strategyWith(0, false)).isEqualTo(SelectStrategy.SELECT);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void tasksAreNotKeptWaiting() throws Exception {
        assertThat(strategyWith(0, true)).isZero();
        assertThat(strategyWith(2, true)).isEqualTo(2);
    }

    @Test
    void withoutAConnectionNothingGathers() throws Exception {
        EmbeddedChannel connection = new EmbeddedChannel();
        strategy.opened(connection);
        assertThat(connection.close().isSuccess()).isTrue();
        assertThat(strategyWith(3, false)).isEqualTo(SelectStrategy.SELECT);
        assertThat(looks).isZero();
    }

    @Test
    void withUdpNothingGathers() throws Exception {
        strategy.opened(new EmbeddedChannel());
        strategy.end();
        assertThat(strategyWith(3, false)).isEqualTo(SelectStrategy.SELECT);
        assertThat(looks).isZero();
    }
}
