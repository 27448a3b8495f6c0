import type uPlot from "uplot";
import { type Series, visible } from "./data";

/** A line as wide as this is a bar: it ends where its time ends. */
const BAR = 3;
const SHORTEST_BAR = 2;
/** More markers than this would cover each other, and are small. */
const MANY = 150;
const SMALL = 1.5;

type Place = (value: number) => number;

/** Draws all series between the axes. */
export function paint(plot: uPlot, all: Series[], dark: boolean): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio || 1;
  const x: Place = (value) => plot.valToPos(value, "x", true);
  const y: Place = (value) => plot.valToPos(value, "y", true);
  const from = plot.scales["x"]?.min ?? 0;
  const to = plot.scales["x"]?.max ?? 1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const series of all.filter(({ shown }) => shown)) {
    const range = visible(series, from, to);
    const stroke = series.stroke[dark ? 1 : 0];
    ctx.strokeStyle = stroke;
    ctx.fillStyle = series.style === "area" ? series.fill[dark ? 1 : 0] : stroke;
    ctx.lineWidth = series.width * scale;
    ctx.lineCap = series.width >= BAR ? "butt" : "round";
    ctx.lineJoin = "round";
    if (series.style === "area") {
      area(ctx, series, range, x, y, y(0));
    }
    if (series.width > 0) {
      line(ctx, series, range, x, y, series.width >= BAR ? SHORTEST_BAR * scale : 0);
    }
    if (series.marker !== "none") {
      markers(ctx, series, range, x, y, (range[1] - range[0] > MANY ? SMALL : series.size / 2) * scale);
    }
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, series: Series, [from, to]: [number, number], x: Place, y: Place, shortest: number): void {
  ctx.beginPath();
  let pen = NaN;
  for (let i = from; i < to; i++) {
    const up = series.up[i] ?? NaN;
    if (Number.isNaN(up)) {
      pen = NaN;
    } else if (Number.isNaN(pen)) {
      pen = x(series.across[i] ?? 0);
      ctx.moveTo(pen, y(up));
    } else {
      const here = x(series.across[i] ?? 0);
      pen = shortest > 0 ? Math.max(here, pen + shortest) : here;
      ctx.lineTo(pen, y(up));
    }
  }
  ctx.stroke();
}

/** Fills down to `ground`, run by run: a run ends where the line breaks. */
function area(ctx: CanvasRenderingContext2D, series: Series, [from, to]: [number, number], x: Place, y: Place, ground: number): void {
  ctx.beginPath();
  let last = NaN;
  for (let i = from; i < to; i++) {
    const up = series.up[i] ?? NaN;
    if (Number.isNaN(up)) {
      if (!Number.isNaN(last)) {
        ctx.lineTo(last, ground);
      }
      last = NaN;
      continue;
    }
    const here = x(series.across[i] ?? 0);
    if (Number.isNaN(last)) {
      ctx.moveTo(here, ground);
    }
    ctx.lineTo(here, y(up));
    last = here;
  }
  if (!Number.isNaN(last)) {
    ctx.lineTo(last, ground);
  }
  ctx.fill();
}

function markers(ctx: CanvasRenderingContext2D, series: Series, [from, to]: [number, number], x: Place, y: Place, radius: number): void {
  ctx.beginPath();
  for (let i = from; i < to; i++) {
    const up = series.up[i] ?? NaN;
    if (Number.isNaN(up)) {
      continue;
    }
    const across = x(series.across[i] ?? 0);
    const high = y(up);
    if (series.marker === "circle") {
      ctx.moveTo(across + radius, high);
      ctx.arc(across, high, radius, 0, 2 * Math.PI);
    } else {
      ctx.moveTo(across, high - radius);
      ctx.lineTo(across + radius, high);
      ctx.lineTo(across, high + radius);
      ctx.lineTo(across - radius, high);
      ctx.closePath();
    }
  }
  ctx.fill();
}
