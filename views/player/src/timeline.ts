import { type Zone, stepFor, tick } from "./format";
import type { Block, Mark, PictureSize, Range, Recording } from "./protocol";

const LANE = 34;
const AXIS = 20;
const MAP = 14;
const SHORTEST_VIEW_MS = 40;
const PICTURE_PIXELS = 1.2;
const FIT_MARGIN = 0.01;
const HEADROOM = 0.25;
const LEAST_USED = 0.6;
const LABEL_PIXELS = 92;

interface Colours {
  [name: string]: string;
}

/** What the timeline tells: a wish of the user. */
export interface TimelineEvents {
  seek(time: number, dragging: boolean): void;
  hover(time: number | null, x: number, lane: number): void;
  viewChanged(): void;
}

/** The ring over time, a lane for each recording: blocks, gaps, laps, key frames, the open block, and marks. */
export class Timeline {
  readonly canvas = document.createElement("canvas");
  /** The visible range. */
  view: Range = { from: 0, to: 1 };
  range: Range = { from: 0, to: 0 };
  recordings: Recording[] = [];
  blocks: Block[][] = [];
  sizes: PictureSize[][] = [];
  marks: Mark[] = [];
  marked: { from: number | null; to: number | null } = { from: null, to: null };
  time = 0;
  zone: Zone = "UTC";
  private width = 0;
  private colours: Colours = {};
  private follows = true; // the view holds the whole ring until the user zooms
  private hadRange = false;
  private drag: "seek" | "pan" | "map" | null = null;
  private dragX = 0;
  private hoverX: number | null = null;
  private dirty = 0;
  private readonly sized: ResizeObserver;

  constructor(
    private readonly host: HTMLElement,
    private readonly events: TimelineEvents,
  ) {
    this.canvas.className = "lanes";
    this.canvas.setAttribute("role", "slider");
    this.canvas.setAttribute("aria-label", "timeline of the recordings");
    this.sized = new ResizeObserver(() => this.redraw());
    this.sized.observe(this.canvas);
    this.listen();
  }

  /** Sets the whole range; the view keeps its place once the user has chosen one. */
  setRange(range: Range): void {
    const grew = range.from !== this.range.from || range.to !== this.range.to;
    this.range = range;
    if (this.follows && grew && !this.holdsAxis()) {
      this.fit();
      const length = this.view.to - this.view.from;
      this.view = { from: this.view.from, to: this.view.to + (this.hadRange ? length * HEADROOM : 0) };
    }
    this.hadRange ||= range.to > range.from;
    this.redraw();
  }

  /** A ring that fills leaves the axis alone while it fits. */
  private holdsAxis(): boolean {
    const length = this.view.to - this.view.from;
    const { from, to } = this.range;
    return from >= this.view.from && to <= this.view.to && to - from > length * LEAST_USED;
  }

  fit(): void {
    const length = Math.max(this.range.to - this.range.from, 1000);
    this.view = { from: this.range.from - length * FIT_MARGIN, to: this.range.from + length * (1 + FIT_MARGIN) };
    this.follows = true;
    this.changed();
  }

  zoom(factor: number, around = this.time): void {
    const whole = Math.max(this.range.to - this.range.from, 1000) * (1 + 2 * FIT_MARGIN);
    const length = Math.max(SHORTEST_VIEW_MS, (this.view.to - this.view.from) * factor);
    if (length >= whole) {
      this.fit();
      return;
    }
    const within = Math.max(0, Math.min(1, (around - this.view.from) / (this.view.to - this.view.from)));
    this.moveTo(around - within * length, length);
  }

  pan(ms: number): void {
    this.moveTo(this.view.from + ms, this.view.to - this.view.from);
  }

  /** Moves the view so that a time is in it. */
  reveal(time: number): void {
    if (!this.follows && (time < this.view.from || time > this.view.to)) {
      const length = this.view.to - this.view.from;
      this.moveTo(time - length * 0.1, length);
    }
  }

  private moveTo(from: number, length: number): void {
    const least = this.range.from - length / 2;
    const most = Math.max(least, this.range.to - length / 2);
    const begin = Math.max(least, Math.min(most, from));
    this.view = { from: begin, to: begin + length };
    this.follows = false;
    this.changed();
  }

  private changed(): void {
    this.redraw();
    this.events.viewChanged();
  }

  /** How many pixels a second takes. */
  get pixelsPerMs(): number {
    return this.width / (this.view.to - this.view.from);
  }

  private x(time: number): number {
    return (time - this.view.from) * this.pixelsPerMs;
  }

  private timeAt(x: number): number {
    return this.view.from + x / this.pixelsPerMs;
  }

  private get height(): number {
    return AXIS + LANE * Math.max(1, this.recordings.length) + MAP;
  }

  private get mapTop(): number {
    return this.height - MAP;
  }

  redraw(): void {
    if (this.dirty === 0) {
      this.dirty = requestAnimationFrame(() => {
        this.dirty = 0;
        this.draw();
      });
    }
  }

  private readColours(): void {
    const style = getComputedStyle(this.host);
    for (const name of ["bg", "raised", "line", "text", "quiet", "accent", "block", "older", "open", "keys", "marks"]) {
      this.colours[name] = style.getPropertyValue(`--${name}`).trim() || "#888";
    }
  }

  private draw(): void {
    const width = this.canvas.clientWidth;
    if (width === 0) {
      return;
    }
    const scale = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(this.height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(this.height * scale);
      this.canvas.style.height = `${this.height}px`;
    }
    const resized = this.width !== width;
    this.width = width;
    if (resized) {
      this.events.viewChanged();
    }
    const graphics = this.canvas.getContext("2d");
    if (graphics === null) {
      return;
    }
    this.readColours();
    graphics.setTransform(scale, 0, 0, scale, 0, 0);
    graphics.fillStyle = this.colour("bg");
    graphics.fillRect(0, 0, width, this.height);
    this.drawAxis(graphics);
    this.recordings.forEach((recording, lane) => this.drawLane(graphics, recording, lane));
    this.drawMarks(graphics);
    this.drawMap(graphics);
    this.drawHead(graphics);
    this.canvas.setAttribute("aria-valuetext", new Date(this.time).toISOString());
  }

  private colour(name: string): string {
    return this.colours[name] ?? "#888";
  }

  private drawAxis(graphics: CanvasRenderingContext2D): void {
    const step = stepFor(LABEL_PIXELS / this.pixelsPerMs);
    const shift = this.zone === "local" ? new Date(this.view.from).getTimezoneOffset() * 60_000 : 0;
    graphics.font = `11px ${getComputedStyle(this.host).fontFamily}`;
    graphics.textBaseline = "middle";
    for (let time = Math.ceil((this.view.from - shift) / step) * step + shift; time <= this.view.to; time += step) {
      const x = Math.round(this.x(time)) + 0.5;
      graphics.strokeStyle = this.colour("line");
      graphics.beginPath();
      graphics.moveTo(x, AXIS - 5);
      graphics.lineTo(x, this.mapTop);
      graphics.stroke();
      graphics.fillStyle = this.colour("quiet");
      graphics.textAlign = x < 34 ? "left" : x > this.width - 34 ? "right" : "center";
      graphics.fillText(tick(time, step, this.zone), x < 34 ? Math.max(2, x - 20) : Math.min(x, this.width - 2), AXIS / 2 - 1);
    }
  }

  private drawLane(graphics: CanvasRenderingContext2D, recording: Recording, lane: number): void {
    const top = AXIS + lane * LANE + 4;
    const height = LANE - 8;
    graphics.fillStyle = this.colour("raised");
    graphics.fillRect(0, top, this.width, height);
    const blocks = this.blocks[lane] ?? [];
    const sizes = this.sizes[lane] ?? [];
    const close = this.showsPictures(sizes);
    for (const [i, block] of blocks.entries()) {
      this.drawBlock(graphics, block, this.endOf(block, blocks[i + 1], recording.shortestGap), top, height, close);
    }
    if (close) {
      this.drawPictures(graphics, sizes, top, height);
    }
    if (this.recordings.length > 1) {
      this.drawName(graphics, recording.name, top);
    }
  }

  /** A block goes on to the next one, unless a gap follows. */
  private endOf(block: Block, next: Block | undefined, shortestGap: number): number {
    return next !== undefined && next.key > block.last && next.key - block.last <= shortestGap ? next.key : block.last;
  }

  private drawBlock(
    graphics: CanvasRenderingContext2D,
    block: Block,
    end: number,
    top: number,
    height: number,
    close: boolean,
  ): void {
    const left = this.x(block.key);
    const right = Math.max(this.x(end), left + 1);
    if (right < 0 || left > this.width) {
      return;
    }
    const from = Math.max(-2, left);
    const wide = right - left > 4;
    graphics.globalAlpha = close ? 0.28 : 1;
    graphics.fillStyle = this.colour(block.open ? "open" : block.lap > 0 ? "older" : "block");
    graphics.fillRect(from, top, Math.min(this.width + 2, right) - from - (wide ? 1 : 0), height);
    graphics.globalAlpha = 1;
    const width = Math.min(this.width, right) - Math.max(0, left);
    if (width > 34 && block.count === 1) {
      graphics.fillStyle = close ? this.colour("quiet") : this.colour("bg");
      graphics.textAlign = "left";
      graphics.fillText(String(block.number), Math.max(0, left) + 4, top + (close ? 8 : height / 2 + 1));
    }
  }

  private showsPictures(sizes: PictureSize[]): boolean {
    const first = sizes[0];
    const last = sizes.at(-1);
    return first !== undefined && last !== undefined && sizes.length > 1
      && ((last.time - first.time) / sizes.length) * this.pixelsPerMs > PICTURE_PIXELS;
  }

  private drawPictures(graphics: CanvasRenderingContext2D, sizes: PictureSize[], top: number, height: number): void {
    const most = sizes.reduce((max, one) => Math.max(max, one.bytes), 1);
    for (const one of sizes) {
      const x = this.x(one.time);
      if (x < -3 || x > this.width + 3) {
        continue;
      }
      const bar = Math.max(2, Math.sqrt(one.bytes / most) * (height - 2));
      graphics.fillStyle = this.colour(one.key ? "keys" : "accent");
      graphics.fillRect(x - (one.key ? 1 : 0.5), top + height - bar, one.key ? 2.5 : 1.25, bar);
    }
  }

  private drawName(graphics: CanvasRenderingContext2D, name: string, top: number): void {
    graphics.textAlign = "right";
    const width = graphics.measureText(name).width;
    graphics.globalAlpha = 0.8;
    graphics.fillStyle = this.colour("bg");
    graphics.fillRect(this.width - width - 10, top + 2, width + 8, 14);
    graphics.globalAlpha = 1;
    graphics.fillStyle = this.colour("text");
    graphics.fillText(name, this.width - 6, top + 9);
  }

  private drawMarks(graphics: CanvasRenderingContext2D): void {
    const bottom = this.mapTop;
    graphics.fillStyle = this.colour("marks");
    for (const mark of this.marks) {
      const left = this.x(mark.from);
      const right = Math.max(left + 2, this.x(mark.to));
      if (right >= 0 && left <= this.width) {
        graphics.fillRect(left, bottom - 4, right - left, 4);
        graphics.globalAlpha = 0.15;
        graphics.fillRect(left, AXIS, right - left, bottom - AXIS);
        graphics.globalAlpha = 1;
      }
    }
    const { from, to } = this.marked;
    graphics.strokeStyle = this.colour("marks");
    graphics.lineWidth = 2;
    for (const [time, side] of [[from, 1], [to, -1]] as const) {
      if (time !== null) {
        const x = this.x(time);
        graphics.beginPath();
        graphics.moveTo(x + 5 * side, AXIS + 1);
        graphics.lineTo(x, AXIS + 1);
        graphics.lineTo(x, bottom - 1);
        graphics.lineTo(x + 5 * side, bottom - 1);
        graphics.stroke();
      }
    }
    graphics.lineWidth = 1;
    if (from !== null && to !== null) {
      graphics.globalAlpha = 0.15;
      graphics.fillRect(this.x(from), AXIS, this.x(to) - this.x(from), bottom - AXIS);
      graphics.globalAlpha = 1;
    }
  }

  /** The whole ring, with the visible range framed. */
  private drawMap(graphics: CanvasRenderingContext2D): void {
    const top = this.mapTop + 3;
    const height = MAP - 6;
    graphics.fillStyle = this.colour("raised");
    graphics.fillRect(0, this.mapTop, this.width, MAP);
    const length = Math.max(1, this.range.to - this.range.from);
    const scale = this.width / length;
    graphics.fillStyle = this.colour("older");
    for (const [lane, blocks] of this.blocks.entries()) {
      const shortestGap = this.recordings[lane]?.shortestGap ?? 0;
      for (const [i, block] of blocks.entries()) {
        const left = (block.key - this.range.from) * scale;
        const end = this.endOf(block, blocks[i + 1], shortestGap);
        graphics.fillRect(left, top, Math.max(1, (end - block.key) * scale), height);
      }
    }
    const from = Math.max(0, (this.view.from - this.range.from) * scale);
    const to = Math.min(this.width, (this.view.to - this.range.from) * scale);
    graphics.strokeStyle = this.colour("accent");
    graphics.lineWidth = 1.5;
    graphics.strokeRect(from + 0.75, this.mapTop + 1, Math.max(3, to - from - 1.5), MAP - 2);
    graphics.lineWidth = 1;
    if (this.time > 0) {
      graphics.fillStyle = this.colour("text");
      graphics.fillRect((this.time - this.range.from) * scale - 0.5, top - 1, 1.5, height + 2);
    }
  }

  private drawHead(graphics: CanvasRenderingContext2D): void {
    if (this.time <= 0) {
      return;
    }
    const x = Math.round(this.x(this.time)) + 0.5;
    graphics.strokeStyle = this.colour("text");
    graphics.fillStyle = this.colour("text");
    graphics.beginPath();
    graphics.moveTo(x, AXIS - 2);
    graphics.lineTo(x, this.mapTop);
    graphics.stroke();
    graphics.beginPath();
    graphics.moveTo(x - 5, AXIS - 6);
    graphics.lineTo(x + 5, AXIS - 6);
    graphics.lineTo(x, AXIS + 1);
    graphics.fill();
    if (this.hoverX !== null && this.drag === null) {
      graphics.globalAlpha = 0.4;
      graphics.fillRect(this.hoverX, AXIS, 1, this.mapTop - AXIS);
      graphics.globalAlpha = 1;
    }
  }

  private listen(): void {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button > 1) {
        return;
      }
      canvas.setPointerCapture(event.pointerId);
      this.drag = event.offsetY >= this.mapTop ? "map" : event.shiftKey || event.button === 1 ? "pan" : "seek";
      this.dragX = event.offsetX;
      this.moved(event, false);
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.drag !== null) {
        this.moved(event, true);
      } else {
        this.hoverX = event.offsetX;
        const lane = Math.floor((event.offsetY - AXIS) / LANE);
        const inside = event.offsetY < this.mapTop;
        this.events.hover(inside ? this.timeAt(event.offsetX) : null, event.offsetX, Math.max(0, lane));
        this.redraw();
      }
    });
    canvas.addEventListener("pointerup", (event) => {
      const drag = this.drag;
      this.drag = null;
      if (drag === "seek") {
        this.events.seek(this.clamped(this.timeAt(event.offsetX)), false);
      }
    });
    canvas.addEventListener("pointercancel", () => {
      this.drag = null;
    });
    canvas.addEventListener("pointerleave", () => {
      this.hoverX = null;
      this.events.hover(null, 0, 0);
      this.redraw();
    });
    canvas.addEventListener("dblclick", (event) => {
      if (event.offsetY >= this.mapTop) {
        this.fit();
      }
    });
    // The wheel scrolls the notebook, except with a key, or sideways.
    canvas.addEventListener(
      "wheel",
      (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) {
          this.zoom(Math.exp(event.deltaY / 300), this.timeAt(event.offsetX));
          event.preventDefault();
        } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
          this.pan((event.deltaX || event.deltaY) / this.pixelsPerMs);
          event.preventDefault();
        }
      },
      { passive: false },
    );
  }

  private clamped(time: number): number {
    return Math.max(this.range.from, Math.min(this.range.to, time));
  }

  private moved(event: PointerEvent, dragging: boolean): void {
    if (this.drag === "seek") {
      this.events.seek(this.clamped(this.timeAt(event.offsetX)), true);
    } else if (this.drag === "map") {
      const middle = this.range.from + (event.offsetX / this.width) * (this.range.to - this.range.from);
      const length = this.view.to - this.view.from;
      if (dragging || !this.follows) {
        this.moveTo(middle - length / 2, length);
      }
    } else if (this.drag === "pan") {
      this.pan((this.dragX - event.offsetX) / this.pixelsPerMs);
      this.dragX = event.offsetX;
    }
  }

  close(): void {
    this.sized.disconnect();
    cancelAnimationFrame(this.dirty);
  }
}
