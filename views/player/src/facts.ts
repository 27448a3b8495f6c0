import { bitRate, bytes, duration } from "./format";
import type { Block, PictureSize, Recording, Writer } from "./protocol";

/** What a recording holds, in one line. */
export function facts(
  recording: Recording,
  blocks: Block[],
  newest: PictureSize[],
  writer: Writer = {},
): { name: string; rest: string } {
  const used = blocks.reduce((sum, block) => sum + block.count, 0);
  const parts: string[] = [];
  const first = blocks[0];
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) {
    return { name: recording.name, rest: [`nothing yet, ${recording.blocks} blocks of ${bytes(recording.blockSize)}`, ...losses(writer)].join(" · ") };
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
  parts.push(...rates(newest), ...losses(writer));
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
    result.push(`a key frame every ${duration(group)}, ${bytes(groupBytes(sizes, keys))} a GOP`);
  }
  return result;
}

/** Bytes from a key frame to the next, on the average. */
function groupBytes(sizes: PictureSize[], keys: number[]): number {
  const from = keys[0] ?? 0;
  const to = keys.at(-1) ?? 0;
  const stream = sizes.at(-1)?.stream;
  const whole = sizes.filter((one) => one.stream === stream && one.time >= from && one.time < to);
  return whole.reduce((sum, one) => sum + one.bytes, 0) / Math.max(1, keys.length - 1);
}

/** What the writer in Java's process has lost. */
function losses(writer: Writer): string[] {
  if (writer.dropped === undefined || writer.refused === undefined) {
    return [];
  }
  const result: string[] = [];
  if (writer.dropped > 0) {
    result.push(`${writer.dropped} ${writer.dropped === 1 ? "frame" : "frames"} dropped`);
  }
  if (writer.refused > 0) {
    result.push(`${writer.refused} ${writer.refused === 1 ? "frame" : "frames"} refused`);
  }
  if (result.length === 0) {
    result.push("nothing dropped");
  }
  if (writer.error !== undefined && writer.error !== "") {
    result.push(`the writer has failed: ${writer.error}`);
  }
  return result;
}

function mean(times: number[]): number {
  const first = times[0];
  const last = times.at(-1);
  return first === undefined || last === undefined || times.length < 2 ? 0 : (last - first) / (times.length - 1);
}
