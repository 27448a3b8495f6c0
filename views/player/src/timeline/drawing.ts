import type { Axis } from "./axis";

const COLOURS = ["bg", "raised", "line", "text", "quiet", "accent", "block", "older", "open", "keys", "marks"] as const;

export type Colour = (typeof COLOURS)[number];

/** What every part of the timeline draws with. */
export interface Drawing {
  graphics: CanvasRenderingContext2D;
  axis: Axis;
  colour(name: Colour): string;
  font: string;
}

/** Reads the theme's colours anew, so that a change of the theme shows. */
export function drawing(graphics: CanvasRenderingContext2D, axis: Axis, host: HTMLElement): Drawing {
  const style = getComputedStyle(host);
  const colours = new Map(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim() || "#888"]));
  return { graphics, axis, colour: (name) => colours.get(name) ?? "#888", font: style.fontFamily };
}

/** Draws with another opacity. */
export function faintly(graphics: CanvasRenderingContext2D, alpha: number, draw: () => void): void {
  graphics.globalAlpha = alpha;
  draw();
  graphics.globalAlpha = 1;
}
