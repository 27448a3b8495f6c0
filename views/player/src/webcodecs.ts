import type { Feed } from "./feed";
import type { Picture } from "./protocol";
import type { Screen, Way, WayMaker } from "./way";

const MOST_DECODED = 8;
const OUTPUT_TIMEOUT_MS = 150;
const KEYS_ONLY_SPEED = 4;
const MOST_ERRORS = 3;
/** A stream that begins so much later shows its first picture. */
const BEGIN_MS = 500;
const LATE_MS = 500;

/** Decodes the frames as they are stored: Annex B, with the parameter sets in front of each key frame. */
class WebCodecsWay implements Way {
  readonly name = "webcodecs";
  private decoder: VideoDecoder;
  private configured = "";
  /** Times that were given to the decoder and have not come out. */
  private pending: number[] = [];
  private decoded: { time: number; frame: VideoFrame }[] = [];
  /** The last picture that was given to the decoder. */
  private fed = Number.NEGATIVE_INFINITY;
  private shown = Number.NEGATIVE_INFINITY;
  private turn = 0;
  private wake: () => void = () => {};
  private keyWanted = true;
  private key: Picture | null = null;
  private askingKey = false;
  private keysMode = false;
  private seeking = 0;
  private errors = 0;
  private closed = false;

  constructor(
    private readonly feed: Feed,
    private readonly screen: Screen,
    private readonly failed: (reason: unknown) => void,
  ) {
    this.decoder = this.newDecoder();
  }

  private newDecoder(): VideoDecoder {
    return new VideoDecoder({
      output: (frame) => {
        // Pictures come out in the order of showing, and times went in in the order of decoding.
        const time = this.pending.shift() ?? frame.timestamp / 1000;
        this.decoded.push({ time, frame });
        this.wake();
      },
      error: (error) => this.onError(error),
    });
  }

  /** A damaged picture ends a decoder: a new one goes on at a key frame. */
  private onError(error: unknown): void {
    if (this.closed) {
      return;
    }
    if (++this.errors > MOST_ERRORS) {
      this.failed(error);
      return;
    }
    this.decoder = this.newDecoder();
    this.configured = "";
    this.pending = [];
    this.fed = Number.NEGATIVE_INFINITY;
    this.keyWanted = true;
    this.wake();
  }

  private restart(): void {
    this.pending = [];
    this.drop(Number.POSITIVE_INFINITY);
    this.decoder.reset();
    this.configured = "";
    this.fed = Number.NEGATIVE_INFINITY;
    this.keyWanted = false;
  }

  private feedOne(picture: Picture): void {
    const codec = this.feed.codec;
    if (codec !== null && this.configured !== codec.name) {
      this.decoder.configure({ codec: codec.name.replace("hvc1", "hev1"), optimizeForLatency: true });
      this.configured = codec.name;
    }
    this.pending.push(picture.time);
    this.pending.sort((a, b) => a - b);
    this.decoder.decode(
      new EncodedVideoChunk({ type: picture.key ? "key" : "delta", timestamp: picture.time * 1000, data: picture.data }),
    );
    this.fed = picture.time;
  }

  get keyAhead(): number | null {
    return this.key?.time ?? null;
  }

  async seek(time: number): Promise<void> {
    this.seeking++;
    try {
      await this.show(time);
    } finally {
      this.seeking--;
    }
  }

  private async show(time: number): Promise<void> {
    const turn = ++this.turn;
    this.key = null;
    await this.feed.load(time);
    if (turn !== this.turn || this.closed || this.feed.pictures.length === 0) {
      return;
    }
    const target = this.feed.shownAt(time + BEGIN_MS) < 0 ? -1 : Math.max(0, this.feed.shownAt(time));
    if (target < 0) {
      this.restart();
      this.shown = Number.NEGATIVE_INFINITY;
      this.screen.clear(); // the stream begins later
      return;
    }
    const key = this.feed.keyOf(target);
    const wanted = this.feed.pictures[target]?.time ?? 0;
    const from = this.feed.shownAt(this.fed);
    const goesOn = !this.keyWanted && from >= key && from <= target && this.feed.pictures[from]?.time === this.fed;
    if (this.paint(wanted) && this.shown === wanted) {
      return;
    }
    if (!goesOn || (from === target && this.pending.length === 0)) {
      this.restart();
    }
    for (let i = goesOn && this.fed > Number.NEGATIVE_INFINITY ? from + 1 : key; i <= target; i++) {
      const picture = this.feed.pictures[i];
      if (picture !== undefined) {
        this.feedOne(picture);
      }
      if (this.decoder.decodeQueueSize > 2 * MOST_DECODED) {
        await this.output(() => this.decoder.decodeQueueSize <= MOST_DECODED);
        this.drop(wanted);
        if (turn !== this.turn) {
          return;
        }
      }
    }
    const has = (): boolean => this.decoded.some((one) => one.time >= wanted);
    if (!(await this.output(has)) && turn === this.turn && !this.closed) {
      await this.decoder.flush().catch(() => {}); // a decoder may hold the last picture back
      this.keyWanted = true;
    }
    if (turn === this.turn && !this.closed) {
      this.paint(wanted);
    }
  }

  /** Waits for output while the decoder gives any, and returns whether what is awaited has come. */
  private async output(has: () => boolean): Promise<boolean> {
    let end = performance.now() + OUTPUT_TIMEOUT_MS;
    while (!has() && performance.now() < end && !this.closed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - performance.now());
        this.wake = () => {
          clearTimeout(timer);
          end = performance.now() + OUTPUT_TIMEOUT_MS;
          resolve();
        };
      });
      this.drop(this.latest() - 1);
    }
    return has();
  }

  private latest(): number {
    return this.decoded.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
  }

  /** Frees pictures that are earlier than a time. */
  private drop(before: number): void {
    while (this.decoded.length > 0 && (this.decoded[0]?.time ?? 0) < before) {
      this.decoded.shift()?.frame.close();
    }
  }

  /** Draws the last picture that is not later than a time; returns whether that picture is on the screen. */
  private paint(time: number): boolean {
    let due: { time: number; frame: VideoFrame } | undefined;
    while (this.decoded.length > 0 && (this.decoded[0]?.time ?? 0) <= time) {
      due?.frame.close();
      due = this.decoded.shift();
    }
    if (due !== undefined) {
      this.screen.draw(due.frame, due.frame.displayWidth, due.frame.displayHeight, due.time);
      this.shown = due.time;
      due.frame.close();
    }
    return this.shown === time || due !== undefined;
  }

  tick(time: number, speed: number): boolean {
    if (speed < 0 || speed > KEYS_ONLY_SPEED) {
      return this.tickKeys(time, speed);
    }
    if (this.seeking > 0) {
      return true;
    }
    if (this.keysMode || !this.feed.covers(time)) {
      this.keysMode = false;
      this.keyWanted = true;
      void this.seek(time).catch(this.failed);
      return true;
    }
    void this.feed.more(time, performance.now()).catch(this.failed);
    let next = this.feed.shownAt(this.fed) + 1;
    const due = this.feed.shownAt(time);
    if (due < 0) {
      return false; // the stream begins later
    }
    const key = this.feed.keyOf(due);
    if (this.keyWanted || next <= key - 1) {
      // Late, or behind a flush: decoding goes on at a key frame.
      this.restart();
      next = key;
    }
    while (this.decoded.length + this.pending.length < MOST_DECODED || next <= due) {
      const picture = this.feed.pictures[next++];
      if (picture === undefined) {
        break;
      }
      this.feedOne(picture);
      if (this.decoder.decodeQueueSize > 4 * MOST_DECODED) {
        break;
      }
    }
    this.paint(time);
    const wanted = this.feed.pictures[due]?.time ?? 0;
    return time - this.feed.end > 0 ? !this.feed.last : wanted - this.shown > LATE_MS;
  }

  /** Backwards, and above four times the speed: key frames alone. */
  private tickKeys(time: number, speed: number): boolean {
    this.keysMode = true;
    this.paint(Number.POSITIVE_INFINITY);
    const key = this.key;
    if (key !== null && (speed < 0 ? time <= key.time : time >= key.time)) {
      this.key = null;
      this.restart();
      this.feedOne(key);
      this.shown = key.time;
    }
    if (this.key === null && !this.askingKey) {
      void this.fetchKey(time, speed).catch(this.failed);
    }
    return false;
  }

  private async fetchKey(time: number, speed: number): Promise<void> {
    this.askingKey = true;
    try {
      const { stream } = this.feed;
      const got =
        speed < 0
          ? await this.feed.ask({ ask: "previousKey", stream, time: Math.min(this.shown, time + 1) })
          : await this.feed.ask({ ask: "nextKey", stream, time: Math.max(this.shown, time - 1), ahead: 0 });
      this.feed.codec = got.codec ?? this.feed.codec;
      this.key = got.pictures[0] ?? null;
    } finally {
      this.askingKey = false;
    }
  }

  pause(): void {}

  close(): void {
    this.closed = true;
    this.turn++;
    this.drop(Number.POSITIVE_INFINITY);
    if (this.decoder.state !== "closed") {
      this.decoder.close();
    }
    this.wake();
  }
}

export const webCodecs: WayMaker = {
  name: "webcodecs",
  async make(feed, screen, failed) {
    const codec = feed.codec;
    if (codec === null || typeof VideoDecoder === "undefined") {
      return null;
    }
    const { supported } = await VideoDecoder.isConfigSupported({ codec: codec.name.replace("hvc1", "hev1") });
    return supported === true ? new WebCodecsWay(feed, screen, failed) : null;
  },
};
