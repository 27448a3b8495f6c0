import type { Feed } from "./feed";
import { fragment, head } from "./fmp4";
import type { Screen, Way, WayMaker } from "./way";

const USUAL_MS = 40;
const LONGEST_MS = 2000;
const MOST_DRIFT_S = 0.25;
const KEPT_S = 20;
/** A stream that begins so much later shows its first picture. */
const BEGIN_MS = 500;
const OPEN_TIMEOUT_MS = 3000;
const SEEK_TIMEOUT_MS = 1000;

/** Plays through Media Source Extensions: the stored pictures as a fragmented mp4, made in the page. */
class MseWay implements Way {
  readonly keyAhead = null;
  readonly name = "mse";
  private readonly video = document.createElement("video");
  private buffer: SourceBuffer | null = null;
  private url = "";
  private begin = 0;
  private appended = Number.NEGATIVE_INFINITY;
  private fragments = 0;
  private codecName = "";
  private turn = 0;
  private closed = false;
  private opening = false;

  constructor(
    private readonly feed: Feed,
    private readonly screen: Screen,
    private readonly failed: (reason: unknown) => void,
  ) {
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.addEventListener("error", () => {
      if (!this.closed) {
        this.failed(this.video.error);
      }
    });
  }

  async seek(time: number): Promise<void> {
    const turn = ++this.turn;
    await this.feed.load(time);
    if (turn !== this.turn || this.closed || this.feed.pictures.length === 0) {
      return;
    }
    if (this.feed.shownAt(time + BEGIN_MS) < 0) {
      this.screen.clear(); // the stream begins later
      return;
    }
    const target = Math.max(0, this.feed.shownAt(time));
    const wanted = this.feed.pictures[target]?.time ?? 0;
    await this.reopen(target);
    await this.append();
    if (turn !== this.turn || this.closed) {
      return;
    }
    this.video.pause();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SEEK_TIMEOUT_MS);
      this.video.addEventListener(
        "seeked",
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
      this.video.currentTime = (wanted - this.begin + 1) / 1000;
    });
    if (turn === this.turn) {
      this.draw();
    }
  }

  /** Begins a file of its own at the key frame of a picture, where the present file does not hold it. */
  private async reopen(target: number): Promise<void> {
    const key = this.feed.pictures[this.feed.keyOf(target)]?.time ?? 0;
    const wanted = this.feed.pictures[target]?.time ?? 0;
    const codec = this.feed.codec;
    if (codec === null) {
      return;
    }
    const holds = this.buffer !== null && key >= this.begin && wanted <= this.appended && this.codecName === codec.name;
    if (holds && this.isBuffered((wanted - this.begin + 1) / 1000)) {
      return;
    }
    this.release();
    this.begin = key;
    this.appended = key - 1;
    this.codecName = codec.name;
    const source = new MediaSource();
    this.url = URL.createObjectURL(source);
    this.video.src = this.url;
    await event(source, "sourceopen", OPEN_TIMEOUT_MS);
    this.buffer = source.addSourceBuffer(`video/mp4; codecs="${codec.name}"`);
    await this.write(head(codec, 640, 360));
  }

  private isBuffered(seconds: number): boolean {
    const { buffered } = this.video;
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= seconds && seconds < buffered.end(i)) {
        return true;
      }
    }
    return false;
  }

  private async append(): Promise<void> {
    const from = this.feed.shownAt(this.appended) + 1;
    const { pictures } = this.feed;
    if (from >= pictures.length || this.buffer === null) {
      return;
    }
    const batch = pictures.slice(from);
    const durations = batch.map((picture, i) => {
      const next = batch[i + 1]?.time ?? picture.time + USUAL_MS;
      return Math.max(1, Math.min(LONGEST_MS, next - picture.time));
    });
    this.appended = batch.at(-1)?.time ?? this.appended;
    await this.write(fragment(++this.fragments, batch, this.begin, durations));
    const old = this.video.currentTime - KEPT_S;
    if (old > 0 && this.buffer !== null && !this.buffer.updating) {
      this.buffer.remove(0, old);
      await event(this.buffer, "updateend", OPEN_TIMEOUT_MS);
    }
  }

  private async write(bytes: Uint8Array): Promise<void> {
    const { buffer } = this;
    if (buffer === null) {
      return;
    }
    if (buffer.updating) {
      await event(buffer, "updateend", OPEN_TIMEOUT_MS);
    }
    buffer.appendBuffer(bytes as Uint8Array<ArrayBuffer>);
    await event(buffer, "updateend", OPEN_TIMEOUT_MS);
  }

  /** Draws what the video shows; its time is the time of the last picture at or before it. */
  private draw(): void {
    if (this.video.videoWidth > 0) {
      const at = this.feed.shownAt(this.begin + this.video.currentTime * 1000);
      const time = this.feed.pictures[at]?.time ?? this.begin;
      this.screen.draw(this.video, this.video.videoWidth, this.video.videoHeight, time);
    }
  }

  tick(time: number, speed: number): boolean {
    if (this.opening) {
      return true;
    }
    void this.feed.more(time, performance.now()).catch(this.failed);
    if (this.feed.covers(time) && this.feed.shownAt(time) < 0) {
      return false; // the stream begins later
    }
    const seconds = (time - this.begin) / 1000;
    const far = Math.abs(this.video.currentTime - seconds) > Math.max(MOST_DRIFT_S, MOST_DRIFT_S * Math.abs(speed));
    const ends = this.feed.last && time > this.feed.end;
    if (speed < 0 || this.buffer === null || (!this.isBuffered(seconds) && !ends) || (far && !ends)) {
      this.opening = true;
      void this.seek(time)
        .catch(this.failed)
        .finally(() => {
          this.opening = false;
        });
      return speed > 0;
    }
    if (this.feed.end > this.appended && !this.buffer.updating) {
      void this.append().catch(this.failed);
    }
    this.video.playbackRate = speed;
    if (this.video.paused && !ends) {
      void this.video.play().catch(() => {});
    }
    this.draw();
    return time > this.feed.end && !this.feed.last;
  }

  private release(): void {
    this.video.removeAttribute("src");
    this.video.load();
    this.buffer = null;
    if (this.url !== "") {
      URL.revokeObjectURL(this.url);
      this.url = "";
    }
  }

  pause(): void {
    this.video.pause();
  }

  close(): void {
    this.closed = true;
    this.turn++;
    this.video.pause();
    this.release();
  }
}

function event(target: EventTarget, name: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${name} within ${timeoutMs} ms`)), timeoutMs);
    target.addEventListener(
      name,
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

export const mse: WayMaker = {
  name: "mse",
  async make(feed, screen, failed) {
    const codec = feed.codec;
    if (codec === null || typeof MediaSource === "undefined") {
      return null;
    }
    return MediaSource.isTypeSupported(`video/mp4; codecs="${codec.name}"`) ? new MseWay(feed, screen, failed) : null;
  },
};
