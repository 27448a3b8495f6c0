import type { Block, PictureSize } from "../protocol";
import { type Drawing, faintly } from "./drawing";
import { LANE, RULER } from "./layout";

const PICTURE_PIXELS = 1.2;
const NUMBER_PIXELS = 34;

/** What a lane shows of a recording. */
export interface Lane {
  /** Empty where the lane needs no name. */
  name: string;
  blocks: Block[];
  sizes: PictureSize[];
  shortestGap: number;
}

/** Draws a recording: its blocks, and close by its pictures. */
export function drawLane(drawing: Drawing, lane: Lane, number: number): void {
  const { graphics, axis, colour } = drawing;
  const top = RULER + number * LANE + 4;
  const height = LANE - 8;
  graphics.fillStyle = colour("raised");
  graphics.fillRect(0, top, axis.width, height);
  const close = showsPictures(lane.sizes, axis.pixelsPerMs);
  for (const [i, block] of lane.blocks.entries()) {
    drawBlock(drawing, block, endOf(block, lane.blocks[i + 1], lane.shortestGap), top, height, close);
  }
  if (close) {
    drawPictures(drawing, lane.sizes, top, height);
  }
  if (lane.name !== "") {
    drawName(drawing, lane.name, top);
  }
}

/** A block goes on to the next one, unless a gap follows. */
export function endOf(block: Block, next: Block | undefined, shortestGap: number): number {
  return next !== undefined && next.key > block.last && next.key - block.last <= shortestGap ? next.key : block.last;
}

function drawBlock(drawing: Drawing, block: Block, end: number, top: number, height: number, close: boolean): void {
  const { graphics, axis, colour } = drawing;
  const left = axis.x(block.key);
  const right = Math.max(axis.x(end), left + 1);
  if (right < 0 || left > axis.width) {
    return;
  }
  const from = Math.max(-2, left);
  const seam = right - left > 4 ? 1 : 0;
  graphics.fillStyle = colour(block.open ? "open" : block.lap > 0 ? "older" : "block");
  // Not told by colour alone: a block of the lap before is low, and the open block ends in a post.
  const low = block.lap > 0 && !block.open ? height * 0.35 : 0;
  faintly(graphics, close ? 0.28 : 1, () => {
    graphics.fillRect(from, top + low, Math.min(axis.width + 2, right) - from - seam, height - low);
  });
  if (block.open) {
    graphics.fillRect(right - 1.5, top - 3, 3, height + 6);
  }
  const visible = Math.min(axis.width, right) - Math.max(0, left);
  if (visible > NUMBER_PIXELS && block.count === 1) {
    graphics.fillStyle = colour(close ? "quiet" : "bg");
    graphics.textAlign = "left";
    graphics.fillText(String(block.number), Math.max(0, left) + 4, top + (close ? 8 : height / 2 + 1));
  }
}

function showsPictures(sizes: PictureSize[], pixelsPerMs: number): boolean {
  const first = sizes[0];
  const last = sizes.at(-1);
  return first !== undefined && last !== undefined && sizes.length > 1
    && ((last.time - first.time) / sizes.length) * pixelsPerMs > PICTURE_PIXELS;
}

function drawPictures({ graphics, axis, colour }: Drawing, sizes: PictureSize[], top: number, height: number): void {
  const most = sizes.reduce((max, one) => Math.max(max, one.bytes), 1);
  for (const one of sizes) {
    const x = axis.x(one.time);
    if (x < -3 || x > axis.width + 3) {
      continue;
    }
    const bar = Math.max(2, Math.sqrt(one.bytes / most) * (height - 2));
    graphics.fillStyle = colour(one.key ? "keys" : "accent");
    graphics.fillRect(x - (one.key ? 1 : 0.5), top + height - bar, one.key ? 2.5 : 1.25, bar);
  }
}

function drawName({ graphics, axis, colour }: Drawing, name: string, top: number): void {
  graphics.textAlign = "right";
  const width = graphics.measureText(name).width;
  graphics.fillStyle = colour("bg");
  faintly(graphics, 0.8, () => graphics.fillRect(axis.width - width - 10, top + 2, width + 8, 14));
  graphics.fillStyle = colour("text");
  graphics.fillText(name, axis.width - 6, top + 9);
}
