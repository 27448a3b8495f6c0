package valkka.onvif;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import valkka.rtsp.RtspAddress;

/**
 * One stream of a camera. ONVIF calls it a media profile.
 *
 * @param name as in the camera's settings
 * @param encoding such as {@code H264} or {@code H265}; empty when the camera does not tell it
 * @param width of the picture; 0 when unknown
 * @param height of the picture; 0 when unknown
 * @param framesPerSecond the limit in the camera's settings; 0 when unknown
 * @param address the RTSP address without user and password. Some cameras have a secret in the path
 *     of the address, which {@link #shownAddress()} hides
 */
public record CameraProfile(
        String name, String encoding, int width, int height, double framesPerSecond, String address) {
    /**
     * Returns the address with user and password, for a {@code LiveConnectionContext}. Do not print
     * it.
     */
    public String address(String user, String password) {
        int behindScheme = address.indexOf("://") + 3;
        return address.substring(0, behindScheme) + encode(user) + ":" + encode(password) + "@"
                + address.substring(behindScheme);
    }

    /** Returns the address as it may be shown: passwords in its path or query are hidden. */
    public String shownAddress() {
        return RtspAddress.parse(address).redacted();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns the encoding, the size and the rate, as far as they are known. */
    public String format() {
        String size = width > 0 && height > 0 ? " " + width + "x" + height : "";
        String rate = framesPerSecond > 0
                ? " "
                        + BigDecimal.valueOf(framesPerSecond)
                                .setScale(2, RoundingMode.HALF_UP)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " fps"
                : "";
        return (encoding + size + rate).strip();
    }

    /** Returns one line, without secrets. */
    @Override
    public String toString() {
        return name + " " + format() + " " + shownAddress();
    }
}
