import type { Axis } from "./axis";
import { LANE, RULER } from "./layout";

/** What the pointer asks for, besides moving the axis. */
export interface Wishes {
  seek(time: number): void;
  /** The pointer rests on a lane, or, with `null`, on none. */
  hover(time: number | null, x: number, lane: number): void;
  redraw(): void;
}

/** The pointer and the wheel on the timeline: seek, pan, zoom, and the strip. */
export class Gestures {
  private drag: "seek" | "pan" | "strip" | null = null;
  private dragX = 0;
  private hoverX: number | null = null;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly axis: Axis,
    private readonly stripTop: () => number,
    private readonly wishes: Wishes,
  ) {
    canvas.addEventListener("pointerdown", (event) => this.down(canvas, event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", () => {
      this.drag = null;
    });
    canvas.addEventListener("pointerleave", () => this.leave());
    canvas.addEventListener("dblclick", (event) => {
      if (event.offsetY >= this.stripTop()) {
        this.axis.fit();
      }
    });
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /** Where the pointer rests, in pixels. */
  get pointer(): number | null {
    return this.drag === null ? this.hoverX : null;
  }

  private down(canvas: HTMLCanvasElement, event: PointerEvent): void {
    if (event.button > 1) {
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    this.wishes.hover(null, 0, 0); // the pictures themselves show what a drag comes to
    this.drag = event.offsetY >= this.stripTop() ? "strip" : event.shiftKey || event.button === 1 ? "pan" : "seek";
    this.dragX = event.offsetX;
    this.dragged(event, false);
    event.preventDefault();
  }

  private move(event: PointerEvent): void {
    if (this.drag !== null) {
      this.dragged(event, true);
      return;
    }
    this.hoverX = event.offsetX;
    const inside = event.offsetY < this.stripTop();
    const lane = Math.max(0, Math.floor((event.offsetY - RULER) / LANE));
    this.wishes.hover(inside ? this.axis.timeAt(event.offsetX) : null, event.offsetX, lane);
    this.wishes.redraw();
  }

  private up(event: PointerEvent): void {
    const { drag } = this;
    this.drag = null;
    if (drag === "seek") {
      this.seek(event);
    }
  }

  private leave(): void {
    this.hoverX = null;
    this.wishes.hover(null, 0, 0);
    this.wishes.redraw();
  }

  private seek(event: PointerEvent): void {
    this.wishes.seek(this.axis.clamped(this.axis.timeAt(event.offsetX)));
  }

  private dragged(event: PointerEvent, moving: boolean): void {
    const { axis } = this;
    if (this.drag === "seek") {
      this.seek(event);
    } else if (this.drag === "strip" && (moving || !axis.follows)) {
      axis.center(axis.range.from + (event.offsetX / axis.width) * (axis.range.to - axis.range.from));
    } else if (this.drag === "pan") {
      axis.pan((this.dragX - event.offsetX) / axis.pixelsPerMs);
      this.dragX = event.offsetX;
    }
  }

  /** The wheel scrolls the notebook, except with a key, or sideways. */
  private wheel(event: WheelEvent): void {
    const { axis } = this;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      axis.zoom(Math.exp(event.deltaY / 300), axis.timeAt(event.offsetX));
      event.preventDefault();
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      axis.pan((event.deltaX || event.deltaY) / axis.pixelsPerMs);
      event.preventDefault();
    }
  }
}
