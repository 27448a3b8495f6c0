"""Types an address and passwords into a notebook that asks for a camera, and starts this camera.

The camera is GStreamer's, not ours, and asks for a password (Digest). Python's own library is enough to import this.
"""
import contextlib
import dataclasses
import functools
import pathlib
import re
import select
import subprocess

CALL = re.compile(r"askCameras?\(session(?:, (\d+))?\)")
# The notebook about real cameras is answered in all ways; the lessons in one.
ALL_ANSWERS = "09-real-camera"
CAMERA = pathlib.Path(__file__).resolve().parents[2] / "media" / "src" / "test" / "python" / "gst_rtsp.py"
PACKAGES = (
    "python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good"
    " gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-x"
)
MISSING = (
    "no password was typed for a camera, since GStreamer's RTSP server is missing: sudo apt install " + PACKAGES
)
NEEDED = """
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gst, GstRtspServer
Gst.init(None)
raise SystemExit(not all(map(Gst.ElementFactory.find, ("videotestsrc", "clockoverlay", "x264enc", "rtph264pay"))))
"""
# Debian's Python has GStreamer's bindings, even when another Python comes first on the path.
PYTHONS = ("/usr/bin/python3", "python3")
SECONDS = 30

SIMPLE = "einfach12345"
WRONG = "daneben98765"
HARD = " Sesam7oeffne@:/#%?&+ %41 \u00f6 Geheim8nis "
USER = "admin"


@dataclasses.dataclass(frozen=True)
class Answer:
    """One answer to a question of the kernel."""

    question: str
    text: str
    secret: bool = False


class Typist:
    """Answers a kernel's questions in order, as a person at the keyboard does, and notes surprises."""

    def __init__(self, answers):
        self.left = list(answers)
        self.surprises = []

    def answer(self, question, secret):
        expected = self.left.pop(0) if self.left else Answer("nothing", "")
        if not question.startswith(expected.question) or secret != expected.secret:
            seen = "in secret" if secret else "openly"
            self.surprises.append(f"it asked {seen} {question!r}, where {expected.question!r} was expected")
        return expected.text

    def findings(self):
        """Returns what was not as expected, one line each."""
        return self.surprises + [f"it did not ask for {answer.question!r}" for answer in self.left]


@dataclasses.dataclass(frozen=True)
class Visit:
    """One run of a notebook.

    password: the camera's; None for a run without a camera
    typed:    the passwords that are typed, one after the other; None where nobody can be asked
    shows:    what the cell that asks must show
    whole:    whether all cells are run, or only the cells that ask
    """

    password: str | None
    typed: tuple[str, ...] | None
    shows: str
    whole: bool = True

    @contextlib.contextmanager
    def typist(self, log, cameras=1):
        """Starts the camera. Gives the one who types, or None where nobody can be asked.

        cameras: how often the notebook asks for a camera; each time it is given the same one
        """
        questions = ["Your camera's address"] if cameras == 1 else [f"Address of camera {n + 1}" for n in range(cameras)]
        if self.typed is None:
            yield None
        elif self.password is None:
            yield Typist([Answer(questions[0], "")])
        else:
            with camera(self.password, log) as address:
                answers = []
                for question in questions:
                    answers += [Answer(question, address), *self._credentials()]
                yield Typist(answers)

    def _credentials(self):
        for password in self.typed:
            yield Answer("User", USER)
            yield Answer("Password", password, secret=True)

    def secrets(self):
        return self.typed or ()


VIRTUAL = "^Nobody can be asked.*^a virtual camera"
WITH_A_CAMERA = (
    Visit(HARD, (HARD,), r"\A((?!refuses).)*plays"),
    Visit(SIMPLE, (WRONG, SIMPLE), r"refuses the user or the password: type both again.*plays"),
    Visit(None, (), "^a virtual camera", whole=False),
    Visit(None, None, VIRTUAL, whole=False),
)
# A lesson runs once with a typed camera, and leaves what a virtual camera gives.
LESSON_WITH_A_CAMERA = (Visit(SIMPLE, (SIMPLE,), r"\A((?!refuses).)*plays"), Visit(None, None, VIRTUAL))
WITHOUT = (Visit(None, (), "^a virtual camera"), Visit(None, None, VIRTUAL))


def asks(text):
    """Whether a notebook, or a cell, asks for a camera."""
    return CALL.search(text) is not None


def cameras(text):
    """How many cameras a cell asks for."""
    return int(CALL.search(text).group(1) or 1)


def visits(name):
    """How a notebook that asks is run: with a camera, where GStreamer can play one."""
    if not python():
        return WITHOUT
    return WITH_A_CAMERA if name == ALL_ANSWERS else LESSON_WITH_A_CAMERA


@functools.cache
def python():
    """The Python that can play the camera, or None."""
    for name in PYTHONS:
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            if subprocess.run([name, "-c", NEEDED], capture_output=True, timeout=SECONDS).returncode == 0:
                return name
    return None


@contextlib.contextmanager
def camera(password, log):
    """Plays a camera while the block runs. Gives its address, without user and password."""
    command = [python(), str(CAMERA), "--auth", "digest", "--user", USER, f"--password={password}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as process:
        try:
            ready, _, _ = select.select([process.stdout], [], [], SECONDS)
            address = process.stdout.readline().strip() if ready else ""
            if not address:
                raise RuntimeError(f"GStreamer's camera did not start within {SECONDS} s")
            yield address
        finally:
            process.kill()


def leaks(passwords, texts):
    """Where a password, or a piece of it, can be read, one line each. Letters are the same in every encoding, so these are looked for.

    texts: what is searched, by name
    """
    pieces = [piece.lower() for piece in re.findall("[A-Za-z0-9]{8,}", " ".join(passwords))]
    for name, text in texts.items():
        if any(piece in text.lower() for piece in pieces):
            yield f"a piece of a typed password stands in {name}"
