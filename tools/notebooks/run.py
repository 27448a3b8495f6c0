"""Runs notebooks on the real kernel, checks every cell, and writes the outputs as HTML.

Each notebook runs twice in one kernel; two notebooks run at a time.
A notebook that asks for a camera is answered: see typed.py.
The lessons that read run once more on a recording of libValkka, and once where there is none; an exam is taken.

    run.py HTML_FOLDER NOTEBOOK...

The notebooks' files stay as they are. The last line is `N passed, N failed`.
"""
import asyncio
import json
import os
import pathlib
import re
import shutil
import subprocess
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
import typed

CELL_SECONDS = 120
RUNS = 2
WORKERS = 2
EXAM_SEEDS = ["480223916"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDING = "lessonRecording()"
LIBVALKKA = ROOT / "core/src/test/resources/golden/single_small"
ANSWER = re.compile(r"(\S+) answer(\d+) = null;")
NO_RECORDING = r'[\w.]*ValkkaException: There is no recording in [^\n]+ yet: run 02-writing first, or name [^\n]*'


class Client(NotebookClient):
    """Adds two things of JupyterLab to nbclient: redraws an earlier cell's output, and answers questions."""

    typist = None

    def seat(self, typist):
        """Sets who answers the kernel's questions from now on; with None nobody can be asked."""
        self.typist = typist
        self.kc.allow_stdin = typist is not None

    async def _async_poll_output_msg(self, parent_msg_id, cell, cell_index):
        answering = asyncio.ensure_future(self._answer(cell))
        try:
            await self._take_outputs(parent_msg_id, cell, cell_index)
        finally:
            answering.cancel()

    async def _answer(self, cell):
        while self.typist is not None:
            asked = (await ensure_async(self.kc.stdin_channel.get_msg(timeout=None)))["content"]
            answer = self.typist.answer(asked["prompt"], asked["password"])
            # The frontend keeps the typed text in the notebook, and dots for a password.
            seen = "\u00b7" * 8 if asked["password"] else answer
            cell.outputs.append(nbformat.v4.new_output("stream", name="stdin", text=f"{asked['prompt']}{seen}\n"))
            self.kc.input(answer)

    async def _take_outputs(self, parent_msg_id, cell, cell_index):
        while True:
            message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=None))
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    return
            elif message["msg_type"] == "update_display_data":
                self._update_display_id(message["content"]["transient"]["display_id"], message)


def client_of(path):
    notebook = nbformat.read(path, as_version=4)
    return Client(
        notebook, timeout=CELL_SECONDS, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    )


def run(path, html):
    """Runs one notebook, and returns what is wrong with it, one line each."""
    client = client_of(path)
    notebook = client.nb
    asks = any(typed.asks(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    found = []
    try:
        if asks:
            log = html.with_suffix(".log")
            with log.open("wb") as words, client.setup_kernel(stdout=words, stderr=words):
                found += run_visits(client, html, log, words)
        else:
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


def run_visits(client, html, log, words):
    """Runs a notebook that asks for a camera, looks for the typed passwords, and stops at a fault."""
    notebook = client.nb
    asking = [cell for cell in notebook.cells if cell.cell_type == "code" and typed.asks(cell.source)]
    for number, visit in enumerate(typed.visits(html.stem), 1):
        for cell in asking:
            cell.metadata["valkka"] = {"text": visit.shows}
        with visit.typist(words, max(typed.cameras(cell.source) for cell in asking)) as typist:
            client.seat(typist)
            found = run_cells(client, number, None if visit.whole else typed.asks)
            found += typist.findings() if typist else []
        if visit.whole:
            write_html(notebook, html)
        texts = {"the notebook": nbformat.writes(notebook), html.name: html.read_text(encoding="utf-8")}
        texts[log.name] = log.read_text(encoding="utf-8", errors="replace")
        found += [f"run {number}: {leak}" for leak in typed.leaks(visit.secrets(), texts)]
        if found:
            return found
    return []


def run_cells(client, number, wanted=None):
    """Runs the wanted cells up to the first fault: all later cells would only fail after it."""
    for index, cell in enumerate(client.nb.cells):
        if cell.cell_type == "code" and (wanted is None or wanted(cell.source)):
            client.execute_cell(cell, index)
            found = [f"run {number}, cell {index}: {finding}" for finding in expect.findings(cell)]
            if found:
                return found
    return []


def write_html(notebook, path):
    body, _ = HTMLExporter(exclude_output_stdin=False).from_notebook_node(notebook)
    path.write_text(body, encoding="utf-8")


def stored_outputs(path):
    """Fails a notebook that was not stored clean, but only in CI: elsewhere a user may work in it."""
    if clean.is_clean(path):
        return []
    message = "there are outputs of a run in the file: ./valkka notebooks --clean takes them away"
    if os.environ.get("CI"):
        return [message]
    print(f"note  {path.name}: {message}")
    return []


def camera_missing(path):
    """Fails in CI when the notebook's camera is missing; elsewhere a line says that it was left out."""
    if not typed.asks(path.read_text(encoding="utf-8")) or typed.python():
        return []
    if os.environ.get("CI"):
        return [typed.MISSING]
    print(f"note  {path.name}: {typed.MISSING}")
    return []


def report(path, folder):
    """Runs a notebook, prints the result, and returns whether the notebook passed."""
    begin = time.monotonic()
    found = stored_outputs(path) + camera_missing(path) + run(path, folder / f"{path.stem}.html")
    return told(path.name, begin, found)


def told(name, begin, found):
    """Prints the result of a run, and returns whether the run passed."""
    lines = [f"{'FAIL' if found else 'pass'}  {name}  {time.monotonic() - begin:.1f} s"]
    lines += ["      " + finding.replace("\n", "\n      ") for finding in found]
    print("\n".join(lines), flush=True)
    return not found


def run_in_order(paths, folder):
    return [report(path, folder) for path in paths]


def chains(paths):
    """Returns groups that may run side by side, the longest first: the lessons share the recording of the first one."""
    shared = ("lessonDirectory()", RECORDING)
    lessons = [path for path in paths if any(name in path.read_text(encoding="utf-8") for name in shared)]
    return [chain for chain in (lessons, *([path] for path in paths if path not in lessons)) if chain]


def on_a_foreign_recording(paths, folder):
    """Runs the lessons that read on a recording that libValkka wrote, each once."""
    recording = folder / "recordings" / "of-libvalkka" / "lessons"
    shutil.rmtree(recording, ignore_errors=True)
    shutil.copytree(LIBVALKKA, recording)
    results = []
    for path in paths:
        begin = time.monotonic()
        client = client_of(path)
        try:
            with client.setup_kernel(env={**os.environ, "VALKKA_LESSON_DIR": str(recording.absolute())}):
                found = run_cells(client, 1)
        except (CellTimeoutError, DeadKernelError, RuntimeError) as problem:
            found = [f"{type(problem).__name__}: {str(problem).strip()[:400]}"]
        results.append(told(f"{path.name} on a recording of libValkka", begin, found))
    return results


def without_a_recording(paths, folder):
    """Runs the same lessons where there is no recording: each stops at one clear line. One kernel is enough."""
    begin = time.monotonic()
    nowhere = folder / "recordings" / "nowhere"
    clients = [client_of(path) for path in paths]
    found = []
    with clients[0].setup_kernel(env={**os.environ, "VALKKA_LESSON_DIR": str(nowhere.absolute())}):
        for path, client in zip(paths, clients):
            client.km, client.kc = clients[0].km, clients[0].kc
            said = first_error(client)
            if not re.fullmatch(NO_RECORDING, said.strip()):
                found.append(f"{path.name} says {said!r}")
    return [told("the lessons without a recording", begin, found)]


def exam(seeds, folder):
    """Makes an exam, and takes it twice: untouched, which is nothing right, and with the teacher's answers."""
    begin = time.monotonic()
    made = (folder / "exam").absolute()
    shutil.rmtree(made, ignore_errors=True)
    found = []
    for seed in seeds:
        subprocess.run([ROOT / "valkka", "exam", made, "--seed", seed], check=True, capture_output=True)
        answers = subprocess.run(
            [ROOT / "valkka", "exam", "--seed", seed, "--answers"], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        client = client_of(made / "exam.ipynb")
        with client.setup_kernel():
            found += run_cells(client, 1) + graded(client, 0, answers)
            for cell in client.nb.cells:
                cell.source = ANSWER.sub(lambda asked: answered(asked, answers), cell.source)
            found += run_cells(client, 2) + graded(client, len(answers), answers)
    return [told("the exam", begin, found)]


def graded(client, right, answers):
    grade = expect.said(client.nb.cells[-1])
    wanted = f"{right} of {len(answers)} right"
    return [] if wanted in grade else [f"the grade is not {wanted!r}: {grade!r}"]


def answered(asked, answers):
    """Writes an answer of the teacher as Java."""
    java, number = asked.groups()
    text = answers[int(number) - 1].split(maxsplit=1)[1]
    value = {
        "Long": f"{text}L",
        "Instant": f'Instant.parse("{text}")',
        "Duration": f'Duration.parse("{text}")',
        "List<Integer>": f"List.of({text.strip('[]')})",
    }.get(java, json.dumps(text))
    return f"{java} answer{number} = {value};"


def first_error(client):
    """Runs cells up to the first that fails unexpectedly, and returns what it said."""
    for index, cell in enumerate(client.nb.cells):
        if cell.cell_type == "code":
            client.execute_cell(cell, index)
            if any(output.output_type == "error" for output in cell.outputs) and not expect.fails(cell):
                return expect.said(cell)
    return ""


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    begin = time.monotonic()
    paths = [pathlib.Path(name) for name in sys.argv[2:]]
    parts = [(run_in_order, chain) for chain in chains(paths)]
    reading = [path for path in paths if RECORDING in path.read_text(encoding="utf-8")]
    if len(reading) > 1:
        parts[1:1] = [(on_a_foreign_recording, reading), (without_a_recording, reading), (exam, EXAM_SEEDS)]
    print(f"running {len(paths)} notebooks, each twice ..." if len(paths) > 1 else "running it twice ...", flush=True)
    # Processes, because an interrupt from the keyboard reaches each process, which ends its kernel.
    with ProcessPoolExecutor(max_workers=WORKERS) as pool:
        running = [pool.submit(run_part, some, folder) for run_part, some in parts]
        results = sum((part.result() for part in running), [])
    passed = results.count(True)
    failed = results.count(False)
    print(f"in {time.monotonic() - begin:.0f} s; what they show is in {folder}/")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
