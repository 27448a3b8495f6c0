"""Opens a notebook's HTML in headless Chromium, takes a picture, and tells when the page is blank.

Where no Chromium is installed there is no picture; in CI that is a finding.
"""
import os
import shutil
import struct
import subprocess
import tempfile
import zlib

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1100, 8000
SECONDS = 60
LEAST_COLOURS = 50


def findings(html):
    """Returns what is wrong with the look of a page, one line each. The picture lies beside the page."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        return ["no Chromium is installed, so nobody has looked at it"] if os.environ.get("CI") else []
    picture = html.with_suffix(".png")
    picture.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}", "--hide-scrollbars"]
        command += [f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={picture}", html.resolve().as_uri()]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS).stderr
        except subprocess.TimeoutExpired:
            return [f"Chromium has not drawn it within {SECONDS} s"]
    if not picture.exists():
        return [f"Chromium drew no picture of it: {said[-300:]}"]
    colours = len(set(_pixels(picture.read_bytes())))
    return [] if colours >= LEAST_COLOURS else [f"there is nothing to be seen in {picture.name}: {colours} colours"]


def _pixels(png):
    """Returns every 97th group of three bytes of a PNG, with filters: enough to recognise a white page."""
    position, data = 8, b""
    while position < len(png):
        length, kind = struct.unpack(">I4s", png[position : position + 8])
        data += png[position + 8 : position + 8 + length] if kind == b"IDAT" else b""
        position += 12 + length
    raw = zlib.decompress(data)
    return (raw[i : i + 3] for i in range(0, len(raw) - 3, 3 * 97))
