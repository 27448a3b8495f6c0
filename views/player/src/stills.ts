import type { Feed } from "./feed";
import type { Times } from "./lateness";
import type { Still } from "./tip";
import type { Screen, Way, WayMaker } from "./way";

const BETWEEN_MS = 150;
const WIDTH = 960;
/** A key frame is fetched so long before it is due. */
const AHEAD_MS = 1000;
const USUAL_MS = 1000;
const MOST_KEYS = 100;

type Fetch = (stream: number, time: number, width: number) => Promise<Still | null>;

/** The key frames that are known, in the order of time. */
class KeyTimes implements Times {
  private known: number[] = [];

  learn(times: number[]): void {
    const all = [...new Set([...this.known, ...times])].sort((a, b) => a - b);
    this.known = all.slice(-MOST_KEYS);
  }

  forget(): void {
    this.known = [];
  }

  behind(time: number): number | null {
    return this.known.find((one) => one > time) ?? null;
  }

  between(from: number, to: number): number {
    return this.known.filter((one) => one > from && one <= to).length;
  }

  get interval(): number {
    const first = this.known[0];
    const last = this.known.at(-1);
    return first === undefined || last === undefined || last <= first ? USUAL_MS : (last - first) / (this.known.length - 1);
  }
}

/** Shows key frames that Java has decoded: the way for a codec that the browser lacks. */
class StillsWay implements Way {
  readonly keyAhead = null;
  readonly name = "stills";
  readonly times = new KeyTimes();
  private asking = false;
  private wanted: number | null = null;
  private asked = 0;
  private took = 0;
  private shown = -1;
  /** A key frame that is due soon. */
  private next: { time: number; image: ImageBitmap } | null = null;
  private closed = false;

  constructor(
    private readonly feed: Feed,
    private readonly screen: Screen,
    private readonly still: Fetch,
    private readonly failed: (reason: unknown) => void,
  ) {}

  async seek(time: number): Promise<void> {
    this.wanted = time;
    while (!this.asking && this.wanted !== null && !this.closed) {
      const next = this.wanted;
      this.wanted = null;
      if (!this.shows(next)) {
        this.times.forget();
        await this.fetch(next);
        this.show();
      }
    }
  }

  /** Whether the key frame of a time is the one that is seen. */
  private shows(time: number): boolean {
    const next = this.times.behind(this.shown);
    return this.shown >= 0 && this.shown <= time && next !== null && time < next;
  }

  /** Fetches the key frame of a time as the one that is shown next. */
  private async fetch(time: number): Promise<void> {
    this.asking = true;
    this.asked = performance.now();
    try {
      const got = await this.still(this.feed.stream, time, WIDTH);
      this.times.learn(got === null ? [] : [got.time, ...got.next]);
      if (got !== null && got.time !== this.shown && got.time !== this.next?.time) {
        const image = await createImageBitmap(got.jpeg);
        this.drop();
        this.next = { time: got.time, image };
      }
      if (this.closed) {
        this.drop();
      }
    } finally {
      this.took = performance.now() - this.asked;
      this.asking = false;
    }
  }

  private show(): void {
    if (this.next !== null) {
      const { time, image } = this.next;
      this.shown = time;
      this.screen.draw(image, image.width, image.height, time);
      this.drop();
    }
  }

  private drop(): void {
    this.next?.image.close();
    this.next = null;
  }

  tick(time: number, speed: number): boolean {
    if (this.next !== null && (speed < 0 || this.next.time <= time)) {
      this.show();
    }
    if (!this.asking && this.next === null) {
      const next = speed > 0 ? this.times.behind(this.shown) : null;
      const soon = time + this.took * speed;
      if (next === null) {
        if (performance.now() - this.asked > BETWEEN_MS) {
          this.fetchNext(time);
        }
      } else if (next - time < AHEAD_MS * speed) {
        this.fetchNext(Math.max(next, soon));
      }
    }
    return false;
  }

  private fetchNext(time: number): void {
    void this.fetch(Math.round(time))
      .then(() => (this.wanted === null ? undefined : this.seek(this.wanted)))
      .catch(this.failed);
  }

  pause(): void {}

  close(): void {
    this.closed = true;
    this.drop();
  }
}

export function stills(still: Fetch): WayMaker {
  return {
    name: "stills",
    make: async (feed, screen, failed) => new StillsWay(feed, screen, still, failed),
  };
}
