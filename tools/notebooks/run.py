"""Runs notebooks on the real kernel, twice in one kernel each, two notebooks at a time, checks every cell and writes what is seen as HTML.

    run.py HTML_FOLDER NOTEBOOK...

The notebooks' files stay as they are. The last line is `N passed, N failed`.
"""
import os
import pathlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import nbformat
from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

import clean
import expect
import look

CELL_SECONDS = 120
RUNS = 2


class Client(NotebookClient):
    """Draws anew what an earlier cell has shown, as JupyterLab does; nbclient alone takes such updates from the running cell only."""

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        while True:
            message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=None))
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    return
            elif message["msg_type"] == "update_display_data":
                self._update_display_id(message["content"]["transient"]["display_id"], message)


def run(path, html):
    """Runs one notebook; what is wrong with it, one line each."""
    notebook = nbformat.read(path, as_version=4)
    client = Client(
        notebook, timeout=CELL_SECONDS, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    )
    found = []
    try:
        with client.setup_kernel():
            for number in range(1, RUNS + 1):
                found += run_cells(client, number)
                if number == 1:
                    write_html(notebook, html)
                if found:
                    break
        found = found or look.findings(html)
    except (CellTimeoutError, DeadKernelError, RuntimeError) as problem:
        found.append(f"{type(problem).__name__}: {str(problem).strip()[:400]}")
    return found


def run_cells(client, number):
    """Runs the cells up to the first one that is not as expected: what follows would only fail after it."""
    for index, cell in enumerate(client.nb.cells):
        if cell.cell_type == "code":
            client.execute_cell(cell, index)
            found = [f"run {number}, cell {index}: {finding}" for finding in expect.findings(cell)]
            if found:
                return found
    return []


def write_html(notebook, path):
    body, _ = HTMLExporter().from_notebook_node(notebook)
    path.write_text(body, encoding="utf-8")


def stored_outputs(path):
    """In CI a notebook that was not stored clean fails; to whoever has just worked in it that would be a nuisance."""
    if clean.is_clean(path):
        return []
    message = "there are outputs of a run in the file: ./valkka notebooks --clean takes them away"
    if os.environ.get("CI"):
        return [message]
    print(f"note  {path.name}: {message}")
    return []


def report(path, folder):
    """Runs a notebook and prints what came of it; whether it passed."""
    begin = time.monotonic()
    found = stored_outputs(path) + run(path, folder / f"{path.stem}.html")
    lines = [f"{'FAIL' if found else 'pass'}  {path.name}  {time.monotonic() - begin:.1f} s"]
    lines += ["      " + finding.replace("\n", "\n      ") for finding in found]
    print("\n".join(lines), flush=True)
    return not found


def run_in_order(paths, folder):
    return [report(path, folder) for path in paths]


def chains(paths):
    """What may run side by side: the lessons share a recording, which the first of them makes; the others have their own."""
    lessons = [path for path in paths if "lessonDirectory()" in path.read_text(encoding="utf-8")]
    return [chain for chain in (lessons, [path for path in paths if path not in lessons]) if chain]


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    paths = [pathlib.Path(name) for name in sys.argv[2:]]
    parts = chains(paths)
    print(f"running {len(paths)} notebooks, each twice ..." if len(paths) > 1 else "running it twice ...", flush=True)
    # Processes, for an interrupt from the keyboard reaches each of them, and each then ends its kernel.
    with ProcessPoolExecutor(max_workers=max(1, len(parts))) as pool:
        results = sum(pool.map(run_in_order, parts, [folder] * len(parts)), [])
    passed = results.count(True)
    failed = results.count(False)
    print(f"in {time.monotonic() - begin:.0f} s; what they show is in {folder}/")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
