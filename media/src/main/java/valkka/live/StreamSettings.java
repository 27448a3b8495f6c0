package valkka.live;

import java.time.Duration;

/** The settings of a {@link LiveConnectionContext}, explained there. Zero bytes and a null duration leave it to FFmpeg. */
record StreamSettings(
        Duration reconnect,
        boolean requestTcp,
        boolean requestMulticast,
        int recvBufferSize,
        Duration reorderingTime,
        TimeCorrectionType timeCorrection,
        boolean audio) {
    static final StreamSettings USUAL =
            new StreamSettings(Duration.ofSeconds(10), true, false, 0, null, TimeCorrectionType.SMART, true);

    StreamSettings withReconnect(Duration v) {
        return new StreamSettings(
                v, requestTcp, requestMulticast, recvBufferSize, reorderingTime, timeCorrection, audio);
    }

    StreamSettings withRequestTcp(boolean v) {
        return new StreamSettings(
                reconnect, v, requestMulticast, recvBufferSize, reorderingTime, timeCorrection, audio);
    }

    StreamSettings withRequestMulticast(boolean v) {
        return new StreamSettings(reconnect, requestTcp, v, recvBufferSize, reorderingTime, timeCorrection, audio);
    }

    StreamSettings withRecvBufferSize(int v) {
        return new StreamSettings(reconnect, requestTcp, requestMulticast, v, reorderingTime, timeCorrection, audio);
    }

    StreamSettings withReorderingTime(Duration v) {
        return new StreamSettings(reconnect, requestTcp, requestMulticast, recvBufferSize, v, timeCorrection, audio);
    }

    StreamSettings withTimeCorrection(TimeCorrectionType v) {
        return new StreamSettings(reconnect, requestTcp, requestMulticast, recvBufferSize, reorderingTime, v, audio);
    }

    StreamSettings withAudio(boolean v) {
        return new StreamSettings(
                reconnect, requestTcp, requestMulticast, recvBufferSize, reorderingTime, timeCorrection, v);
    }
}
