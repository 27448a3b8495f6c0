/** The heights of the timeline's parts from top to bottom, in pixels. */
export const RULER = 20;
export const LANE = 34;
export const STRIP = 14;

/** The top of the strip below all lanes. */
export function stripTop(lanes: number): number {
  return RULER + LANE * Math.max(1, lanes);
}
