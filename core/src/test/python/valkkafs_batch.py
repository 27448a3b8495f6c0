#!/usr/bin/env python3
"""Runs valkkafs_reader over many recordings, because starting Python once for each would take longer than the reading.

    valkkafs_batch.py single:DIR multi:DIR ...

For each: a line "= DIR", one CSV line a frame of all closed blocks, and a line "! ..." for each complaint after a clean
stop.
"""

import sys

import valkkafs_reader as reader

for argument in sys.argv[1:]:
    kind, directory = argument.split(":", 1)
    recording = reader.Recording(directory)
    print("=", directory)
    for frame in recording.frames():
        print(frame.csv())
    for complaint in reader.complaints(recording, multi=kind == "multi", stopped=True):
        print("!", complaint)
