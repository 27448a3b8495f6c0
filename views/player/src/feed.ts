import type { Times } from "./lateness";
import { type Codec, type Picture, type Piece, type Question, piece } from "./protocol";
import type { Transport } from "./transport";

const AHEAD_MS = 1500;
/** A seek waits for no more than it shows and a little: play fetches the rest meanwhile. */
const SEEK_AHEAD_MS = 200;
const WANTED_MS = 3000;
const KEPT_MS = 10_000;
const MOST_BYTES = 48 << 20;
const MOST_PIECES = 40;
const FARTHEST_MS = 30_000;
const RETRY_MS = 300;
const USUAL_MS = 40;

/** The stored pictures of one stream around the time of play, fetched ahead of play. */
export class Feed implements Times {
  /** Pictures that follow each other; the first one is a key frame. */
  pictures: Picture[] = [];
  codec: Codec | null = null;
  /** Whether the recording had no later picture when it was asked last. */
  last = false;
  /** From here on it is known which pictures there are. */
  protected from = Number.POSITIVE_INFINITY;
  private bytes = 0;
  private fetching = false;
  private asked = 0;
  private version = 0;

  constructor(
    private readonly transport: Transport,
    readonly stream: number,
  ) {}

  get end(): number {
    return this.pictures.at(-1)?.time ?? 0;
  }

  /** Whether it is known what shows at a time, or will be known by fetching a little more. */
  covers(time: number): boolean {
    return time >= this.from && (this.last || time - this.end < WANTED_MS);
  }

  /** The index of the picture that shows at a time; -1 when it is not here. */
  shownAt(time: number): number {
    let low = 0;
    let high = this.pictures.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.pictures[middle]?.time ?? 0) <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  between(from: number, to: number): number {
    return this.shownAt(to) - this.shownAt(from);
  }

  get interval(): number {
    const first = this.pictures[0];
    const last = this.pictures.at(-1);
    return first === undefined || last === undefined || last.time <= first.time
      ? USUAL_MS
      : (last.time - first.time) / (this.pictures.length - 1);
  }

  /** The index of the key frame that decoding of a picture begins at. */
  keyOf(index: number): number {
    let key = index;
    while (key > 0 && !(this.pictures[key]?.key ?? false)) {
      key--;
    }
    return key;
  }

  /** Fetches the pictures that show a time. Without any, those behind the time. */
  async load(time: number): Promise<void> {
    const goesOn = this.covers(time);
    if (goesOn && (this.last || this.end > time)) {
      return;
    }
    const version = ++this.version;
    this.fetching = true;
    try {
      let last = false;
      if (!goesOn) {
        const got = await this.ask({ ask: "at", stream: this.stream, time, ahead: SEEK_AHEAD_MS });
        if (version !== this.version) {
          return;
        }
        this.pictures = [];
        this.bytes = 0;
        this.append(got);
        this.from = Math.min(time, this.pictures[0]?.time ?? time);
        last = got.last;
      }
      for (let i = 0; i < MOST_PIECES && this.pictures.length > 0 && this.end <= time && !last; i++) {
        const ahead = Math.min(FARTHEST_MS, time - this.end + SEEK_AHEAD_MS);
        const got = await this.ask({ ask: "after", stream: this.stream, time: this.end, ahead });
        if (version !== this.version) {
          return;
        }
        this.append(got);
        last = got.last;
      }
    } finally {
      if (version === this.version) {
        this.fetching = false;
      }
    }
  }

  /** Fetches more when play comes near the end of what is here. */
  async more(time: number, now: number): Promise<void> {
    if (this.fetching || this.end - time > WANTED_MS) {
      return;
    }
    if (this.last && now - this.asked < RETRY_MS) {
      return;
    }
    const version = this.version;
    this.fetching = true;
    this.asked = now;
    try {
      const empty = this.pictures.length === 0;
      const from = empty ? time : this.end;
      const got = await this.ask({ ask: empty ? "at" : "after", stream: this.stream, time: from, ahead: AHEAD_MS });
      if (version === this.version) {
        this.append(got);
        this.trim(time);
      }
    } finally {
      if (version === this.version) {
        this.fetching = false;
      }
    }
  }

  async ask(question: Question): Promise<Piece> {
    return piece(await this.transport.ask(question));
  }

  protected append(got: Piece): void {
    this.codec = got.codec ?? this.codec;
    this.last = got.last;
    for (const picture of got.pictures) {
      this.pictures.push(picture);
      this.bytes += picture.data.byteLength;
    }
  }

  /** Forgets the past, whole groups of pictures at a time. */
  protected trim(time: number): void {
    const old = this.keyOf(Math.max(0, this.shownAt(this.bytes > MOST_BYTES ? time : time - KEPT_MS)));
    if (old > 0) {
      for (const picture of this.pictures.splice(0, old)) {
        this.bytes -= picture.data.byteLength;
      }
      this.from = this.pictures[0]?.time ?? this.from;
    }
  }

  clear(): void {
    this.version++;
    this.pictures = [];
    this.from = Number.POSITIVE_INFINITY;
    this.bytes = 0;
    this.last = false;
    this.fetching = false;
  }
}
