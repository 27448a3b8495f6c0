package valkka.rtsp;

/**
 * What a camera sent as one: a NAL unit of its picture, or a packet of its sound.
 *
 * @param bytes the payload of a frame as it will be recorded: a NAL unit behind {@code 00 00 00
 *     01}, AAC behind its ADTS header, other sound as it came. A fresh array, which belongs to the
 *     receiver of the unit
 * @param timestamp the RTP timestamp, unwrapped to 64 bits, in ticks of the track's clock. Its low 32
 *     bits are those that the camera sent, but for sound packets that share an RTP packet
 * @param marker whether the unit is the last one of a packet with the marker bit. So the unit may be
 *     the last one of its picture
 * @param afterLoss whether packets were lost in front of this unit, or a unit in front of it was
 *     dropped because a part of that unit was missing
 * @param arrivalNanos when the unit's first packet came, by the ticker of the event loop
 */
public record MediaUnit(byte[] bytes, long timestamp, boolean marker, boolean afterLoss, long arrivalNanos) {
    @Override
    public String toString() {
        return "MediaUnit " + timestamp + " " + bytes.length + " bytes" + (marker ? " marker" : "")
                + (afterLoss ? " after loss" : "");
    }
}
