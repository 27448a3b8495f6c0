import { type Answer, type Picture, type Question, type Range, fromBase64, piece, soundPiece, unpack } from "./protocol";
import type { Transport } from "./transport";

interface Part {
  name: string;
  json: string;
  from: number;
  size: number;
}

interface Stream {
  /** Tells the codec. */
  head: Record<string, unknown>;
  pictures: Picture[];
}

const NOTHING: Answer = { json: {}, bytes: new Uint8Array() };

/** Answers from data that stands in the page itself: there is no Java, and no network. */
export class InlinedTransport implements Transport {
  readonly name = "inlined";
  private readonly parts = new Map<string, Answer>();
  private readonly streams: Stream[] = [];
  private readonly sounds: Answer[][] = [];
  private readonly range: Range;

  constructor(base64: string) {
    const { json, bytes } = unpack(fromBase64(base64));
    this.range = json["range"] as Range;
    for (const part of json["parts"] as Part[]) {
      const answer = {
        json: JSON.parse(part.json) as Record<string, unknown>,
        bytes: bytes.subarray(part.from, part.from + part.size),
      };
      const [kind, stream] = part.name.split(" ");
      if (kind === "pictures") {
        this.addPictures(Number(stream), answer);
      } else if (kind === "sound") {
        (this.sounds[Number(stream)] ??= []).push(answer);
      } else {
        this.parts.set(part.name, answer);
      }
    }
  }

  private addPictures(number: number, answer: Answer): void {
    const stream = (this.streams[number] ??= { head: {}, pictures: [] });
    stream.head = { ...answer.json, ...stream.head };
    stream.pictures.push(...piece(answer).pictures);
  }

  async ask(question: Question): Promise<Answer> {
    switch (question.ask) {
      case "hello":
      case "sync":
        return { json: { ...this.part("hello").json, ...this.fixed() }, bytes: new Uint8Array() };
      case "blocks":
      case "sizes":
        return this.part(`${question.ask} ${question["recording"]}`);
      case "at":
        return this.pictures(question, (all, time) => {
          const key = all.findLastIndex((picture) => picture.key && picture.time <= time);
          return all.slice(Math.max(0, key));
        });
      case "after":
        return this.pictures(question, (all, time) => all.filter((picture) => picture.time > time));
      case "nextKey":
        return this.pictures(question, (all, time) => {
          const key = all.findIndex((picture) => picture.key && picture.time > time);
          return key < 0 ? [] : all.slice(key);
        });
      case "previousKey":
        return this.pictures(question, (all, time) => {
          const key = all.findLast((picture) => picture.key && picture.time < time);
          return key === undefined ? [] : [key];
        });
      case "sound":
        return this.sound(question);
      case "export":
        throw new Error("a page without Java exports nothing: run the notebook's cell");
      default:
        return NOTHING;
    }
  }

  private fixed(): Record<string, unknown> {
    const ranges = (this.part("hello").json["ranges"] as Range[]).map(() => this.range);
    return { ranges, commands: [], marksVersion: 0, hasClock: false, time: this.range.from, playing: false, speed: 1 };
  }

  private part(name: string): Answer {
    return this.parts.get(name) ?? NOTHING;
  }

  /** All pictures are in memory, so an answer refers to all of them behind its beginning. */
  private pictures(question: Question, choose: (all: Picture[], time: number) => Picture[]): Answer {
    const stream = this.streams[Number(question["stream"])];
    return stream === undefined
      ? NOTHING
      : { ...NOTHING, json: { ...stream.head, last: true }, pictures: choose(stream.pictures, Number(question["time"])) };
  }

  /** Each part is an answer as Java gave it: the first one with later packets is an answer still. */
  private sound(question: Question): Answer {
    const after = Number(question["time"]);
    for (const part of this.sounds[Number(question["stream"])] ?? []) {
      const { packets } = soundPiece(part);
      const first = packets.findIndex((packet) => packet.time > after);
      if (first >= 0) {
        const passed = packets.slice(0, first).reduce((sum, packet) => sum + 12 + packet.data.byteLength, 0);
        return { json: { ...part.json, last: false }, bytes: part.bytes.subarray(passed) };
      }
    }
    return { json: { last: true }, bytes: new Uint8Array() };
  }

  close(): void {
    this.parts.clear();
    this.streams.length = 0;
    this.sounds.length = 0;
  }
}
