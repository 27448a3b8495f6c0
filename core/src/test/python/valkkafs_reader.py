#!/usr/bin/env python3
"""An independent reader of the ValkkaFS format: the oracle for recordings made by the Java code.

Written from the format's description alone (docs/reference/format.md), with Python's standard library. It must never
be "fixed" by looking at how the Java code does things: where the two disagree, the description decides.

    valkkafs_reader.py DIR                     one CSV line a frame of all closed blocks
    valkkafs_reader.py DIR --open              also the frames of the open block, as far as they are whole
    valkkafs_reader.py DIR --table             the block table, one "key last" a row
    valkkafs_reader.py DIR --invariants        what violates the format, a line each; exit status 1 if there is any
        --multi                                  ... by the column 0 rule of ValkkaMultiFS (else ValkkaSingleFS)
        --stopped                                ... and what must hold after a clean stop
    valkkafs_reader.py DIR --h264 OUT --id N   the Annex B stream of one id, blocks by key, ties by column 1

valkkafs_selftest.py checks this program against the golden recordings.
"""

import argparse
import hashlib
import json
import os
import re
import struct
import sys

GRAIN = 4096
HEADER = struct.Struct("<QiqiiQ")  # id, subsession, mstimestamp, media type, codec, payload length
ROW = struct.Struct("<qq")
END_MARK = 8
H264_CODECS = (27, 28)
H265_CODEC = 173
JSON_KEYS = ["dumpfile", "partition_uuid", "blockfile", "blocksize", "n_blocks", "current_block", "jsonfile"]
CSV_HEADER = "block,index,id,subsession,mstimestamp,media_type,codec_id,payload_size,is_seekable,sha1_of_payload"
IMPOSSIBLE_IN_NAL = re.compile(rb"\x00\x00[\x00-\x02]")


class Frame:
    def __init__(self, block, index, offset, header, payload):
        self.block, self.index, self.offset = block, index, offset
        self.id, self.subsession, self.mstimestamp, self.media_type, self.codec, _ = header
        self.payload = payload

    @property
    def end(self):
        return self.offset + HEADER.size + len(self.payload)

    @property
    def seekable(self):
        if self.codec in H264_CODECS:
            return len(self.payload) > 5 and self.payload[4] & 31 == 7
        if self.codec == H265_CODEC:
            return len(self.payload) > 5 and (self.payload[4] >> 1) & 63 == 32
        return True

    def csv(self):
        fields = (self.block, self.index, self.id, self.subsession, self.mstimestamp, self.media_type, self.codec,
                  len(self.payload), int(self.seekable), hashlib.sha1(self.payload).hexdigest())
        return ",".join(str(field) for field in fields)


class Block:
    """One parsed block: its frames, where its end mark stands, and what is wrong with it (None or a sentence)."""

    def __init__(self, number, data):
        self.number, self.data, self.frames, self.fault = number, data, [], None
        at = 0
        while self.fault is None:
            self.end = at
            if at + END_MARK > len(data):
                self.fault = "byte %d: no room for the end mark" % at
                return
            if data[at:at + END_MARK] == bytes(END_MARK):
                return
            if at + HEADER.size + END_MARK > len(data):
                self.fault = "byte %d: a header that does not fit" % at
                return
            header = HEADER.unpack_from(data, at)
            length = header[-1]
            start = at + HEADER.size
            if header[1] < 0:
                self.fault = "byte %d: subsession %d is negative" % (at, header[1])
            elif header[2] < 0:
                self.fault = "byte %d: timestamp %d is negative" % (at, header[2])
            elif length > len(data) - start - END_MARK:
                self.fault = "byte %d: payload length %d does not fit" % (at, length)
            else:
                self.frames.append(Frame(number, len(self.frames), at, header, data[start:start + length]))
                at = start + length

    def whole_frames(self, known_ids):
        """The frames of an open block up to the first that is torn, or has neither an end mark nor a plausible header
        (one that fits, of an id met here or in the block before) behind it."""
        ids, whole = set(known_ids), []
        for frame, following in zip(self.frames, self.frames[1:] + [None]):
            ids.add(frame.id)
            followed = self.fault is None if following is None else following.id in ids
            if torn_h264(frame) or not followed:
                break
            whole.append(frame)
        return whole


def torn_h264(frame):
    if frame.codec not in H264_CODECS or frame.payload[:4] != b"\x00\x00\x00\x01":
        return frame.codec in H264_CODECS
    return frame.payload[-1] == 0 or IMPOSSIBLE_IN_NAL.search(frame.payload, 4) is not None


class Recording:
    def __init__(self, directory):
        self.directory = directory
        with open(os.path.join(directory, "valkkafs.json"), encoding="utf-8") as file:
            self.json_text = file.read()
        self.json = json.loads(self.json_text)
        self.blocksize, self.n_blocks = self.json["blocksize"], self.json["n_blocks"]
        self.dump_path, self.table_path = self.locate("dumpfile"), self.locate("blockfile")
        with open(self.table_path, "rb") as file:
            data = file.read(ROW.size * self.n_blocks)
        self.table = [ROW.unpack_from(data, at) for at in range(0, len(data) - ROW.size + 1, ROW.size)]

    def locate(self, key):
        """The path in the json; a recording that was moved has the file beside the json."""
        path = self.json[key]
        return path if os.path.exists(path) else os.path.join(self.directory, os.path.basename(path))

    def block(self, number):
        with open(self.dump_path, "rb") as file:
            file.seek(number * self.blocksize)
            return Block(number, file.read(self.blocksize))

    def open_block(self):
        """From the json's block forward, wrapping, the first row 0 0; if there is none, the json's block."""
        current = self.json["current_block"]
        for step in range(self.n_blocks):
            number = (current + step) % self.n_blocks
            if self.table[number] == (0, 0):
                return number
        return current

    def used(self):
        return [number for number, row in enumerate(self.table) if row[0] > 0]

    def open_frames(self):
        number = self.open_block()
        before = {frame.id for frame in self.block((number - 1) % self.n_blocks).frames}
        return self.block(number).whole_frames(before)

    def frames(self, with_open=False):
        numbers = set(self.used())
        open_block = self.open_block()
        if with_open:
            numbers.add(open_block)
        for number in sorted(numbers):
            if number == open_block and with_open:
                yield from self.open_frames()
            else:
                yield from self.block(number).frames

    def h264(self, stream):
        for number in sorted(self.used(), key=lambda used: self.table[used]):
            for frame in self.block(number).frames:
                if frame.id == stream and frame.codec in H264_CODECS:
                    yield frame.payload


# --- Invariants -----------------------------------------------------------------------------------------------------


def json_complaints(recording):
    values, text = recording.json, recording.json_text
    if list(values)[:len(JSON_KEYS)] != JSON_KEYS:
        yield "json: keys are %s, not %s" % (list(values), JSON_KEYS)
    if text.rstrip("\n") != json.dumps(values):
        yield "json: not one line as Python's json.dumps writes it"
    if recording.blocksize % GRAIN or recording.blocksize < GRAIN:
        yield "json: blocksize %d is not a multiple of %d" % (recording.blocksize, GRAIN)
    if not 0 <= values["current_block"] < recording.n_blocks:
        yield "json: current_block %d is not a block of 0..%d" % (values["current_block"], recording.n_blocks - 1)
    for key in ("dumpfile", "blockfile", "jsonfile"):
        if not os.path.isabs(values[key]):
            yield "json: %s is not an absolute path: %s" % (key, values[key])


def size_complaints(recording):
    for path, expected in ((recording.dump_path, recording.n_blocks * recording.blocksize),
                           (recording.table_path, recording.n_blocks * ROW.size)):
        size = os.path.getsize(path)
        if size != expected:
            yield "%s: %d bytes, not %d" % (os.path.basename(path), size, expected)


def block_complaints(recording, block, multi):
    where = "block %d: " % block.number
    if block.fault is not None:
        yield where + block.fault
    elif any(block.data[block.end:]):
        yield where + "not zero from its end mark at byte %d to its end" % block.end
    if any(frame.codec == 28 for frame in block.frames):
        yield where + "codec 28, FFmpeg 3's number of H.264, is never written"
    row = recording.table[block.number]
    if not block.frames:
        yield where + "row %d %d, and no frame" % row
        return
    leading = [frame for frame in block.frames if frame.subsession == 0] or block.frames
    last = max(frame.mstimestamp for frame in leading)
    if row[1] != last:
        yield where + "column 1 is %d, the largest timestamp is %d" % (row[1], last)
    keys = [frame.mstimestamp for frame in leading if frame.seekable]
    if keys:
        key = max(keys) if multi else min(keys)
        if row[0] != key:
            yield where + "column 0 is %d, the %s key frame's timestamp is %d" % (
                row[0], "largest" if multi else "smallest", key)
        return
    smallest = min(frame.mstimestamp for frame in leading)
    before = recording.table[(block.number - 1) % recording.n_blocks]
    if before == (0, 0):
        if not 0 < row[0] <= last:  # copied from a block that is overwritten by now, or its own smallest
            yield where + "no key frame, and column 0 is %d, behind its last timestamp %d" % (row[0], last)
    elif row[0] not in (before[0], smallest):
        yield where + "no key frame, and column 0 is %d, neither %d (the block before) nor %d (its smallest)" % (
            row[0], before[0], smallest)


def table_complaints(recording):
    table, n = recording.table, recording.n_blocks
    for number, row in enumerate(table):
        if row != (0, 0) and not 0 < row[0] <= row[1]:
            yield "table: row %d is %d %d" % (number, *row)
    if table and (0, 0) not in table:
        yield "table: no row is 0 0, so no block is open"
    edges = sum(table[number] != (0, 0) and table[(number + 1) % n] == (0, 0) for number in range(len(table)) if n > 1)
    if edges > 1:
        yield "table: the used blocks are not one stretch of the ring"


def unused_complaints(recording):
    open_block = recording.open_block()
    for number, row in enumerate(recording.table):
        if row == (0, 0) and number != open_block and any(recording.block(number).data[:END_MARK]):
            yield "block %d: unused, and does not begin with an end mark" % number


def stopped_complaints(recording):
    open_block = recording.open_block()
    if recording.json["current_block"] != open_block:
        yield "stopped: the json's current_block is %d, the open block is %d" % (
            recording.json["current_block"], open_block)
    if any(recording.block(open_block).data[:GRAIN]):
        yield "stopped: the first %d bytes of the open block %d are not zero" % (GRAIN, open_block)


def complaints(recording, multi=False, stopped=False):
    found = list(json_complaints(recording)) + list(size_complaints(recording))
    if len(recording.table) < recording.n_blocks:
        return found
    found += list(table_complaints(recording))
    for number, row in enumerate(recording.table):
        if row != (0, 0):
            found += block_complaints(recording, recording.block(number), multi)
    found += unused_complaints(recording)
    return found + list(stopped_complaints(recording)) if stopped else found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    for flag in ("--open", "--table", "--invariants", "--multi", "--stopped"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--h264", metavar="OUT")
    parser.add_argument("--id", type=int)
    args = parser.parse_args()
    recording = Recording(args.directory)
    if args.table:
        print("\n".join("%d %d" % row for row in recording.table))
    elif args.invariants:
        found = complaints(recording, args.multi, args.stopped)
        print("\n".join(found), end="\n" if found else "")
        return 1 if found else 0
    elif args.h264:
        if args.id is None:
            parser.error("--h264 needs --id")
        with open(args.h264, "wb") as out:
            out.writelines(recording.h264(args.id))
    else:
        lines = [CSV_HEADER] + [frame.csv() for frame in recording.frames(args.open)]
        print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
