import type { Range } from "../protocol";

const SHORTEST_VIEW_MS = 40;
const SHORTEST_RING_MS = 1000;
const FIT_MARGIN = 0.01;
const HEADROOM = 0.25;
const LEAST_USED = 0.6;
const REVEAL_AT = 0.1;

/** Which part of the ring is visible, and which time is at which pixel. */
export class Axis {
  /** The visible range. */
  view: Range = { from: 0, to: 1 };
  /** The whole ring. */
  range: Range = { from: 0, to: 0 };
  /** In pixels. */
  width = 0;
  private followsRing = true; // the view holds the whole ring until the user zooms
  private hadRange = false;

  constructor(private readonly changed: () => void) {}

  /** Whether the view holds the whole ring, also when it grows. */
  get follows(): boolean {
    return this.followsRing;
  }

  get length(): number {
    return this.view.to - this.view.from;
  }

  get pixelsPerMs(): number {
    return this.width / this.length;
  }

  x(time: number): number {
    return (time - this.view.from) * this.pixelsPerMs;
  }

  timeAt(x: number): number {
    return this.view.from + x / this.pixelsPerMs;
  }

  clamped(time: number): number {
    return Math.max(this.range.from, Math.min(this.range.to, time));
  }

  /** Sets the whole ring; the view keeps its place once the user has chosen one. */
  setRange(range: Range): void {
    const grew = range.from !== this.range.from || range.to !== this.range.to;
    this.range = range;
    if (this.followsRing && grew && !this.holdsRing()) {
      this.fit();
      this.view = { from: this.view.from, to: this.view.to + (this.hadRange ? this.length * HEADROOM : 0) };
    }
    this.hadRange ||= range.to > range.from;
  }

  /** A ring that fills leaves the axis alone while it fits. */
  private holdsRing(): boolean {
    const { from, to } = this.range;
    return from >= this.view.from && to <= this.view.to && to - from > this.length * LEAST_USED;
  }

  private get ringLength(): number {
    return Math.max(this.range.to - this.range.from, SHORTEST_RING_MS);
  }

  fit(): void {
    const length = this.ringLength;
    this.view = { from: this.range.from - length * FIT_MARGIN, to: this.range.from + length * (1 + FIT_MARGIN) };
    this.followsRing = true;
    this.changed();
  }

  zoom(factor: number, around: number): void {
    const length = Math.max(SHORTEST_VIEW_MS, this.length * factor);
    if (length >= this.ringLength * (1 + 2 * FIT_MARGIN)) {
      this.fit();
      return;
    }
    const within = Math.max(0, Math.min(1, (around - this.view.from) / this.length));
    this.moveTo(around - within * length, length);
  }

  pan(ms: number): void {
    this.moveTo(this.view.from + ms, this.length);
  }

  /** Moves the view so that a time is in its middle. */
  center(time: number): void {
    this.moveTo(time - this.length / 2, this.length);
  }

  /** Moves the view so that a time is in it. */
  reveal(time: number): void {
    if (!this.followsRing && (time < this.view.from || time > this.view.to)) {
      this.moveTo(time - this.length * REVEAL_AT, this.length);
    }
  }

  private moveTo(from: number, length: number): void {
    const least = this.range.from - length / 2;
    const most = Math.max(least, this.range.to - length / 2);
    const begin = Math.max(least, Math.min(most, from));
    this.view = { from: begin, to: begin + length };
    this.followsRing = false;
    this.changed();
  }
}
