import { bitRate, bytes, duration } from "./format";
import type { Block, PictureSize, Recording } from "./protocol";

/** What a recording holds, in one line. */
export function facts(recording: Recording, blocks: Block[], newest: PictureSize[]): { name: string; rest: string } {
  const used = blocks.reduce((sum, block) => sum + block.count, 0);
  const parts: string[] = [];
  const first = blocks[0];
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) {
    return { name: recording.name, rest: `nothing yet, ${recording.blocks} blocks of ${bytes(recording.blockSize)}` };
  }
  const oldest = blocks.reduce((least, block) => Math.min(least, block.key), first.key);
  parts.push(`${duration(last.last - oldest)} held`);
  parts.push(`${used} of ${recording.blocks} blocks of ${bytes(recording.blockSize)}`);
  if (last.open) {
    parts.push(`block ${last.number} being written`);
  }
  const written = blocks.filter((block, i) => !block.open && i < blocks.length - 1);
  const time = blocks.slice(0, -1).reduce((sum, block, i) => {
    const next = blocks[i + 1]?.key ?? block.last;
    const end = next > block.last && next - block.last <= recording.shortestGap ? next : block.last;
    return sum + Math.max(0, end - block.key);
  }, 0);
  if (time > 0) {
    const held = written.reduce((sum, block) => sum + block.count, 0) * recording.blockSize;
    parts.push(`about ${bitRate((held * 8000) / time)}`);
  }
  parts.push(...rates(newest));
  return { name: recording.name, rest: parts.join(" · ") };
}

/** Pictures a second and the distance of key frames, of the newest pictures. */
function rates(sizes: PictureSize[]): string[] {
  const stream = sizes.at(-1)?.stream;
  const pictures = sizes.filter((one) => one.stream === stream).map((one) => one.time);
  const keys = sizes.filter((one) => one.stream === stream && one.key).map((one) => one.time);
  const result: string[] = [];
  const interval = mean(pictures);
  if (interval > 0) {
    result.push(`${(1000 / interval).toFixed(1)} pictures/s`);
  }
  const group = mean(keys);
  if (group > 0) {
    result.push(`a key frame every ${duration(group)}`);
  }
  return result;
}

function mean(times: number[]): number {
  const first = times[0];
  const last = times.at(-1);
  return first === undefined || last === undefined || times.length < 2 ? 0 : (last - first) / (times.length - 1);
}
