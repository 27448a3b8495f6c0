/** The times of the pictures that a way shows. */
export interface Times {
  /** The number of pictures that are later than a time, and not later than another one. */
  between(from: number, to: number): number;
  /** The milliseconds from a picture to the next, on the average. */
  readonly interval: number;
}

/** A picture that is drawn so long after its time, or never, is late. */
const LATE_MS = 50;

/**
 * Counts the pictures that were due in forward play, up to the recorded speed, and those that came
 * late or never. While the time of play stands still because something is missing, pictures are due
 * all the same: whoever looks on misses them.
 */
export class Lateness {
  private due = 0;
  private onTime = 0;
  private speed = 0; // 0 while nothing is counted
  private time = 0;
  private at = 0;

  /** Play went on from a time to another one; meanwhile so much of the wall's time was lost. */
  step(times: Times, from: number, to: number, speed: number, lost: number): void {
    this.speed = speed > 0 && speed <= 1 ? speed : 0;
    this.time = to;
    this.at = performance.now();
    if (this.speed > 0) {
      this.due += Math.max(0, times.between(from, to)) + lost / times.interval;
    }
  }

  /** Play stands still, as the user wants it. */
  rest(): void {
    this.speed = 0;
  }

  /** A picture has been drawn. */
  drawn(time: number): void {
    const now = this.time + (performance.now() - this.at) * this.speed;
    if (this.speed > 0 && now - time <= LATE_MS * this.speed) {
      this.onTime++;
    }
  }

  /** For a look from outside: pictures that were due, and of these the late ones. */
  get counts(): { due: number; late: number } {
    const due = Math.round(this.due);
    return { due, late: Math.max(0, due - this.onTime) };
  }
}
