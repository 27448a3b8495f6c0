package valkka.rtsp;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a camera's path that may be shown. Nobody knows all the words by which cameras name a
 * secret, and a secret may hold every separator. So a path shows only what is known to be harmless:
 * the words that makers of cameras put into their paths, and short numbers. Everything else becomes
 * {@code ***}.
 */
final class PublicPath {
    static final String HIDDEN = "***";

    /** Words of cameras' paths. A path's word may join several of them: {@code videoMain}. */
    private static final Set<String> WORDS = words(
            "aac adaptive amp asf asp audio av avc avi axis bin binary c cam camera cameras cams cell cgi",
            "ch channel channels codec defaultprimary device dvr exe false file flv format fps g gop h hd",
            "hevc high html id image img index input jpeg jpg left live livemedia livestream low m main",
            "mainstream media mediainput medium mjpeg mobile mode mov mp mpeg mpg multicast nvr off on",
            "onvif opus output pcma pcmu play player preview primary profile profiles proto protocol psia",
            "ptz quality realmonitor resolution right rtp rtsp rtspstream rtspvideo s sd sdp second",
            "secondary service services small smp sound source stm stream streaming streams streamtype",
            "sub substream subtype tcp test track trackid tracks true ts tunnel type u udp unicast v vga",
            "video videocodec videoinput videomain videosub x");

    /** Names whose value is shown where the value is harmless, too. */
    private static final Set<String> NAMES = words(
            "audio ch chan channel channelid channels codec fps format gop height id multicast proto protocol",
            "quality res resolution stream streamid streamtype sub subtype track trackid transport type unicast video",
            "videocodec width");

    /** Names whose value is hidden. The name itself tells the user what is hidden. */
    private static final Set<String> SECRET_NAMES = words(
            "account auth credentials key login passwd password passwort pass psw pwd secret token user username");

    private static final Pattern CHUNK = Pattern.compile("([/?&;]?)([^/?&;]*)");
    private static final Pattern PARTS = Pattern.compile("[A-Za-z]+|\\d+|[._-]");
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z])");
    /** A longer number may be a PIN; four digits stand where only a number can be meant. */
    private static final int MOST_DIGITS = 3;

    private static final int MOST_DIGITS_OF_A_VALUE = 4;

    private PublicPath() {}

    private static Set<String> words(String... lines) {
        return Set.copyOf(List.of(String.join(" ", lines).split(" ")));
    }

    /** Returns the path, query and fragment, with {@code ***} for all that may be a secret. */
    static String of(String path) {
        int fragment = path.indexOf('#');
        String rest = fragment < 0 ? path : path.substring(0, fragment);
        StringBuilder shown = new StringBuilder();
        Matcher chunks = CHUNK.matcher(rest);
        boolean inValue = false; // a separator may be a part of the value that was hidden
        String before = "";
        while (chunks.find() && !chunks.group().isEmpty()) {
            String chunk = chunks.group(2);
            String name = name(chunk);
            if (!name.isEmpty()) {
                boolean harmless = isPublicPair(name, chunk);
                shown.append(chunks.group(1)).append(harmless ? chunk : name.equals("?") ? HIDDEN : name + "=***");
                inValue = !harmless;
            } else if (inValue) {
                hide(shown, "");
            } else if (isPublic(chunk, before.endsWith("channels") ? MOST_DIGITS_OF_A_VALUE : MOST_DIGITS)) {
                shown.append(chunks.group());
            } else {
                hide(shown, chunks.group(1));
                inValue = !chunks.group(1).equals("/");
            }
            before = lower(chunk);
        }
        if (fragment >= 0) {
            hide(shown, "#");
        }
        return shown.toString();
    }

    /** Several hidden pieces in a row are shown as one: their number and their lengths are hidden. */
    private static void hide(StringBuilder shown, String separator) {
        if (!shown.toString().endsWith(HIDDEN)) {
            shown.append(separator).append(HIDDEN);
        }
    }

    /** Returns the known name of {@code name=value}, {@code ?} for one unknown, or nothing. */
    private static String name(String chunk) {
        int equals = chunk.indexOf('=');
        if (equals < 0) {
            return "";
        }
        String name = chunk.substring(0, equals);
        return NAMES.contains(lower(name)) || SECRET_NAMES.contains(lower(name)) ? name : "?";
    }

    private static boolean isPublicPair(String name, String chunk) {
        return NAMES.contains(lower(name)) && isPublic(chunk.substring(name.length() + 1), MOST_DIGITS_OF_A_VALUE);
    }

    /** Returns whether a text consists of known words and short numbers alone. */
    private static boolean isPublic(String text, int mostDigits) {
        Matcher parts = PARTS.matcher(text);
        int end = 0;
        int digits = 0;
        boolean letters = false;
        while (parts.find()) {
            String part = parts.group();
            boolean number = Character.isDigit(part.charAt(0));
            boolean known = number ? part.length() <= mostDigits : !Character.isLetter(part.charAt(0)) || isWord(part);
            digits += number ? part.length() : 0;
            letters |= Character.isLetter(part.charAt(0));
            if (parts.start() != end || !known || digits > (letters ? 2 : 1) * mostDigits) {
                return false;
            }
            end = parts.end();
        }
        return end == text.length();
    }

    private static boolean isWord(String letters) {
        return WORDS.contains(lower(letters))
                || CAMEL.splitAsStream(letters).allMatch(one -> WORDS.contains(lower(one)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
