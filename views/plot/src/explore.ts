import type uPlot from "uplot";
import type { Axis } from "./data";

/** Zooming and panning: by buttons, keys, the wheel, and the pointer. */
export class Explore {
  private readonly shortest: number;

  constructor(
    private readonly plot: uPlot,
    private readonly axis: Axis,
  ) {
    this.shortest = axis.kind === "time" ? 20 : (axis.to - axis.from) / 10_000;
    plot.over.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    plot.over.addEventListener("pointerdown", (event) => this.pan(event), { capture: true });
    // uPlot listens to the mouse and not to the pointer.
    plot.over.addEventListener("mousedown", (event) => event.shiftKey && event.stopImmediatePropagation(), { capture: true });
  }

  private get view(): [number, number] {
    const { min, max } = this.plot.scales["x"] ?? {};
    return [min ?? this.axis.from, max ?? this.axis.to];
  }

  all(): void {
    this.set(this.axis.from, this.axis.to);
  }

  /** Returns whether the view is the whole axis. */
  get isAll(): boolean {
    const [from, to] = this.view;
    return from <= this.axis.from && to >= this.axis.to;
  }

  zoom(factor: number, around?: number): void {
    const [from, to] = this.view;
    const middle = around ?? (from + to) / 2;
    this.set(middle - (middle - from) * factor, middle + (to - middle) * factor);
  }

  /** Moves the view by a part of its length. */
  move(part: number): void {
    const [from, to] = this.view;
    this.moveTo(from + (to - from) * part, to - from);
  }

  private moveTo(from: number, length: number): void {
    const begin = Math.max(this.axis.from, Math.min(this.axis.to - length, from));
    this.set(begin, begin + length);
  }

  private set(from: number, to: number): void {
    const least = Math.max(this.axis.from, from);
    const most = Math.min(this.axis.to, to);
    const missing = Math.max(0, this.shortest - (most - least)) / 2;
    this.plot.setScale("x", { min: least - missing, max: most + missing });
  }

  /** The wheel scrolls the notebook, except with a key, or sideways. */
  private wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      this.zoom(Math.exp(event.deltaY / 300), this.plot.posToVal(event.offsetX, "x"));
      event.preventDefault();
    } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      this.move((event.deltaX || event.deltaY) / this.plot.over.clientWidth);
      event.preventDefault();
    }
  }

  private pan(event: PointerEvent): void {
    if (!event.shiftKey && event.pointerType !== "touch") {
      return;
    }
    const over = this.plot.over;
    const [from, to] = this.view;
    const begin = event.clientX;
    const move = (next: PointerEvent): void =>
      this.moveTo(from - ((next.clientX - begin) / over.clientWidth) * (to - from), to - from);
    const end = (): void => {
      over.removeEventListener("pointermove", move);
      over.removeEventListener("pointerup", end);
      over.removeEventListener("pointercancel", end);
    };
    over.setPointerCapture(event.pointerId);
    over.addEventListener("pointermove", move);
    over.addEventListener("pointerup", end);
    over.addEventListener("pointercancel", end);
  }

  /** Returns whether a key was one of the plot's. */
  key(name: string): boolean {
    switch (name) {
      case "+":
      case "=":
        this.zoom(0.6);
        return true;
      case "-":
        this.zoom(1 / 0.6);
        return true;
      case "ArrowLeft":
        this.move(-0.2);
        return true;
      case "ArrowRight":
        this.move(0.2);
        return true;
      case "Home":
      case "Escape":
        this.all();
        return true;
      default:
        return false;
    }
  }
}
