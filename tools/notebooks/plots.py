"""Explores plots in JupyterLab, in Debian's Chromium, and looks at the same notebook where no script runs.

    plots.py FOLDER

Leaves pictures and a report for tools/TestSummary.java in FOLDER. The last line is `N passed, N failed`.
It needs what player.py needs.
"""
import pathlib
import shutil
import sys
import tempfile

import nbformat
from playwright.sync_api import sync_playwright

import player

CELLS = {
    "sizes": 'ValkkaSingleFS fs = ValkkaSingleFS.loadFromDirectory("single");\nPlots.frameSizes(fs)',
    "seek": "Plots.seek(fs, fs.explain(seek(fs.getTimeRange().middle())))",
    "graph": 'live("rtsp://127.0.0.1/1").slot(1).to(fork().connect("disk", writer(fs).slotId(1, 1)).connect("seen", count()))',
    "page": 'Plots.frameSizes(fs).save("plot.html")',
}
STATE = """(element) => {
    const root = element.shadowRoot;
    const plot = root?.querySelector('.plot');
    const canvas = root?.querySelector('canvas');
    return { from: Number(plot?.dataset.from), to: Number(plot?.dataset.to), dark: plot?.dataset.dark,
        tip: root?.querySelector('.tip')?.hidden ? '' : root?.querySelector('.tip')?.innerText ?? '',
        ink: plot ? getComputedStyle(plot).color : '', pixels: canvas?.toDataURL() ?? '' };
}"""


def cell(page, name):
    return page.locator(".jp-Notebook .jp-CodeCell").nth(list(CELLS).index(name))


def drawn(page, name):
    """Waits until the script has drawn a plot, and returns it."""
    plot = cell(page, name).locator("valkka-plot")
    plot.scroll_into_view_if_needed(timeout=player.SECONDS)
    plot.locator(".u-over").wait_for(timeout=player.SECONDS)
    return plot


def wait_for(page, plot, condition, what):
    for _ in range(200):
        now = plot.evaluate(STATE)
        if condition(now):
            return now
        page.wait_for_timeout(25)
    raise AssertionError(f"{what}: {dict(now, pixels='...')}")


def drag(page, plot, begin, end, shift=False):
    over = plot.locator(".u-over").bounding_box()
    height = over["y"] + over["height"] / 2
    if shift:
        page.keyboard.down("Shift")
    page.mouse.move(over["x"] + over["width"] * begin, height)
    page.mouse.down()
    page.mouse.move(over["x"] + over["width"] * end, height, steps=4)
    page.mouse.up()
    if shift:
        page.keyboard.up("Shift")


def explore(checks, page):
    plot = drawn(page, "sizes")
    with checks.check("a drag zooms, Shift and a drag moves, and a double click shows all"):
        whole = wait_for(page, plot, lambda s: s["to"] > s["from"], "the whole axis")
        drag(page, plot, 0.4, 0.6)
        zoomed = wait_for(page, plot, lambda s: s["to"] - s["from"] < 0.3 * (whole["to"] - whole["from"]), "the zoom")
        assert zoomed["pixels"] != whole["pixels"]
        drag(page, plot, 0.3, 0.7, shift=True)
        wait_for(page, plot, lambda s: s["to"] < zoomed["to"], "the move")
        plot.locator(".u-over").dblclick()
        wait_for(page, plot, lambda s: (s["from"], s["to"]) == (whole["from"], whole["to"]), "all")
    with checks.check("keys zoom and show all, and the notebook does not take them"):
        page.keyboard.press("+")
        wait_for(page, plot, lambda s: s["to"] - s["from"] < whole["to"] - whole["from"], "the zoom")
        page.keyboard.press("Home")
        wait_for(page, plot, lambda s: s["from"] == whole["from"], "all")
    with checks.check("the pointer tells time and value"):
        over = plot.locator(".u-over").bounding_box()
        page.mouse.move(over["x"] + over["width"] / 2, over["y"] + over["height"] / 2)
        tip = wait_for(page, plot, lambda s: s["tip"], "the words at the pointer")["tip"]
        assert "10:00:1" in tip and "other pictures: " in tip and "KiB" in tip, tip


def themes(checks, page):
    plot = drawn(page, "sizes")
    before = plot.evaluate(STATE)
    pictures(checks, page, "light")
    with checks.check("a dark theme changes the colours of plots and graphs"):
        page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
        page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'", timeout=player.SECONDS)
        plot.scroll_into_view_if_needed()
        now = wait_for(page, plot, lambda s: s["dark"] == "true" and s["ink"] != before["ink"], "the dark colours")
        assert now["pixels"] != before["pixels"]
        text = cell(page, "graph").locator("svg text").first
        text.scroll_into_view_if_needed()
        red = int(text.evaluate("(element) => getComputedStyle(element).fill").split("(")[1].split(",")[0])
        assert red > 150, f"a graph is as dark as its page: {red}"
    page.wait_for_timeout(700)
    pictures(checks, page, "dark")


def pictures(checks, page, theme):
    for name in list(CELLS)[:-1]:
        outputs = cell(page, name).locator(".jp-OutputArea-output").first
        outputs.scroll_into_view_if_needed(timeout=player.SECONDS)
        page.wait_for_timeout(100)
        outputs.screenshot(path=checks.folder / f"{name}-{theme}.png")


def in_lab(checks, page, folder, address):
    page.goto(f"{address}/lab/tree/plots.ipynb?token=test&reset", timeout=player.SECONDS)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=player.SECONDS)
    player.idle(page)
    with checks.check("each cell shows its value", needed=True):
        player.run_cell(page, 0)  # the others need no patience with the kernel's start
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        drawn(page, "seek")
    explore(checks, page)
    themes(checks, page)
    with page.expect_response(lambda answer: "/api/contents/plots.ipynb" in answer.url and answer.request.method == "PUT"):
        page.keyboard.press("Control+s")


def without_scripts(checks, browser, folder, address):
    with checks.check("a notebook from elsewhere, which is not trusted, shows the picture"):
        saved = nbformat.read(folder / "plots.ipynb", as_version=4)
        saved.cells[0].source += " // from elsewhere"
        nbformat.write(saved, folder / "elsewhere.ipynb")
        page = browser.new_page()
        page.goto(f"{address}/lab/tree/elsewhere.ipynb?token=test&reset", timeout=player.SECONDS)
        output = cell(page, "sizes").locator(".jp-OutputArea-output")
        output.locator("img").wait_for(timeout=player.SECONDS)
        assert output.locator("img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 1800
        assert output.locator("valkka-plot").count() == 0
        output.screenshot(path=checks.folder / "not-trusted.png")
        graph = cell(page, "graph").locator(".jp-OutputArea-output")
        graph.scroll_into_view_if_needed()
        graph.screenshot(path=checks.folder / "not-trusted-graph.png")
        page.close()
    with checks.check("a page without scripts shows the picture, and one with scripts is explored"):
        for scripts in (False, True):
            page = browser.new_context(java_script_enabled=scripts, color_scheme="dark").new_page()
            page.goto((folder / "plot.html").as_uri())
            page.locator("valkka-plot .u-over" if scripts else "valkka-plot > img").wait_for(timeout=player.SECONDS)
            page.screenshot(path=checks.folder / f"page-{'with' if scripts else 'without'}-scripts.png")
            page.close()


def main():
    checks = player.Checks(pathlib.Path(sys.argv[1]).resolve(), "plots")
    checks.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(player.ROOT / "sample-fs" / "single", folder / "single")
        player.write_notebook(folder / "plots.ipynb", CELLS.values())
        with player.server(folder, checks.folder / "lab.log", player.LAB) as port:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 900})
            page.on("console", lambda said: print(f"      console: {said.text[:300]}") if said.type == "error" else None)
            try:
                in_lab(checks, page, folder, f"http://localhost:{port}")
                without_scripts(checks, browser, folder, f"http://localhost:{port}")
            except player.NothingElse:
                pass
            browser.close()
    failed = checks.report()
    print(f"{len(checks.results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
