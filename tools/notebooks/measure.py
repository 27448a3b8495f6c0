"""Measures the player in Debian's Chromium, by each way to decode: slider to picture, and how many pictures are late.

    measure.py [WAY...]

WAY is webcodecs, mse or stills; without any, all of them. It takes some five minutes: a virtual camera of 1280x720 at 25
pictures a second is recorded into four recordings for 40 s, and each way plays all four. It needs what player.py needs,
and a machine without other work: so CI does not run it.
"""
import os
import shutil
import sys
import tempfile

from jupyter_client.manager import start_new_kernel
from playwright.sync_api import sync_playwright

from clicks import SECONDS
from player import WATCH

WAYS = ("webcodecs", "mse", "stills")
SEEKS, PLAY_MS = 200, 10_000
RECORD = """
VirtualCamera camera = session.keep("camera", () -> VirtualCamera.builder().size(1280, 720).bitRate(2_000_000).start());
ValkkaSingleFS[] all = new ValkkaSingleFS[4];
for (int i = 0; i < 4; i++) {
    all[i] = ValkkaSingleFS.newFromDirectory("camera-" + (i + 1)).blockSize(MiB).blocks(32).create();
}
FilterGraph graph = session.keep("graph", () -> live(camera).slot(1).to(fork()
    .connect("a", writer(all[0]).slotId(1, 1)).connect("b", writer(all[1]).slotId(1, 1))
    .connect("c", writer(all[2]).slotId(1, 1)).connect("d", writer(all[3]).slotId(1, 1))));
graph.start();
Thread.sleep(40_000);
graph.close();
camera.close();
Player one = session.keep("one", () -> Player.of(all[0]));
Player four = session.keep("four", () -> Player.of(all));
System.out.println(one.address() + " " + four.address());
"""
SLEEPS = "Thread.sleep(%d);" % (PLAY_MS + 4_000)
COMPUTES = "long till = System.nanoTime() + %d_000_000L;\nwhile (System.nanoTime() < till) { Tables.perSecond(all[0], all[0].getTimeRange()); }" % (
    PLAY_MS + 4_000
)
STATE = """() => {
    const root = document.querySelector('#player').shadowRoot;
    const number = (element, name) => Number(element?.dataset[name] ?? 0);
    const all = [...root.querySelectorAll('.camera canvas')];
    const sum = (name) => all.reduce((total, one) => total + number(one, name), 0);
    const player = root.querySelector('.player');
    return { cameras: all.length, time: number(player, 'time'), playing: player?.dataset.playing === 'true', way: all[0]?.dataset.way,
        shown: Math.min(...all.map((one) => number(one, 'time'))), due: sum('due'), late: sum('late') };
}"""


def run(client, code):
    """Runs a cell, and returns what it prints."""
    said = []
    client.execute_interactive(code, timeout=120, output_hook=lambda message: said.append(message["content"].get("text", "")))
    return "".join(said)


def until(page, condition):
    for _ in range(SECONDS // 20):
        now = page.evaluate(STATE)
        if condition(now):
            return now
        page.wait_for_timeout(20)
    raise AssertionError(now)


def opened(browser, address, way):
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.goto(f"{address}#way={way}", timeout=SECONDS)
    until(page, lambda s: s["cameras"] > 0 and s["shown"] > 0 and s["way"] == way)
    return page


def seeks(browser, address, way):
    page = opened(browser, address, way)
    page.evaluate(WATCH)
    lanes = page.locator("canvas.lanes").bounding_box()
    near = 10_000 if way == "stills" else 41  # a key frame, or a picture
    for i in range(SEEKS):
        before = page.evaluate(STATE)["shown"]
        page.mouse.click(lanes["x"] + lanes["width"] * (0.05 + 0.9 * ((i * 37) % SEEKS) / SEEKS), lanes["y"] + 35)
        until(page, lambda s, last=before: s["shown"] != last and 0 <= s["time"] - s["shown"] < near)
    times = sorted(page.evaluate("window.seeks"))
    page.close()
    print(f"{way}: slider to picture p50 {times[len(times) // 2]:.0f} ms, p99 {times[len(times) * 99 // 100]:.0f} ms, of {len(times)}", flush=True)


def plays(browser, address, way, client, cell, what):
    page = opened(browser, address, way)
    page.keyboard.press("Home")
    page.wait_for_timeout(1_000)
    begin = page.evaluate(STATE)
    running = None if cell is None else client.execute(cell)
    page.keyboard.press("Space")
    page.wait_for_timeout(PLAY_MS)
    end = page.evaluate(STATE)
    page.keyboard.press("k")
    page.wait_for_timeout(700)  # Java hears it
    page.close()
    due, late = end["due"] - begin["due"], end["late"] - begin["late"]
    print(f"{way}, four cameras, {what}: {late} of {due} pictures late, {100 * late / max(1, due):.1f} %", flush=True)
    if running is not None:
        while client.get_shell_msg(timeout=120)["parent_header"].get("msg_id") != running:
            pass


def main():
    ways = sys.argv[1:] or WAYS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.chdir(folder)
        manager, client = start_new_kernel(kernel_name="valkka")
        try:
            one, four = run(client, RECORD).split()[-2:]
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for way in ways:
                seeks(browser, one, way)
                for cell, what in ((None, "no cell"), (SLEEPS, "beside a cell that waits"), (COMPUTES, "beside a cell that computes")):
                    plays(browser, four, way, client, cell, what)
            run(client, "session.close();")
            browser.close()
        finally:
            client.stop_channels()
            manager.shutdown_kernel()


if __name__ == "__main__":
    main()
