package valkka.player;

import java.util.UUID;

/**
 * HTML around the page's module. The module is within the script, where its function {@code mount}
 * has its own name.
 */
final class Page {
    private Page() {}

    /** Returns a whole page, whose script asks the server that the page came from. */
    static String standing(Widget.View view, String nonce) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>jvalkka</title>"
                + "<meta name=\"viewport\" content=\"width=device-width\">"
                + "<meta name=\"color-scheme\" content=\"light dark\">"
                + "<style>body{margin:16px;font-family:sans-serif}</style></head>"
                + "<body><main id=\"player\"></main><script type=\"module\" nonce=\"" + nonce + "\">"
                + inScript(Player.module())
                + "\nmount(document.getElementById('player'), { address: location.href, view: '" + view
                + "' });</script></body></html>";
    }

    /** Returns a piece of HTML with data of its own. Several pieces may be in one page. */
    static String inlined(String dataBase64) {
        String id = "valkka-" + UUID.randomUUID();
        return "<div id=\"" + id + "\"></div><script type=\"module\">" + inScript(Player.module())
                + "\nmount(document.getElementById('" + id + "'), { data: '" + dataBase64 + "' });</script>";
    }

    /** A script ends at the first end tag, also within a string. */
    private static String inScript(String script) {
        return script.replace("</script", "<\\/script");
    }
}
