import type { Mark } from "../protocol";
import { type Drawing, faintly } from "./drawing";
import { RULER } from "./layout";

/** The clip's beginning and end, which the user marks. */
export interface Marked {
  from: number | null;
  to: number | null;
}

/** Draws the marks that a program has set. */
export function drawMarks({ graphics, axis, colour }: Drawing, marks: Mark[], bottom: number): void {
  graphics.fillStyle = colour("marks");
  for (const mark of marks) {
    const left = axis.x(mark.from);
    const width = Math.max(2, axis.x(mark.to) - left);
    if (left + width >= 0 && left <= axis.width) {
      graphics.fillRect(left, bottom - 4, width, 4);
      faintly(graphics, 0.15, () => graphics.fillRect(left, RULER, width, bottom - RULER));
    }
  }
}

/** Draws brackets around the clip that the user marks. */
export function drawMarked({ graphics, axis, colour }: Drawing, { from, to }: Marked, bottom: number): void {
  graphics.strokeStyle = colour("marks");
  graphics.fillStyle = colour("marks");
  graphics.lineWidth = 2;
  for (const [time, side] of [[from, 1], [to, -1]] as const) {
    if (time !== null) {
      const x = axis.x(time);
      graphics.beginPath();
      graphics.moveTo(x + 5 * side, RULER + 1);
      graphics.lineTo(x, RULER + 1);
      graphics.lineTo(x, bottom - 1);
      graphics.lineTo(x + 5 * side, bottom - 1);
      graphics.stroke();
    }
  }
  graphics.lineWidth = 1;
  if (from !== null && to !== null) {
    faintly(graphics, 0.15, () => graphics.fillRect(axis.x(from), RULER, axis.x(to) - axis.x(from), bottom - RULER));
  }
}

/** Draws the time of play. */
export function drawHead({ graphics, axis, colour }: Drawing, time: number, bottom: number): void {
  const x = Math.round(axis.x(time)) + 0.5;
  graphics.strokeStyle = colour("text");
  graphics.fillStyle = colour("text");
  graphics.beginPath();
  graphics.moveTo(x, RULER - 2);
  graphics.lineTo(x, bottom);
  graphics.stroke();
  graphics.beginPath();
  graphics.moveTo(x - 5, RULER - 6);
  graphics.lineTo(x + 5, RULER - 6);
  graphics.lineTo(x, RULER + 1);
  graphics.fill();
}

/** Draws a line under the pointer. */
export function drawPointer({ graphics, colour }: Drawing, x: number, bottom: number): void {
  graphics.fillStyle = colour("text");
  faintly(graphics, 0.4, () => graphics.fillRect(x, RULER, 1, bottom - RULER));
}
