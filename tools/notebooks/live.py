"""Clicks through live pictures and the timeline that follows a recording, in JupyterLab.

    live.py FOLDER

Works as player.py does, and leaves the same things in FOLDER.
"""
import contextlib
import pathlib
import shutil
import sys
import tempfile

import player as steps
import player_pages
from playwright.sync_api import sync_playwright

NOTEBOOK = [
    'VirtualCamera camera = session.keep("camera", () -> VirtualCamera.start());\n'
    'ValkkaSingleFS fs = session.keep("fs", () -> ValkkaSingleFS.newFromDirectory("front-door").\n'
    "    blockSize(256 * KiB).blocks(20).create());\n"
    'FilterGraph recording = session.keep("recording", () -> live(camera).slot(1).to(writer(fs).slotId(1, 1001)));\n'
    "recording.start();\n"
    'Live picture = session.keep("picture", () -> Live.picture(recording));\n'
    'Live watch = session.keep("watch", () -> Live.watch(fs));',
    "Thread.sleep(60_000);",
    'System.out.println(session.keep("player", () -> Player.of(fs)).address());',
    "recording.close();",
    "session.close();\n"
    'Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("valkka player")).count() + " threads"',
]
STATE = """() => {
    const roots = [...document.querySelectorAll('*')].map((e) => e.shadowRoot).filter((r) => r?.querySelector('.player'));
    const text = (root, name) => root?.querySelector(name)?.textContent ?? '';
    const [live, watch] = [true, false].map((is) => roots.find((root) => (root.querySelector('.player.live') !== null) === is));
    const canvas = live?.querySelector('canvas');
    return { drawn: Number(canvas?.dataset.drawn ?? 0), way: canvas?.dataset.way, badge: text(live, '.badge'),
        figures: text(live, '.facts'), held: text(watch, '.facts'), view: watch?.querySelector('canvas.lanes')?.dataset.from,
        by: [live, watch].map((root) => root?.querySelector('.player').dataset.ready),
        errors: roots.filter((root) => root.querySelector('.message.error:not([hidden])')).length,
        messages: roots.map((root) => text(root, '.message')), stills: document.querySelectorAll('.jp-OutputArea img').length };
}"""


def until(page, condition, what):
    return steps.until(page, condition, what, STATE)


def follows(checks, page):
    with checks.check("a live picture: the cell shows what the camera sends", needed=True):
        steps.run_cell(page, 0)
        begin = until(page, lambda s: s["drawn"] > 0 and s["badge"] == "playing", "the first picture")
        assert begin["way"] == "webcodecs", begin
    with checks.check("a live picture and a timeline go on while another cell runs"):
        steps.run_cell(page, 1, to_its_end=False)
        before = until(page, lambda s: "being written" in s["held"] and "pictures/s" in s["figures"], "both")
        until(page, lambda s: s["drawn"] > before["drawn"] + 25, "a second of pictures")
        later = until(page, lambda s: s["held"] != before["held"] and "a GOP" in s["held"], "more blocks")
        assert "nothing lost" in later["figures"] and "nothing dropped" in later["held"], later
        steps.picture(checks, page, "live-light")
        page.locator(".jp-ToolbarButtonComponent[data-command='notebook:interrupt-kernel']").click()
        steps.idle(page)


def by_the_notebook(checks, page):
    with checks.check("a live picture and a timeline go on by the notebook's connection alone"):
        player_pages.without_the_server(page)
        before = until(page, lambda s: s["by"] == ["comm", "comm"], "the other connection")
        until(page, lambda s: s["drawn"] > before["drawn"] + 25 and s["held"] != before["held"], "pictures and blocks")
        page.unroute_all()


def is_followed(checks, browser, page):
    with checks.check("a player follows the ring that is being written"):
        steps.run_cell(page, 2)
        own = browser.new_page(viewport={"width": 1000, "height": 800})
        own.goto(steps.output(page, 2, "http://127.0.0.1").split()[-1], timeout=steps.SECONDS)
        steps.until(own, lambda s: s["shown"] > 0, "a picture")
        steps.key(own, "End")
        begin = steps.until(own, lambda s: 0 <= s["time"] - s["shown"] < 100, "the newest picture")
        steps.key(own, "Space")
        steps.until(own, lambda s: s["shown"] > begin["shown"] + 3_000, "what was recorded since")
        steps.key(own, "k")
        own.close()


def keeps_its_axis(checks, page):
    with checks.check("a timeline keeps its axis while the ring fills"):
        until(page, lambda s: s["view"], "the timeline")
        moves = 0
        before = until(page, lambda s: True, "the view")
        for _ in range(12):
            now = until(page, lambda s, last=before: s["held"] != last["held"], "an update")
            moves += now["view"] != before["view"]
            before = now
        assert moves <= 2, f"the axis has moved {moves} times in 12 updates"


def ends(checks, page):
    with checks.check("a live picture and a timeline end with the graph, and leave still pictures"):
        steps.run_cell(page, 3)
        now = until(page, lambda s: s["stills"] >= 2 or all("closed" in one for one in s["messages"]), "the end")
        assert now["errors"] == 0, "a close that is wanted looks like a fault"
        steps.picture(checks, page, "live-ended")


def comes_back(checks, page):
    with checks.check("a reload comes back to the live picture and to the timeline"):
        with page.expect_response(lambda answer: "/api/contents/live.ipynb" in answer.url and answer.request.method == "PUT"):
            steps.key(page, "Control+s")
        page.reload()
        until(page, lambda s: s["drawn"] > 10 and "being written" in s["held"], "both")
        steps.dark(page)
        steps.picture(checks, page, "live-dark")


def click_through(checks, playwright):
    with tempfile.TemporaryDirectory() as folder:
        steps.write_notebook(pathlib.Path(folder, "live.ipynb"), NOTEBOOK)
        with steps.server(folder, checks.folder / "live.log", steps.LAB) as port:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 1100})
            page.goto(f"http://localhost:{port}/lab/tree/live.ipynb?token=test&reset", timeout=steps.SECONDS)
            page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=steps.SECONDS)
            steps.idle(page)
            with contextlib.suppress(steps.NothingElse):
                follows(checks, page)
                by_the_notebook(checks, page)
                comes_back(checks, page)
                is_followed(checks, browser, page)
                keeps_its_axis(checks, page)
                ends(checks, page)
                with checks.check("closing the session frees the threads of live pictures"):
                    steps.run_cell(page, 4)
                    steps.output(page, 4, "0 threads")
            browser.close()


def main():
    checks = steps.Checks(pathlib.Path(sys.argv[1]).resolve(), "live")
    checks.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        click_through(checks, playwright)
    failed = checks.report()
    print(f"{len(checks.results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
