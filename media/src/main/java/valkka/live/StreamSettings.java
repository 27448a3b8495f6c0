package valkka.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import valkka.rtsp.CertificatePin;

/**
 * The settings of a {@link LiveConnectionContext}, explained there. Zero bytes and a null duration
 * stand for the usual ones; a null pin pins nothing.
 */
record StreamSettings(
        Duration reconnect,
        boolean requestTcp,
        boolean requestMulticast,
        int recvBufferSize,
        @Nullable Duration reorderingTime,
        TimeCorrectionType timeCorrection,
        boolean audio,
        @Nullable CertificatePin pin) {
    static final StreamSettings USUAL =
            new StreamSettings(Duration.ofSeconds(10), true, false, 0, null, TimeCorrectionType.SMART, true, null);

    StreamSettings withReconnect(Duration v) {
        return new StreamSettings(
                v, requestTcp, requestMulticast, recvBufferSize, reorderingTime, timeCorrection, audio, pin);
    }

    StreamSettings withRequestTcp(boolean v) {
        return new StreamSettings(
                reconnect, v, requestMulticast, recvBufferSize, reorderingTime, timeCorrection, audio, pin);
    }

    StreamSettings withRequestMulticast(boolean v) {
        return new StreamSettings(reconnect, requestTcp, v, recvBufferSize, reorderingTime, timeCorrection, audio, pin);
    }

    StreamSettings withRecvBufferSize(int v) {
        return new StreamSettings(
                reconnect, requestTcp, requestMulticast, v, reorderingTime, timeCorrection, audio, pin);
    }

    StreamSettings withReorderingTime(Duration v) {
        return new StreamSettings(
                reconnect, requestTcp, requestMulticast, recvBufferSize, v, timeCorrection, audio, pin);
    }

    StreamSettings withTimeCorrection(TimeCorrectionType v) {
        return new StreamSettings(
                reconnect, requestTcp, requestMulticast, recvBufferSize, reorderingTime, v, audio, pin);
    }

    StreamSettings withAudio(boolean v) {
        return new StreamSettings(
                reconnect, requestTcp, requestMulticast, recvBufferSize, reorderingTime, timeCorrection, v, pin);
    }

    StreamSettings withPin(CertificatePin v) {
        return new StreamSettings(
                reconnect, requestTcp, requestMulticast, recvBufferSize, reorderingTime, timeCorrection, audio, v);
    }
}
