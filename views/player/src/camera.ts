import { Feed } from "./feed";
import { Lateness } from "./lateness";
import { Painter } from "./painter";
import type { Stream } from "./protocol";
import type { Transport } from "./transport";
import type { Screen, Way, WayMaker } from "./way";

/** One stream on the page: its pictures, and the way that they come to the screen. */
export class Camera implements Screen {
  readonly element = document.createElement("div");
  readonly canvas = document.createElement("canvas");
  readonly feed: Feed;
  private readonly none = document.createElement("div");
  private readonly note = document.createElement("div");
  private way: Way | null = null;
  private next = 0;
  private making = false;
  private wanted: number | null = null;
  private busy = false;
  private closed = false;
  /** Counts for a look from outside. */
  private drawn = 0;
  private newest: number | null = null; // the picture that was drawn last, or is being drawn
  private readonly painter = new Painter(this.canvas);
  private readonly lateness = new Lateness();

  constructor(
    transport: Transport,
    readonly stream: Stream,
    number: number,
    name: string,
    private readonly ways: WayMaker[],
    private readonly onError: (reason: unknown) => void,
    feed: Feed | null = null,
  ) {
    this.feed = feed ?? new Feed(transport, number);
    this.element.className = "camera";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", `pictures of ${name}`);
    this.canvas.width = 640;
    this.canvas.height = 360;
    const label = document.createElement("div");
    label.className = "name";
    label.textContent = name;
    this.none.className = "none";
    this.none.textContent = "no picture";
    this.note.className = "note";
    this.element.append(this.canvas, this.none, label, this.note);
  }

  get wayName(): string {
    return this.way?.name ?? "";
  }

  get keyAhead(): number | null {
    return this.way?.keyAhead ?? null;
  }

  draw(image: CanvasImageSource, width: number, height: number, time: number): void {
    if (this.newest === time) {
      return;
    }
    this.newest = time;
    const way = this.wayName;
    this.painter.paint(image, width, height, () => this.painted(time, way));
  }

  private painted(time: number, way: string): void {
    this.lateness.drawn(time);
    this.drawn++;
    this.none.hidden = true;
    this.canvas.dataset["time"] = String(time);
    this.canvas.dataset["drawn"] = String(this.drawn);
    this.canvas.dataset["way"] = way;
  }

  clear(): void {
    this.newest = null;
    this.painter.clear();
    this.none.hidden = false;
    delete this.canvas.dataset["time"];
  }

  /** Says why there is no picture yet. */
  waitsFor(reason: string): void {
    if (this.way === null && !this.making) {
      this.none.textContent = reason;
    }
  }

  /** Shows the picture of a time. Of several wishes in a row only the last one counts. */
  async seek(time: number): Promise<void> {
    this.wanted = time;
    while (!this.busy && this.wanted !== null && !this.closed) {
      const next = this.wanted;
      this.wanted = null;
      this.busy = true;
      try {
        if (await this.ready(next)) {
          await this.way?.seek(next);
        }
      } catch (error) {
        this.onError(error);
      } finally {
        this.busy = false;
      }
    }
  }

  /** Returns whether play should wait for this camera. */
  tick(time: number, speed: number): boolean {
    if (this.busy) {
      return true;
    }
    if (this.way === null) {
      void this.seek(time);
      return false;
    }
    return this.way.tick(time, speed);
  }

  /** Counts the pictures that were due in a step of play. */
  measure(from: number, to: number, speed: number, lost: number): void {
    this.lateness.step(this.way?.times ?? this.feed, from, to, speed, lost);
    const { due, late } = this.lateness.counts;
    this.canvas.dataset["due"] = String(due);
    this.canvas.dataset["late"] = String(late);
  }

  pause(): void {
    this.lateness.rest();
    this.way?.pause();
  }

  /** Finds the best way that this browser can go. */
  private async ready(time: number): Promise<boolean> {
    if (this.way !== null || this.making) {
      return this.way !== null;
    }
    this.making = true;
    try {
      await this.feed.load(time);
      if (this.feed.codec === null) {
        return false; // nothing is recorded yet
      }
      while (this.way === null && this.next < this.ways.length && !this.closed) {
        const maker = this.ways[this.next++];
        const way = (await maker?.make(this.feed, this, (reason) => this.failed(reason, maker.name))) ?? null;
        if (this.closed) {
          way?.close(); // the view was closed while its decoder was made
          return false;
        }
        this.way = way;
      }
      if (this.way === null) {
        this.none.textContent = `this browser shows no ${this.feed.codec.name}`;
      }
      this.note.textContent = this.wayName === "stills" ? this.whyStills(this.feed.codec.name) : "";
    } finally {
      this.making = false;
    }
    return this.way !== null;
  }

  private whyStills(codec: string): string {
    const missing = codec.startsWith("avc") ? "H.264" : "H.265";
    return this.ways.length > 1 ? `key frames only: this browser decodes no ${missing}` : "key frames only";
  }

  private failed(reason: unknown, name: string): void {
    if (this.closed || this.wayName !== name || this.next >= this.ways.length) {
      this.onError(reason);
      return;
    }
    this.way?.close();
    this.way = null;
    void this.seek(Number(this.canvas.dataset["time"] ?? this.feed.end));
  }

  /** Gives back the decoder and the fetched pictures. The picture that is shown stays. */
  release(): void {
    this.closed = true;
    this.way?.close();
    this.way = null;
    this.painter.forget();
    this.feed.clear();
  }
}
