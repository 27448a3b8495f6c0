import type { Feed } from "./feed";
import type { Screen, Way, WayMaker } from "./way";

const BETWEEN_MS = 150;
const WIDTH = 960;

/** Shows key frames that Java has decoded: the way for a codec that the browser lacks. */
class StillsWay implements Way {
  readonly keyAhead = null;
  readonly name = "stills";
  private asking = false;
  private wanted: number | null = null;
  private asked = 0;
  private shown = -1;
  private closed = false;

  constructor(
    private readonly feed: Feed,
    private readonly screen: Screen,
    private readonly still: (stream: number, time: number, width: number) => Promise<{ time: number; jpeg: Blob } | null>,
    private readonly failed: (reason: unknown) => void,
  ) {}

  async seek(time: number): Promise<void> {
    this.wanted = time;
    while (!this.asking && this.wanted !== null && !this.closed) {
      const next = this.wanted;
      this.wanted = null;
      this.asking = true;
      try {
        await this.show(next);
      } finally {
        this.asking = false;
      }
    }
  }

  private async show(time: number): Promise<void> {
    const got = await this.still(this.feed.stream, time, WIDTH);
    if (got === null || got.time === this.shown || this.closed) {
      return;
    }
    const image = await createImageBitmap(got.jpeg);
    this.shown = got.time;
    this.screen.draw(image, image.width, image.height, got.time);
    image.close();
  }

  tick(time: number): boolean {
    const now = performance.now();
    if (!this.asking && now - this.asked > BETWEEN_MS) {
      this.asked = now;
      void this.seek(time).catch(this.failed);
    }
    return false;
  }

  pause(): void {}

  close(): void {
    this.closed = true;
  }
}

export function stills(
  still: (stream: number, time: number, width: number) => Promise<{ time: number; jpeg: Blob } | null>,
): WayMaker {
  return {
    name: "stills",
    make: async (feed, screen, failed) => new StillsWay(feed, screen, still, failed),
  };
}
