import { type Zone, stepFor, tick } from "../format";
import type { Drawing } from "./drawing";
import { RULER } from "./layout";

const LABEL_PIXELS = 92;
const EDGE = 34;

/** Draws the times above the lanes, and the lines below them. */
export function drawRuler({ graphics, axis, colour, font }: Drawing, bottom: number, zone: Zone): void {
  const step = stepFor(LABEL_PIXELS / axis.pixelsPerMs);
  const { from, to } = axis.view;
  const shift = zone === "local" ? new Date(from).getTimezoneOffset() * 60_000 : 0;
  graphics.font = `11px ${font}`;
  graphics.textBaseline = "middle";
  for (let time = Math.ceil((from - shift) / step) * step + shift; time <= to; time += step) {
    const x = Math.round(axis.x(time)) + 0.5;
    graphics.strokeStyle = colour("line");
    graphics.beginPath();
    graphics.moveTo(x, RULER - 5);
    graphics.lineTo(x, bottom);
    graphics.stroke();
    graphics.fillStyle = colour("quiet");
    graphics.textAlign = x < EDGE ? "left" : x > axis.width - EDGE ? "right" : "center";
    graphics.fillText(tick(time, step, zone), x < EDGE ? Math.max(2, x - 20) : Math.min(x, axis.width - 2), RULER / 2 - 1);
  }
}
