import type { Codec, Picture } from "./protocol";

/** Writes fragmented mp4 (ISO/IEC 14496-12) of one track of pictures, in milliseconds. */

const TRACK = 1;
const TIMESCALE = 1000;
const KEY_FLAGS = 0x02000000; // depends on no other picture
const DELTA_FLAGS = 0x01010000; // depends on others, and is no place to start

type Part = number[] | Uint8Array;

function box(type: string, ...parts: Part[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 8);
  const result = new Uint8Array(size);
  new DataView(result.buffer).setUint32(0, size);
  for (let i = 0; i < 4; i++) {
    result[4 + i] = type.charCodeAt(i);
  }
  let at = 8;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function u16(...values: number[]): number[] {
  return values.flatMap((value) => [(value >> 8) & 255, value & 255]);
}

function u32(...values: number[]): number[] {
  return values.flatMap((value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

/** The beginning of the file. The browser takes the size of the pictures from the parameter sets. */
export function head(codec: Codec, width: number, height: number): Uint8Array {
  const avc = codec.name.startsWith("avc1");
  const entry = box(
    avc ? "avc1" : "hvc1",
    zeros(6),
    u16(1),
    zeros(16),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    zeros(32),
    u16(24, 0xffff),
    box(avc ? "avcC" : "hvcC", codec.description),
  );
  const table = box(
    "stbl",
    box("stsd", u32(0, 1), entry),
    box("stts", u32(0, 0)),
    box("stsc", u32(0, 0)),
    box("stsz", u32(0, 0, 0)),
    box("stco", u32(0, 0)),
  );
  const media = box(
    "mdia",
    box("mdhd", u32(0, 0, 0, TIMESCALE, 0), u16(0x55c4, 0)),
    box("hdlr", u32(0, 0), [0x76, 0x69, 0x64, 0x65], zeros(13)),
    box("minf", box("vmhd", u32(1), zeros(8)), box("dinf", box("dref", u32(0, 1), box("url ", u32(1)))), table),
  );
  const track = box(
    "trak",
    box("tkhd", u32(3, 0, 0, TRACK, 0, 0), zeros(8), u16(0, 0, 0, 0), MATRIX, u32(width << 16, height << 16)),
    media,
  );
  const movie = box(
    "moov",
    box("mvhd", u32(0, 0, 0, TIMESCALE, 0, 0x10000), u16(0x100, 0), zeros(8), MATRIX, zeros(24), u32(TRACK + 1)),
    track,
    box("mvex", box("trex", u32(0, TRACK, 1, 0, 0, 0))),
  );
  const file = box("ftyp", [0x69, 0x73, 0x6f, 0x35], u32(512), [0x69, 0x73, 0x6f, 0x35, 0x69, 0x73, 0x6f, 0x36]);
  return joined(file, movie);
}

/** A piece of the file: pictures that follow each other, with their times from the beginning. */
export function fragment(number: number, pictures: Picture[], begin: number, durations: number[]): Uint8Array {
  const data = pictures.map((picture) => withLengths(picture.data));
  const samples = pictures.flatMap((picture, i) =>
    u32(durations[i] ?? 0, data[i]?.length ?? 0, picture.key ? KEY_FLAGS : DELTA_FLAGS),
  );
  const run = (offset: number): Uint8Array => box("trun", u32(0x000701, pictures.length, offset), samples);
  const time = (pictures[0]?.time ?? begin) - begin;
  const moof = (offset: number): Uint8Array =>
    box(
      "moof",
      box("mfhd", u32(0, number)),
      box(
        "traf",
        box("tfhd", u32(0x020000, TRACK)),
        box("tfdt", u32(0x01000000, Math.floor(time / 2 ** 32), time)),
        run(offset),
      ),
    );
  return joined(moof(moof(0).length + 8), box("mdat", joined(...data)));
}

/** Annex B, with the length of each NAL unit in place of its start code. */
export function withLengths(annexB: Uint8Array): Uint8Array {
  const starts: number[] = [];
  for (let i = annexB.indexOf(1, 2); i >= 0; i = annexB.indexOf(1, i + 1)) {
    if (annexB[i - 1] === 0 && annexB[i - 2] === 0) {
      starts.push(i + 1);
    }
  }
  const parts: Uint8Array[] = [];
  starts.forEach((start, n) => {
    let end = (starts[n + 1] ?? annexB.length + 3) - 3;
    while (end > start && annexB[end - 1] === 0) {
      end--; // the first zero of a start code of four bytes
    }
    parts.push(Uint8Array.from(u32(end - start)), annexB.subarray(start, end));
  });
  return joined(...parts);
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
