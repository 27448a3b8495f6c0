import { Feed } from "./feed";
import type { Piece } from "./protocol";
import type { Transport } from "./transport";

const LEAST_DELAY_MS = 80;
const MOST_DELAY_MS = 1500;
const SPARE_MS = 40;
const REMEMBERED_MS = 5000;
/** Another distance between the clocks than this is another stream: a seek, or a new connection. */
const JUMP_MS = 3000;

/**
 * Tells which picture is due. Pictures come in bursts, so they are shown a little later than they
 * come: as much later as the latest picture of the last seconds came.
 */
export class LiveClock {
  private heard: { at: number; distance: number }[] = [];

  hear(time: number, now: number): void {
    const distance = now - time;
    const before = this.heard.at(-1);
    if (before !== undefined && Math.abs(distance - before.distance) > JUMP_MS) {
      this.heard = [];
    }
    this.heard = this.heard.filter((one) => now - one.at < REMEMBERED_MS);
    this.heard.push({ at: now, distance });
  }

  /** Returns the time of the picture that is due; 0 before the first picture. */
  due(now: number): number {
    if (this.heard.length === 0) {
      return 0;
    }
    const distances = this.heard.map((one) => one.distance);
    const least = Math.min(...distances);
    const delay = Math.max(...distances) - least + SPARE_MS;
    return now - least - Math.max(LEAST_DELAY_MS, Math.min(MOST_DELAY_MS, delay));
  }
}

/** The newest pictures of a camera. Java gives them; nothing is asked for. */
export class LiveFeed extends Feed {
  readonly clock = new LiveClock();

  constructor(transport: Transport, stream: number) {
    super(transport, stream);
    this.last = true;
  }

  /** Takes new pictures. Where the time goes back, those before are forgotten. */
  push(got: Piece, now: number): void {
    const first = got.pictures[0];
    if (first === undefined) {
      return;
    }
    if (first.time <= this.end) {
      this.clear();
    }
    this.append({ ...got, last: true });
    this.from = Math.min(this.from, first.time);
    this.clock.hear(this.end, now);
    this.trim(this.end);
  }

  override async load(): Promise<void> {}

  override async more(): Promise<void> {}
}
