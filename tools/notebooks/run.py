"""Runs notebooks on the real kernel, twice in one kernel each, checks every cell and writes what is seen as HTML.

    run.py HTML_FOLDER NOTEBOOK...

The notebooks' files stay as they are. The last line is `N passed, N failed`.
"""
import os
import pathlib
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

import clean
import expect

CELL_SECONDS = 120
RUNS = 2


def run(path, html):
    """Runs one notebook; what is wrong with it, one line each."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
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


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for path in map(pathlib.Path, sys.argv[2:]):
        begin = time.monotonic()
        found = stored_outputs(path) + run(path, folder / f"{path.stem}.html")
        print(f"{'FAIL' if found else 'pass'}  {path.name}  {time.monotonic() - begin:.1f} s", flush=True)
        for finding in found:
            print("      " + finding.replace("\n", "\n      "))
        passed, failed = (passed, failed + 1) if found else (passed + 1, failed)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
