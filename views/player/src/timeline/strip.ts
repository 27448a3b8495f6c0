import type { Drawing } from "./drawing";
import { type Lane, endOf } from "./lane";
import { STRIP } from "./layout";

/** Draws the whole ring below the lanes, with a frame around the visible range. */
export function drawStrip({ graphics, axis, colour }: Drawing, lanes: Lane[], stripTop: number, time: number): void {
  const top = stripTop + 3;
  const height = STRIP - 6;
  const begin = axis.range.from;
  const scale = axis.width / Math.max(1, axis.range.to - begin);
  graphics.fillStyle = colour("raised");
  graphics.fillRect(0, stripTop, axis.width, STRIP);
  graphics.fillStyle = colour("older");
  for (const { blocks, shortestGap } of lanes) {
    for (const [i, block] of blocks.entries()) {
      const end = endOf(block, blocks[i + 1], shortestGap);
      graphics.fillRect((block.key - begin) * scale, top, Math.max(1, (end - block.key) * scale), height);
    }
  }
  const from = Math.max(0, (axis.view.from - begin) * scale);
  const to = Math.min(axis.width, (axis.view.to - begin) * scale);
  graphics.strokeStyle = colour("accent");
  graphics.lineWidth = 1.5;
  graphics.strokeRect(from + 0.75, stripTop + 1, Math.max(3, to - from - 1.5), STRIP - 2);
  graphics.lineWidth = 1;
  if (time > 0) {
    graphics.fillStyle = colour("text");
    graphics.fillRect((time - begin) * scale - 0.5, top - 1, 1.5, height + 2);
  }
}
