/** What the page and Java say to each other. All times are Unix milliseconds. */

export interface Question {
  ask: string;
  [name: string]: unknown;
}

export interface Answer {
  json: Record<string, unknown>;
  bytes: Uint8Array;
  /** The pictures of an answer that never was bytes. */
  pictures?: Picture[];
}

export interface Range {
  from: number;
  to: number;
}

export interface Mark extends Range {
  label: string;
}

export interface Stream {
  recording: number;
  id: number;
  sound?: boolean;
}

export interface Recording {
  name: string;
  blocks: number;
  blockSize: number;
  /** No silence up to this length is a gap, in milliseconds. */
  shortestGap: number;
}

/** What the writer of a recording tells; empty where none in Java's process has written. */
export interface Writer {
  writes?: boolean;
  dropped?: number;
  refused?: number;
  error?: string;
}

export interface State {
  ranges: Range[];
  writers: Writer[];
  streams: Stream[];
  time: number;
  playing: boolean;
  speed: number;
}

export interface Hello extends State {
  pictures: boolean;
  hasClock: boolean;
  number: number;
  /** So long play waits for the next picture at most, in milliseconds. */
  longestWait: number;
  recordings: Recording[];
  /** What a page marked for a clip before. */
  marked?: Range;
}

export interface Command {
  number: number;
  verb: "play" | "pause" | "seek" | "speed";
  value: number;
}

export interface Sync extends State {
  commands: Command[];
  marksVersion: number;
  marks?: Mark[];
}

/** One access unit as it is stored: Annex B, with its parameter sets in front of a key frame. */
export interface Picture {
  time: number;
  key: boolean;
  data: Uint8Array;
}

export interface Codec {
  name: string;
  /** The decoder configuration record, for an mp4. */
  description: Uint8Array;
}

export interface Piece {
  pictures: Picture[];
  codec: Codec | null;
  /** Whether the recording has no later picture now. */
  last: boolean;
}

/** A packet of sound as it is stored. */
export interface Packet {
  time: number;
  data: Uint8Array;
}

export interface SoundFormat {
  codec: string;
  /** What a decoder must know first. */
  description: Uint8Array;
  sampleRate: number;
  channels: number;
}

export interface SoundPiece {
  packets: Packet[];
  /** Null without packets. */
  format: SoundFormat | null;
  /** Whether the recording has no later packet now. */
  last: boolean;
}

/** A row of the block table; several blocks where they are too many to draw. */
export interface Block {
  number: number;
  key: number;
  last: number;
  lap: number;
  open: boolean;
  count: number;
}

export interface PictureSize {
  time: number;
  bytes: number;
  stream: number;
  key: boolean;
}

/** A question that Java could not answer. */
export class AnswerError extends Error {
  constructor(
    message: string,
    /** ValkkaException.Kind. */
    readonly kind: string,
  ) {
    super(message);
  }
}

/** Whether somebody has closed the widget in Java, which is no fault. */
export function isClosed(error: unknown): error is AnswerError {
  return error instanceof AnswerError && error.kind === "CLOSED";
}

/** Takes an answer apart: four bytes of length, the text, the bytes. */
export function unpack(packed: Uint8Array): Answer {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const length = view.getUint32(0);
  const text = new TextDecoder().decode(packed.subarray(4, 4 + length));
  return checked(JSON.parse(text) as Record<string, unknown>, packed.subarray(4 + length));
}

export function checked(json: Record<string, unknown>, bytes: Uint8Array): Answer {
  if (typeof json["error"] === "string") {
    throw new AnswerError(json["error"], String(json["kind"]));
  }
  return { json, bytes };
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

export function piece(answer: Answer): Piece {
  const name = answer.json["codec"];
  const description = answer.json["description"];
  const codec =
    typeof name === "string" && typeof description === "string" ? { name, description: fromBase64(description) } : null;
  return { pictures: answer.pictures ?? pictures(answer.bytes), codec, last: answer.json["last"] === true };
}

function pictures(bytes: Uint8Array): Picture[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result: Picture[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    const time = Number(view.getBigInt64(at));
    const key = view.getUint8(at + 8) === 1;
    const length = view.getUint32(at + 9);
    at += 13;
    result.push({ time, key, data: bytes.subarray(at, at + length) });
    at += length;
  }
  return result;
}

export function soundPiece({ json, bytes }: Answer): SoundPiece {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const time = Number(view.getBigInt64(at));
    const length = view.getUint32(at + 8);
    at += 12;
    packets.push({ time, data: bytes.subarray(at, at + length) });
    at += length;
  }
  const { codec, description, sampleRate, channels } = json;
  const format =
    typeof codec === "string" && typeof description === "string"
      ? { codec, description: fromBase64(description), sampleRate: Number(sampleRate), channels: Number(channels) }
      : null;
  return { packets, format, last: json["last"] === true };
}

export function blocks(answer: Answer): Block[] {
  return rows(answer, 6, (column) => ({
    number: column(0),
    key: column(1),
    last: column(2),
    lap: column(3),
    open: column(4) === 1,
    count: column(5),
  }));
}

export function sizes(answer: Answer): PictureSize[] {
  return rows(answer, 4, (column) => ({
    time: column(0),
    bytes: column(1),
    stream: column(2),
    key: column(3) === 1,
  }));
}

function rows<T>(answer: Answer, columns: number, row: (column: (i: number) => number) => T): T[] {
  const { bytes } = answer;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result: T[] = [];
  for (let at = 0; at + columns * 8 <= bytes.byteLength; at += columns * 8) {
    result.push(row((i) => view.getFloat64(at + i * 8)));
  }
  return result;
}
