import { type Zone, clock } from "../format";
import type { Block, Mark, PictureSize, Recording } from "../protocol";
import { Axis } from "./axis";
import { drawing } from "./drawing";
import { Gestures } from "./gestures";
import { type Lane, drawLane } from "./lane";
import { STRIP, stripTop } from "./layout";
import { type Marked, drawHead, drawMarked, drawMarks, drawPointer } from "./overlay";
import { drawRuler } from "./ruler";
import { drawStrip } from "./strip";

/** What the timeline tells: a wish of the user. */
export interface TimelineEvents {
  seek(time: number): void;
  hover(time: number | null, x: number, lane: number): void;
  viewChanged(): void;
}

/** The ring over time, a lane for each recording: blocks, gaps, laps, key frames, the open block, and marks. */
export class Timeline {
  readonly canvas = document.createElement("canvas");
  readonly axis = new Axis(() => {
    this.redraw();
    this.events.viewChanged();
  });
  recordings: Recording[] = [];
  blocks: Block[][] = [];
  sizes: PictureSize[][] = [];
  marks: Mark[] = [];
  marked: Marked = { from: null, to: null };
  time = 0;
  zone: Zone = "UTC";
  private frame = 0;
  private readonly sized: ResizeObserver;
  private readonly gestures: Gestures;

  constructor(
    private readonly host: HTMLElement,
    private readonly events: TimelineEvents,
  ) {
    this.canvas.className = "lanes";
    this.canvas.setAttribute("role", "slider");
    this.canvas.tabIndex = 0; // the player's keys work here too
    this.sized = new ResizeObserver(() => this.redraw());
    this.sized.observe(this.canvas);
    this.gestures = new Gestures(this.canvas, this.axis, () => this.bottom, {
      seek: (time) => events.seek(time),
      hover: (time, x, lane) => events.hover(time, x, lane),
      redraw: () => this.redraw(),
    });
  }

  /** Draws once in the next frame of the page, however often it is called until then. */
  redraw(): void {
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  }

  /** Where the lanes end and the strip begins. */
  private get bottom(): number {
    return stripTop(this.recordings.length);
  }

  private get lanes(): Lane[] {
    return this.recordings.map(({ name, shortestGap }, i) => ({
      name: this.recordings.length > 1 ? name : "",
      blocks: this.blocks[i] ?? [],
      sizes: this.sizes[i] ?? [],
      shortestGap,
    }));
  }

  private draw(): void {
    const graphics = this.sizedGraphics();
    if (graphics === null) {
      return;
    }
    const { axis, bottom, lanes, time } = this;
    const on = drawing(graphics, axis, this.host);
    graphics.fillStyle = on.colour("bg");
    graphics.fillRect(0, 0, axis.width, bottom + STRIP);
    drawRuler(on, bottom, this.zone);
    lanes.forEach((lane, number) => drawLane(on, lane, number));
    drawMarks(on, this.marks, bottom);
    drawMarked(on, this.marked, bottom);
    drawStrip(on, lanes, bottom, time);
    if (time > 0) {
      drawHead(on, time, bottom);
      if (this.gestures.pointer !== null) {
        drawPointer(on, this.gestures.pointer, bottom);
      }
    }
    this.canvas.dataset["from"] = String(axis.view.from); // for a look from outside
    this.describe();
  }

  /** Tells the facts to those who hear the page: "10 blocks, 12:01:00 to 12:09:00, block 3 is being written". */
  private describe(): void {
    const { canvas, axis, blocks, time, zone } = this;
    const all = blocks.flat();
    const count = all.reduce((sum, block) => sum + block.count, 0);
    const open = all.filter((block) => block.open).map((block) => `, block ${block.number} is being written`);
    const { from, to } = axis.range;
    const span = count === 0 ? "nothing is recorded" : `${count} blocks, ${clock(from, zone)} to ${clock(to, zone)}`;
    const facts: [string, string][] = [
      ["aria-label", `timeline: ${span}${open.join("")}`],
      ["aria-valuemin", String(from)],
      ["aria-valuemax", String(Math.max(from, to))],
      ["aria-valuenow", String(Math.min(Math.max(time, from), Math.max(from, to)))],
      ["aria-valuetext", clock(time, zone)],
    ];
    for (const [name, value] of facts) {
      if (canvas.getAttribute(name) !== value) {
        canvas.setAttribute(name, value);
      }
    }
  }

  /** Fits the canvas to the page, to a pixel of the screen; `null` while it is not visible. */
  private sizedGraphics(): CanvasRenderingContext2D | null {
    const { canvas, axis } = this;
    const width = canvas.clientWidth;
    if (width === 0) {
      return null;
    }
    const height = this.bottom + STRIP;
    const scale = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.height = `${height}px`;
    }
    if (axis.width !== width) {
      axis.width = width;
      this.events.viewChanged();
    }
    const graphics = canvas.getContext("2d");
    graphics?.setTransform(scale, 0, 0, scale, 0, 0);
    return graphics;
  }

  close(): void {
    this.sized.disconnect();
    cancelAnimationFrame(this.frame);
  }
}
