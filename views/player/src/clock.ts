import type { Cameras } from "./cameras";
import type { Range } from "./protocol";

const LONGEST_STEP_MS = 250;
const DRIFT_MS = 300;
const KEYS_ONLY_ABOVE = 4;

/** What the clock needs to know of its recordings. */
export interface ClockRules {
  range: Range;
  /** False for a timeline without pictures. */
  canPlay: boolean;
  /** Whether the time is Java's, as a manager's is. */
  isJavas: boolean;
  /** So long play waits for the next picture at most, in milliseconds. */
  longestWait: number;
}

/** The time of play: it goes on, waits for pictures, leaves out gaps, and stays within the ring. */
export class PlayClock {
  speed = 1;
  rules: ClockRules = { range: { from: 0, to: 0 }, canPlay: false, isJavas: false, longestWait: Number.POSITIVE_INFINITY };
  private now = 0;
  private runs = false;
  private request = 0;
  private frameAt = 0;

  constructor(
    private readonly cameras: Cameras,
    private readonly changed: () => void,
    private readonly played: () => void,
  ) {}

  get time(): number {
    return this.now;
  }

  get playing(): boolean {
    return this.runs;
  }

  /** Goes to a time, and shows its pictures. */
  goTo(time: number): void {
    this.now = time;
    this.cameras.seek(time);
    this.changed();
  }

  play(): void {
    if (!this.runs && this.rules.canPlay) {
      this.runs = true;
      this.frameAt = performance.now();
      this.nextFrame();
      this.changed();
    }
  }

  pause(): void {
    if (this.runs) {
      this.runs = false;
      cancelAnimationFrame(this.request);
      this.cameras.pause(this.now);
      this.changed();
    }
  }

  setPlaying(playing: boolean): void {
    if (playing) {
      this.play();
    } else {
      this.pause();
    }
  }

  /** Keeps to Java's time. */
  follow(java: { time: number; playing: boolean; speed: number }): void {
    this.speed = java.speed;
    this.setPlaying(java.playing);
    const drift = java.playing ? DRIFT_MS * Math.max(1, Math.abs(java.speed)) : 0;
    if (Math.abs(java.time - this.now) > drift) {
      this.goTo(java.time);
    }
  }

  private nextFrame(): void {
    this.request = requestAnimationFrame((at) => this.frame(at));
  }

  private frame(at: number): void {
    if (!this.runs) {
      return;
    }
    const wall = Math.max(0, at - this.frameAt);
    const passed = Math.min(LONGEST_STEP_MS, wall);
    this.frameAt = at;
    const from = this.now;
    const next = this.within(from + passed * this.speed);
    if (!this.cameras.tick(next, this.speed) || this.rules.isJavas) {
      this.now = next;
      if (!this.rules.isJavas) {
        this.leaveOutGaps();
      }
      this.endAtBegin();
    }
    const lost = this.now === this.rules.range.to ? 0 : Math.max(0, wall * this.speed - (this.now - from));
    this.cameras.measure(from, this.now, this.speed, lost);
    this.played();
    if (this.runs) {
      this.nextFrame();
    }
  }

  /** Where no stream has a picture for long, the time jumps. */
  private leaveOutGaps(): void {
    const { longestWait } = this.rules;
    const keysOnly = this.speed < 0 || this.speed > KEYS_ONLY_ABOVE;
    const distance = keysOnly ? this.cameras.untilKey(this.now) : this.cameras.untilPicture(this.now);
    if (distance > longestWait * (keysOnly ? Math.abs(this.speed) : 1)) {
      this.now += (this.speed < 0 ? -1 : 1) * (distance - longestWait);
    }
  }

  private within(time: number): number {
    return Math.max(this.rules.range.from, Math.min(this.rules.range.to, time));
  }

  /** At the end play waits for what is recorded next; at the beginning it ends. */
  private endAtBegin(): void {
    this.now = this.within(this.now);
    if (this.speed < 0 && this.now === this.rules.range.from) {
      this.pause();
      this.speed = 1;
    }
  }

  /** Ends play for good, and leaves what is seen. */
  end(): void {
    this.rules.canPlay = false;
    this.runs = false;
    cancelAnimationFrame(this.request);
  }
}
