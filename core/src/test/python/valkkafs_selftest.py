#!/usr/bin/env python3
"""Checks valkkafs_reader: it reads the golden recordings as they are, and complains of copies that were spoiled.

    valkkafs_selftest.py GOLDEN
"""

import csv
import hashlib
import os
import shutil
import sys
import tempfile

import valkkafs_reader as reader


def expect(what, actual, expected):
    if actual != expected:
        sys.exit("selftest: %s: expected %.300r, got %.300r" % (what, expected, actual))


def patched(golden, change, **options):
    """The reader.complaints about a copy of a golden recording that 'change' has spoiled."""
    with tempfile.TemporaryDirectory() as directory:
        copy = os.path.join(directory, "copy")
        shutil.copytree(golden, copy)
        change(copy)
        return reader.complaints(reader.Recording(copy), **options)


def poke(name, at, data):
    def change(directory):
        with open(os.path.join(directory, name), "r+b") as file:
            file.seek(at)
            file.write(data)
    return change


def rewrite_json(function):
    def change(directory):
        path = os.path.join(directory, "valkkafs.json")
        with open(path, encoding="utf-8") as file:
            text = function(file.read())
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return change


def selftest(golden):
    single, multi = os.path.join(golden, "single_small"), os.path.join(golden, "multi")
    for directory in (single, multi):
        recording = reader.Recording(directory)
        with open(os.path.join(directory, "frames.csv"), encoding="ascii") as file:
            lines = file.read().splitlines()
        expect(directory + " header", reader.CSV_HEADER, lines[0])
        expect(directory + " frames", [frame.csv() for frame in recording.frames()], lines[1:])
        with open(os.path.join(directory, "blocktable.txt"), encoding="ascii") as file:
            expect(directory + " table", ["%d %d" % row for row in recording.table], file.read().splitlines())
        fed_h264(directory, recording)

    stale = "stopped: the json's current_block is 4, the open block is 5"  # libValkka's omission, see format.md
    expect("single", reader.complaints(reader.Recording(single), stopped=True), [])
    expect("multi", reader.complaints(reader.Recording(multi), multi=True, stopped=True), [stale])
    expect("single taken for multi", len(reader.complaints(reader.Recording(single), multi=True)), 8)

    row = 16 * 3
    last = reader.Recording(single).block(3).end
    spoiled = {
        "block 3: column 1 is 1, ": poke("blockfile", row + 8, reader.ROW.pack(1, 0)[:8]),
        "block 3: column 0 is 1, ": poke("blockfile", row, reader.ROW.pack(1, 0)[:8]),
        "table: the used blocks are not one stretch": poke("blockfile", row, bytes(16)),
        "table: no row is 0 0": poke("blockfile", 16 * 9, reader.ROW.pack(1543314182986, 1543314182986)),
        "block 9: row 5 5, and no frame": poke("blockfile", 16 * 9, reader.ROW.pack(5, 5)),
        "block 3: not zero from its end mark": poke("dumpfile", 4 * 262144 - 1, b"\x01"),
        "block 3: byte %d: payload length" % last: poke("dumpfile", 3 * 262144 + last, b"\x01" * 36),
        "block 3: byte 0: subsession -1": poke("dumpfile", 3 * 262144 + 8, b"\xff" * 4),
        "block 3: byte 0: timestamp -1": poke("dumpfile", 3 * 262144 + 12, b"\xff" * 8),
        "block 3: codec 28": poke("dumpfile", 3 * 262144 + 24, b"\x1c"),
        "stopped: the first 4096 bytes": poke("dumpfile", 9 * 262144 + 4095, b"\x01"),
        "stopped: the json's current_block is 8": rewrite_json(lambda text: text.replace("block\": 9", "block\": 8")),
        "dumpfile: 2621441 bytes": poke("dumpfile", 2621440, b"\x00"),
        "blockfile: 161 bytes": poke("blockfile", 160, b"\x00"),
        "json: not one line": rewrite_json(lambda text: text.replace(", ", ",")),
        "json: keys are": rewrite_json(lambda text: text.replace("jsonfile", "Jsonfile").replace(
            "\"partition_uuid\": null, ", "")[:-2] + ", \"jsonfile\": \"/x\"}"),
    }
    for complaint, change in spoiled.items():
        found = patched(single, change, stopped=True)
        if not any(line.startswith(complaint) for line in found):
            sys.exit("selftest: no complaint '%s...' but %s" % (complaint, found))
    open_selftest(single)


def fed_h264(directory, recording):
    """What was fed comes back, the newest of it: the extracted stream is the tail of what went in."""
    with open(os.path.join(directory, "fed.csv"), encoding="ascii") as file:
        fed = list(csv.DictReader(file))
    for stream in sorted({line["id"] for line in fed}):
        sums = [hashlib.sha1(payload).hexdigest() for payload in recording.h264(int(stream))]
        lines = [line["sha1_of_payload"] for line in fed if line["id"] == stream]
        expect(directory + " h264 of " + stream, sums, lines[len(lines) - len(sums):])


def open_selftest(golden):
    """Block 3 with its row at 0 0, so that it is the open one; then with one frame spoiled."""
    whole = [frame.csv() for frame in reader.Recording(golden).block(3).frames]
    frames = reader.Recording(golden).block(3).frames
    spoiled = {
        "whole": (None, None, len(whole)),
        "zeros in a NAL unit": (frames[7].end - 100, bytes(3), 7),
        "zero at the end of a NAL unit": (frames[7].end - 1, b"\x00", 7),
        "an id never met": (frames[7].offset, b"\x77", 6),
        "a length that cannot be": (frames[7].offset + 28, b"\xff" * 8, 6),
    }
    for what, (at, data, count) in spoiled.items():
        with tempfile.TemporaryDirectory() as directory:
            copy = os.path.join(directory, "copy")
            shutil.copytree(golden, copy)
            poke("blockfile", 16 * 3, bytes(16))(copy)
            rewrite_json(lambda text: text.replace("block\": 9", "block\": 3"))(copy)
            if at is not None:
                poke("dumpfile", 3 * 262144 + at, data)(copy)
            recording = reader.Recording(copy)
            expect(what + ", closed", [frame.block for frame in recording.frames() if frame.block == 3], [])
            found = [frame.csv() for frame in recording.frames(with_open=True) if frame.block == 3]
            expect(what, found, whole[:count])


if __name__ == "__main__":
    selftest(sys.argv[1])
    print("selftest: ok")
