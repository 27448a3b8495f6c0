import type uPlot from "uplot";
import { type Plot, type Series, visible } from "./data";
import { type Format, named } from "./format";

const REACH_PIXELS = 28;
const MOST_LINES = 8;

interface Near {
  series: Series;
  across: number;
  up: number;
  distance: number;
}

/** Tells the numbers under the pointer: of each series the point next to it. */
export class Tip {
  readonly element = document.createElement("div");

  constructor(
    private readonly data: Plot,
    private readonly format: Format,
  ) {
    this.element.className = "tip";
    this.element.hidden = true;
  }

  hide(): void {
    this.element.hidden = true;
  }

  show(plot: uPlot, left: number, top: number): void {
    const near = this.data.series
      .filter((series) => series.shown && series.legend)
      .map((series) => nearest(plot, series, left, top))
      .filter((point) => point !== null)
      .sort((one, other) => one.distance - other.distance)
      .slice(0, MOST_LINES);
    const first = near[0];
    if (first === undefined) {
      this.hide();
      return;
    }
    const lines = near.map((point) => this.line(point, first));
    const head = document.createElement("b");
    head.textContent = this.across(first.across);
    this.element.replaceChildren(head, ...lines);
    this.element.hidden = false;
    const room = plot.over.clientWidth;
    const right = left > room / 2;
    this.element.style.left = right ? "" : `${plot.over.offsetLeft + left + 14}px`;
    this.element.style.right = right ? `${plot.root.clientWidth - plot.over.offsetLeft - left + 14}px` : "";
    this.element.style.top = `${plot.over.offsetTop + Math.max(0, Math.min(top - 20, plot.over.clientHeight - 70))}px`;
  }

  private across(value: number): string {
    const { x } = this.data;
    return x.kind === "time" ? this.format.moment(value, x) : `${x.title} ${named(value, x)}`.trim();
  }

  private line(point: Near, first: Near): HTMLElement {
    const line = document.createElement("div");
    const unit = this.data.y.title.split(", ").at(-1) ?? "";
    const up = this.data.y.labels === undefined ? `${named(point.up, this.data.y)} ${unit}` : this.block(point.up);
    const elsewhere = point.across === first.across ? "" : ` (${this.across(point.across)})`;
    line.textContent = `${point.series.name}: ${up}${elsewhere}`;
    return line;
  }

  private block(up: number): string {
    const { y } = this.data;
    return y.whole && y.title !== "" ? `${y.title} ${named(Math.round(up), y)}` : named(Math.round(up), y);
  }
}

/** Returns the point of a series next to the pointer: across first, or anywhere on a line in between. */
function nearest(plot: uPlot, series: Series, left: number, top: number): Near | null {
  const perPixel = plot.posToVal(left + 1, "x") - plot.posToVal(left, "x");
  const at = plot.posToVal(left, "x");
  const bars = series.width >= 3;
  const [from, to] = visible(series, at - REACH_PIXELS * perPixel, at + REACH_PIXELS * perPixel);
  let best: Near | null = null;
  for (let i = from; i < to; i++) {
    const up = series.up[i] ?? NaN;
    if (Number.isNaN(up)) {
      continue;
    }
    const across = series.across[i] ?? 0;
    const nextUp = series.up[i + 1] ?? NaN;
    const end = bars && !Number.isNaN(nextUp) ? (series.across[i + 1] ?? across) : across;
    const aside = Math.max(across - at, at - end, 0) / perPixel;
    const above = Math.abs(plot.valToPos(up, "y") - top);
    if (aside > REACH_PIXELS || (bars && above > REACH_PIXELS)) {
      continue;
    }
    const distance = Math.hypot(aside, bars ? above : above / 50);
    if (best === null || distance < best.distance) {
      best = { series, across, up, distance };
    }
  }
  return best;
}
