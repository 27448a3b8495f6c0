package valkka.live;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.nal.AccessUnitAssembler;
import valkka.rtsp.Durations;
import valkka.rtsp.RtpStats;

/** What is wrong with a camera that is connected, in words for people who set cameras up. */
final class LiveFailure {
    private LiveFailure() {}

    /** Why no picture has come for so long, or no sound where there is only sound. */
    static ValkkaException silence(
            LiveConnectionContext context,
            Duration patience,
            @Nullable VideoTrack video,
            @Nullable AudioTrack audio,
            boolean backWithoutPicture) {
        String time = Durations.text(patience);
        boolean sound = audio != null && (audio.hasStarted() || audio.received().packets() > 0);
        if (backWithoutPicture) {
            return error(
                    context,
                    "the camera came back with its sound alone, without the picture of before, and stays without for "
                            + time + ": restart it, or look whether its encoder is set to H.264 or H.265");
        }
        if (video == null) {
            return error(context, "the camera has sent no sound for " + time + ": is it on, and is the network up?");
        }
        if (video.tooLarge() > 0) {
            return new ValkkaException(
                    Kind.IO,
                    context.address() + ": the camera sends pictures of more than "
                            + (AccessUnitAssembler.MAX_BYTES >> 20) + " MiB or " + AccessUnitAssembler.MAX_UNITS
                            + " NAL units, which cannot be ones: restart it");
        }
        RtpStats came = video.received();
        if (came.packets() == 0 && video.isOverUdp() && !sound) {
            return error(context, "no packet has come by UDP for " + time + ": " + letUdpThrough(context));
        }
        if (sound) {
            return error(
                    context,
                    "the camera has sent no picture for " + time
                            + ", but sound: restart it, or look whether its encoder hangs");
        }
        return error(context, "the camera has sent no picture for " + time + ": is it on, and is the network up?");
    }

    /** The camera describes a picture, and sends only sound. */
    static ValkkaException soundAlone(LiveConnectionContext context, Duration patience) {
        return error(
                context,
                "the camera has sent no picture for " + Durations.text(patience)
                        + ", but sound, which goes on alone: restart it, or look whether its encoder hangs");
    }

    private static String letUdpThrough(LiveConnectionContext context) {
        if (context.type() == LiveConnectionType.SDP) {
            return "does the sender send to the address and port of the SDP file, and does a firewall let UDP through?";
        }
        return context.requestTcp()
                ? "does a firewall stand between? Let UDP through: this camera does not send by TCP"
                : "does a firewall stand between? Let UDP through, or use withRequestTcp(true)";
    }

    /** Why nothing could be passed on, although packets came. */
    static ValkkaException noStart(LiveConnectionContext context, Duration patience, VideoTrack video) {
        String time = Durations.text(patience);
        if (context.timeCorrection() == TimeCorrectionType.NONE) {
            return error(
                    context,
                    "the camera has not told its time (RTCP sender report), or sent no key frame, within " + time
                            + ": take the time of arrival, TimeCorrectionType.SMART");
        }
        if (video.damagedPictures() > 0) {
            return error(
                    context,
                    "no key frame came whole within " + time + ": " + video.damagedPictures()
                            + " pictures lacked packets that the network lost"
                            + (video.isOverUdp() ? ": use withRequestTcp(true), or mend the network" : ""));
        }
        return error(
                context,
                "the camera sends video but no key frame (with its parameter sets) within " + time
                        + ": set its key frame interval to a second or two");
    }

    private static ValkkaException error(LiveConnectionContext context, String words) {
        return new ValkkaException(Kind.TIMEOUT, context.address() + ": " + words);
    }
}
