"""Checks of the player's page: keys, exports, a manager, hostile pages, and what closing gives back."""
import math
import re
import time
import urllib.parse

from clicks import SECONDS, key, output, run_cell, state, until

# Shows the player again and again, as a cell that is run again, and returns what the last rounds have left.
ROUNDS, VIEWS = 4, 3
# A view has some 115 nodes, and holds more than 200 KiB of pictures. All nodes go; of the heap, JupyterLab itself takes
# some 2 KiB more in each second, also where nothing is shown.
MOST_LEFT_BYTES, MOST_LEFT_NODES = 60 << 10, 5
OPEN = """async (count) => {
    const element = document.querySelector('valkka-widget');
    const shown = (e) => Number(e.shadowRoot?.querySelector('.camera canvas')?.dataset.time ?? 0) > 0;
    window.copies = Array.from({ length: count }, () => document.body.appendChild(element.cloneNode(false)));
    while (!window.copies.every(shown)) { await new Promise((resolve) => setTimeout(resolve, 50)); }
    window.copies.forEach((copy) => copy.remove());
    window.copies = [];
    await new Promise((resolve) => setTimeout(resolve, 1200));
}"""
FETCH = """async ([url, mode]) => {
    try {
        const answer = await fetch(url, { method: 'POST', mode, body: '{"ask":"hello"}', headers: { 'Content-Type': 'text/plain' } });
        return (await answer.text()).length;
    } catch (error) {
        return 0;
    }
}"""


def shuttle(checks, page, where):
    with checks.check(f"{where}: J, K and L play both ways, faster with each press"):
        key(page, "Home")
        key(page, "Shift+ArrowRight")
        begin = until(page, lambda s: s["shown"] == s["time"], "ten seconds on")["time"]
        for _ in range(3):
            key(page, "l")
        until(page, lambda s: s["time"] > begin + 2_000, "fast play forwards")
        assert page.locator(".bar select").input_value() == "4"
        key(page, "k")
        turned = state(page)["time"]
        key(page, "j")
        until(page, lambda s: s["time"] < turned - 500, "play backwards")
        key(page, "k")


def zoom(checks, page, where):
    with checks.check(f"{where}: zoom shows single pictures, and the whole ring again"):
        pixels = "() => { const c = document.querySelector('*') && [...document.querySelectorAll('*')].map((e) => " \
            "e.shadowRoot?.querySelector('canvas.lanes')).find((c) => c); return c.toDataURL(); }"
        whole = page.evaluate(pixels)
        for _ in range(4):
            key(page, "+")
        page.wait_for_timeout(300)
        assert page.evaluate(pixels) != whole
        key(page, "0")
        page.wait_for_timeout(300)


def export(checks, page, where, name):
    """Exports a second as a clip of that name, and returns what the page says."""
    with checks.check(f"{where}: I, O and E export a clip, and the page tells its name in Java"):
        key(page, "Home")
        key(page, "i")
        key(page, "ArrowRight")
        key(page, "o")
        key(page, "e")
        said = until(page, lambda s: "save" in s["message"], "the end of the export")["message"]
        assert "a clip of 1.0" in said, said
        with page.expect_download() as saved:
            page.locator(".message a").click()
        assert saved.value.suggested_filename == name
        clip = saved.value.path().read_bytes()
        assert clip[4:8] == b"ftyp" and b"hdlr" + bytes(8) + b"vide" in clip, f"no pictures in {len(clip)} bytes"
        return said


def without_the_server(page):
    """Keeps the page from the player's own server, as a kernel on another machine does."""
    page.route(re.compile(r"^http://127\.0\.0\.1:"), lambda route: route.abort())


def by_the_notebook(checks, page):
    without_the_server(page)
    with checks.check("by the notebook's connection alone: a seek shows its picture"):
        page.locator(".player").click(position={"x": 200, "y": 60})
        until(page, lambda s: s["by"] == "comm", "the other connection")
        key(page, "End")
        shown = until(page, lambda s: 0 <= s["time"] - s["shown"] < 40, "the last picture")["shown"]
        key(page, "Home")
        until(page, lambda s: s["shown"] == s["time"] < shown, "the first picture")
    export(checks, page, "by the notebook's connection alone", "single-1001.mp4")
    page.unroute_all()


def manager(checks, browser, page, begin, end):
    """A view of a manager on a page of its own: its click reaches the manager, and the manager's callback."""
    with checks.check("a manager: a click seeks in it, its callback hears, and the page shows its time"):
        run_cell(page, begin)
        address = output(page, begin, "http://127.0.0.1").split()[-1]
        view = browser.new_page(viewport={"width": 1000, "height": 800})
        view.goto(address, timeout=SECONDS)
        until(view, lambda s: s["shown"] > 0, "a picture")
        lanes = view.locator("canvas.lanes").bounding_box()
        view.mouse.click(lanes["x"] + lanes["width"] * 0.6, lanes["y"] + 35)
        asked = until(view, lambda s: 0 <= s["time"] - s["shown"] < 40 and s["time"] > 0, "the picture")["time"]
        view.wait_for_timeout(700)  # the manager's time counts again
        assert state(view)["time"] == asked
        view.close()
        run_cell(page, end)
        said = output(page, end, "heard")
        assert f"manager {asked}, heard {asked}" in said, f"{said}, asked {asked}"


def hostile(checks, browser, page, address):
    with checks.check("a hostile page, a wrong token, a wrong origin or host get nothing"):
        parts = urllib.parse.urlsplit(address)
        wrong = f"http://{parts.netloc}/{'x' * 43}/ask"
        evil = browser.new_page()
        evil.route("http://evil.example/**", lambda route: route.fulfill(body="<p>evil</p>", content_type="text/html"))
        evil.goto("http://evil.example/")
        for mode in ("cors", "no-cors"):
            assert evil.evaluate(FETCH, [f"{address}ask", mode]) == 0
        evil.evaluate("(url) => { document.body.innerHTML = `<iframe src='${url}'></iframe>`; }", address)
        evil.wait_for_timeout(300)
        assert not any(frame.url.startswith(address) and frame.locator(".player").count() for frame in evil.frames)
        evil.close()
        neighbour = browser.new_page()
        neighbour.route("http://127.0.0.1:9999/**", lambda route: route.fulfill(body="<p>another server</p>", content_type="text/html"))
        neighbour.goto("http://127.0.0.1:9999/")
        for url in (wrong, f"http://{parts.netloc}/ask", f"http://{parts.netloc}/"):
            for mode in ("cors", "no-cors"):
                assert neighbour.evaluate(FETCH, [url, mode]) == 0, url
        neighbour.close()
        hello = '{"ask":"hello"}'
        origin = f"http://{parts.netloc}"
        asked = page.context.request
        assert asked.post(f"{address}ask", data=hello, headers={"Origin": origin}).ok, "the page's own question"
        for url, headers in (
            (wrong, {"Origin": origin}),
            (f"{address}ask", {"Origin": "http://evil.example"}),
            (f"{address}ask", {"Origin": "null"}),
            (f"{address}ask", {"Origin": origin, "Host": f"evil.example:{parts.port}"}),
        ):
            answer = asked.post(url, data=hello, headers=headers)
            assert (answer.status, answer.body()) == (404, b""), (url, headers, answer.status)


def gives_back(checks, page, where):
    """What a view has asked for, the browser holds for some seconds: so a leak is what stays."""
    with checks.check(f"{where}: a view that is closed gives back its memory"):
        devtools = page.context.new_cdp_session(page)

        def used():
            devtools.send("HeapProfiler.collectGarbage")
            return devtools.send("Runtime.getHeapUsage")["usedSize"], devtools.send("Memory.getDOMCounters")["nodes"]

        page.evaluate(OPEN, VIEWS)  # the first views fill caches
        before = used()
        for _ in range(ROUNDS):
            page.evaluate(OPEN, VIEWS)
        views = VIEWS * ROUNDS
        end = time.monotonic() + 20
        heap, nodes = math.inf, math.inf
        while not (heap < MOST_LEFT_BYTES and nodes < MOST_LEFT_NODES):
            if time.monotonic() > end:
                raise AssertionError(f"each of {views} closed views has left {heap / 1024:.0f} KiB and {nodes:.1f} nodes")
            page.wait_for_timeout(500)
            heap, nodes = ((now - then) / views for now, then in zip(used(), before, strict=True))
        devtools.detach()
        print(f"      {where}: each of {views} closed views has left {heap / 1024:.0f} KiB and {nodes:.1f} nodes")
