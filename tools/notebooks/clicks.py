"""What the checks of pages share: the results, and the state of a player in a page."""
import contextlib
import pathlib
import sys
import time
import traceback
from xml.sax.saxutils import quoteattr

SECONDS = 60_000
STATE = """() => {
    const host = [...document.querySelectorAll('*')].find((e) => e.shadowRoot?.querySelector('.player'));
    const root = host?.shadowRoot;
    const canvas = root?.querySelector('.camera canvas');
    const player = root?.querySelector('.player');
    return { shown: Number(canvas?.dataset.time ?? 0), way: canvas?.dataset.way, drawn: Number(canvas?.dataset.drawn ?? 0),
        due: Number(canvas?.dataset.due ?? 0), late: Number(canvas?.dataset.late ?? 0), time: Number(player?.dataset.time ?? 0), by: player?.dataset.ready,
        pixels: canvas ? canvas.toDataURL().length + canvas.toDataURL().slice(-2000) : '',
        message: root?.querySelector('.message')?.textContent ?? '', isError: root?.querySelector('.message.error:not([hidden])') != null };
}"""


class NothingElse(Exception):
    """A check has failed that the others need."""


class Checks:
    """Runs checks. Behind a fault of a check that others need, nothing else is tried."""

    def __init__(self, folder, name="player"):
        self.folder = folder
        self.name = name
        self.results = []

    @contextlib.contextmanager
    def check(self, name, needed=False):
        begin = time.monotonic()
        fault = None
        try:
            yield
        except Exception as error:  # every fault is a result
            fault = traceback.format_exc(limit=3)
            if needed:
                raise NothingElse(name) from error
        finally:
            self.note(name, begin, fault)

    def note(self, name, begin, fault):
        self.results.append((name, time.monotonic() - begin, fault))
        print(f"{'FAIL' if fault else 'pass'}  {name}" + (f"\n{fault}" if fault else ""), flush=True)

    def report(self):
        """Writes the results as Surefire does, and returns how many failed."""
        cases = []
        for name, seconds, fault in self.results:
            failure = f"<failure message={quoteattr(fault.strip().splitlines()[-1])}/>" if fault else ""
            cases.append(f'<testcase classname="{self.name}.py" name={quoteattr(name)} time="{seconds:.3f}">{failure}</testcase>')
        xml = f'<testsuite name="{self.name}.py">{"".join(cases)}</testsuite>'
        (self.folder / f"TEST-{self.name}.xml").write_text(xml, encoding="utf-8")
        return sum(fault is not None for _, _, fault in self.results)


def state(page, look=STATE):
    return page.evaluate(look)


def until(page, condition, what, look=STATE):
    """Waits for a condition on the state, and returns the state."""
    end = time.monotonic() + SECONDS / 1000
    while time.monotonic() < end:
        now = state(page, look)
        if condition(now):
            return now
        page.wait_for_timeout(30)
    page.screenshot(path=pathlib.Path(sys.argv[1], "fault.png"))
    raise AssertionError(f"{what}: {dict(state(page, look), pixels='...')}")


def idle(page):
    """Waits until the kernel is ready."""
    page.wait_for_function(
        "() => document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'", timeout=SECONDS
    )


def run_cell(page, number, to_its_end=True):
    """Runs a cell; JupyterLab drops the keys, or the running cell, while it is still connecting to the kernel."""
    cell = page.locator(".jp-Notebook .jp-CodeCell").nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    for _ in range(20):
        cell.locator(".jp-Editor").click()
        page.keyboard.press("Control+Enter")
        end = time.monotonic() + 3
        running = None  # since when
        while running or time.monotonic() < end:
            now = prompt.inner_text()
            if now != before and "*" not in now and now.strip("[]: "):
                return
            running = (running or time.monotonic()) if "*" in now else None
            if running and time.monotonic() > running + (SECONDS / 1000 if to_its_end else 2):
                return
            page.wait_for_timeout(30)
    raise AssertionError(f"cell {number} never ran")


def output(page, number, wanted):
    text = page.locator(".jp-Notebook .jp-CodeCell").nth(number).locator(".jp-OutputArea-output")
    end = time.monotonic() + SECONDS / 1000
    while time.monotonic() < end:
        said = " ".join(text.all_inner_texts())
        if wanted in said:
            return said.strip()
        page.wait_for_timeout(50)
    raise AssertionError(f"cell {number} never said '{wanted}'")


def key(page, name):
    page.keyboard.press(name)


def picture(checks, page, name):
    page.screenshot(path=checks.folder / f"{name}.png")
