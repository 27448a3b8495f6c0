"""Checks a cell's outputs: against its metadata under "valkka", and against the rules of every cell.

    {"valkka": {"text": REGEX, "mime": ["image/png"], "fails": true}}
"""
import base64
import re
import struct
import xml.etree.ElementTree
import zlib

ANSI = re.compile("\x1b\\[[0-9;]*m")
LARGEST_OUTPUT = 10_000_000


def plain(text):
    return ANSI.sub("", text)


def fails(cell):
    """Whether a cell is expected to fail."""
    return bool(cell.metadata.get("valkka", {}).get("fails"))


def findings(cell):
    """Returns what is wrong with the outputs of a cell that ran, one line each."""
    expected = cell.metadata.get("valkka", {})
    return [*_errors(cell, expected), *_text(cell, expected), *_mime_types(cell, expected), *_data(cell)]


def _errors(cell, expected):
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if expected.get("fails") and not errors:
        yield "it should have failed"
    if errors and not expected.get("fails"):
        lines = plain("\n".join(errors[0].traceback) or errors[0].evalue).splitlines()
        yield "it failed: " + " / ".join(line.strip() for line in lines if line.strip())
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            yield f"it wrote to the standard error: {output.text[:300]!r}"


def _text(cell, expected):
    pattern = expected.get("text")
    if pattern and not re.search(pattern, said(cell), re.DOTALL | re.MULTILINE):
        yield f"no match for {pattern!r} in {said(cell)[:400]!r}"


def said(cell):
    """Returns all text of a cell's outputs. Printed text may come in pieces, each an output of its own."""
    text = ""
    for output in cell.outputs:
        text += output.get("text", "")
        text += "\n".join(output.get("traceback", []))
        text += output.get("data", {}).get("text/plain", "")
    return plain(text)


def _mime_types(cell, expected):
    shown = {mime for output in cell.outputs for mime in output.get("data", {})}
    for mime in expected.get("mime", []):
        if mime not in shown:
            yield f"no {mime}, only {sorted(shown)}"


def _data(cell):
    for output in cell.outputs:
        for mime, content in output.get("data", {}).items():
            if len(content) > LARGEST_OUTPUT:
                yield f"an output of {len(content)} bytes: at most {LARGEST_OUTPUT}"
            try:
                _decode(mime, content)
            except (ValueError, struct.error, zlib.error, xml.etree.ElementTree.ParseError) as problem:
                yield f"{mime} that does not decode: {problem}"


def _decode(mime, content):
    if mime == "image/png":
        _decode_png(base64.b64decode(content, validate=False))
    elif mime == "image/jpeg":
        jpeg = base64.b64decode(content, validate=False)
        if not (jpeg.startswith(b"\xff\xd8\xff") and jpeg.endswith(b"\xff\xd9")):
            raise ValueError("the start or the end of the JPEG is missing")
    elif mime == "image/svg+xml":
        xml.etree.ElementTree.fromstring(content)


def _decode_png(png):
    if not png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError("not a PNG")
    position, pixels, kind = 8, b"", b""
    while kind != b"IEND":
        length, kind = struct.unpack(">I4s", png[position : position + 8])
        data = png[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack(">I", png[position + 8 + length : position + 12 + length])
        if zlib.crc32(kind + data) != checksum:
            raise ValueError(f"the chunk {kind.decode()} is damaged")
        pixels += data if kind == b"IDAT" else b""
        position += 12 + length
    zlib.decompress(pixels)
