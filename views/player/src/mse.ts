import type { Feed } from "./feed";
import { fragment, head } from "./fmp4";
import type { Codec } from "./protocol";
import type { Screen, Way, WayMaker } from "./way";

const USUAL_MS = 40;
const LONGEST_MS = 2000;
const MOST_DRIFT_S = 0.25;
/** A smaller drift is nobody's to see. */
const LEAST_DRIFT_S = 0.015;
/** So much faster or slower the video goes until it is at the time of play again. */
const MOST_CORRECTION = 0.2;
/** No video goes faster. */
const FASTEST = 16;
const KEPT_S = 20;
/** A stream that begins so much later shows its first picture. */
const BEGIN_MS = 500;
const OPEN_TIMEOUT_MS = 3000;
const SEEK_TIMEOUT_MS = 1000;

/**
 * Plays through Media Source Extensions: the stored pictures as a fragmented mp4, made in the page.
 * The times of the mp4 are Unix times, so that one video holds whatever part of the recording is shown:
 * a new video for each seek would take a decoder of its own.
 */
class MseWay implements Way {
  readonly keyAhead = null;
  readonly name = "mse";
  private readonly video = document.createElement("video");
  private buffer: SourceBuffer | null = null;
  private url = "";
  /** The pictures from here on, up to the last one that was appended, are in the buffer. */
  private begin = 0;
  private appended = Number.NEGATIVE_INFINITY;
  private fragments = 0;
  private codecName = "";
  private turn = 0;
  private closed = false;
  private opening = false;
  /** What is to be done with the buffer, one thing after another. */
  private work: Promise<void> = Promise.resolve();
  private appending = false;

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
    await this.hold(target);
    if (turn !== this.turn || this.closed) {
      return;
    }
    this.video.pause();
    await this.goTo((wanted + 1) / 1000);
    if (turn === this.turn) {
      this.draw();
      void this.tidy().catch(this.failed);
    }
  }

  private async goTo(seconds: number): Promise<void> {
    if (this.video.currentTime === seconds && !this.video.seeking && this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      return;
    }
    const arrived = event(this.video, "seeked", SEEK_TIMEOUT_MS);
    this.video.currentTime = seconds;
    await arrived.catch(() => undefined); // the picture may come with the ones behind it
  }

  /** Puts a picture into the buffer, with those around it. */
  private async hold(target: number): Promise<void> {
    const key = this.feed.pictures[this.feed.keyOf(target)]?.time ?? 0;
    const wanted = this.feed.pictures[target]?.time ?? 0;
    const codec = this.feed.codec;
    if (codec === null) {
      return;
    }
    if (this.buffer === null || this.codecName !== codec.name) {
      await this.open(codec);
      this.appended = Number.NEGATIVE_INFINITY;
    }
    if (key < this.begin || wanted > this.appended || !this.isBuffered((wanted + 1) / 1000)) {
      this.begin = key;
      this.appended = key - 1;
    }
    await this.append();
  }

  private async open(codec: Codec): Promise<void> {
    this.release();
    this.codecName = codec.name;
    const source = new MediaSource();
    this.url = URL.createObjectURL(source);
    this.video.src = this.url;
    await event(source, "sourceopen", OPEN_TIMEOUT_MS);
    this.buffer = source.addSourceBuffer(`video/mp4; codecs="${codec.name}"`);
    await this.change((buffer) => buffer.appendBuffer(head(codec, 640, 360) as Uint8Array<ArrayBuffer>));
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
    if (from >= pictures.length) {
      return;
    }
    const batch = pictures.slice(from);
    const durations = batch.map((picture, i) => {
      const next = batch[i + 1]?.time ?? picture.time + USUAL_MS;
      return Math.max(1, Math.min(LONGEST_MS, next - picture.time));
    });
    this.appended = batch.at(-1)?.time ?? this.appended;
    const bytes = fragment(++this.fragments, batch, 0, durations) as Uint8Array<ArrayBuffer>;
    await this.change((buffer) => buffer.appendBuffer(bytes));
  }

  /** Play has come nearer to the end of what is in the buffer. */
  private async appendMore(): Promise<void> {
    this.appending = true;
    try {
      await this.append();
      await this.tidy();
    } finally {
      this.appending = false;
    }
  }

  /** Gives back what lies behind play, and what was shown before a seek. */
  private async tidy(): Promise<void> {
    const from = Math.max(this.begin / 1000, this.video.currentTime - KEPT_S);
    const { buffered } = this.video;
    if (buffered.length > 0 && buffered.start(0) < from - 1) {
      await this.change((buffer) => buffer.remove(0, from));
    }
    const end = this.appended / 1000 + LONGEST_MS / 1000;
    if (buffered.length > 1 && buffered.start(buffered.length - 1) > end) {
      await this.change((buffer) => buffer.remove(end, Number.POSITIVE_INFINITY));
    }
  }

  /** Changes the buffer once it is ready for it. */
  private change(how: (buffer: SourceBuffer) => void): Promise<void> {
    const { buffer } = this;
    const done = this.work.then(async () => {
      if (buffer !== null && buffer === this.buffer && !this.closed) {
        how(buffer);
        await event(buffer, "updateend", OPEN_TIMEOUT_MS);
      }
    });
    this.work = done.catch(() => undefined);
    return done;
  }

  /** Draws what the video shows; its time is the time of the last picture at or before it. */
  private draw(): void {
    if (this.video.videoWidth > 0) {
      const at = this.feed.shownAt(this.video.currentTime * 1000);
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
    const seconds = time / 1000;
    const drift = seconds - this.video.currentTime;
    const far = Math.abs(drift) > Math.max(MOST_DRIFT_S, MOST_DRIFT_S * Math.abs(speed));
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
    if (this.feed.end > this.appended && !this.appending) {
      void this.appendMore().catch(this.failed);
    }
    const correction = Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, drift / Math.max(1, Math.abs(speed))));
    this.video.playbackRate = Math.min(FASTEST, speed * (Math.abs(drift) < LEAST_DRIFT_S ? 1 : 1 + correction));
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
