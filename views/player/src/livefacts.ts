import { bitRate } from "./format";

/** The figures of a camera, as Java counts them. What is played has no state and no losses. */
export interface LiveStream {
  slot: number;
  pictures: number;
  perSecond: number;
  bitRate: number;
  keyDistance: number;
  dropped: number;
  name?: string;
  state?: string;
  lostPackets?: number;
  damaged?: number;
  droppedInQueue?: number;
  reconnects?: number;
  lastError?: string;
}

interface Size {
  width: number;
  height: number;
}

/** What is told of a camera under its picture. */
export function figures(
  stream: LiveStream,
  codec: string | undefined,
  size: Size | null,
): { state: string; name: string; parts: string[]; trouble: string } {
  const state = stream.state ?? (stream.pictures > 0 ? "playing" : "waiting");
  const parts: string[] = [];
  if (codec !== undefined) {
    parts.push(`${codec.startsWith("avc1") ? "H.264" : "H.265"}${size === null ? "" : ` ${size.width}×${size.height}`}`);
  }
  if (stream.perSecond > 0) {
    parts.push(`${stream.perSecond.toFixed(1)} pictures/s`, bitRate(stream.bitRate));
  }
  if (stream.keyDistance > 0) {
    parts.push(`a key frame every ${stream.keyDistance} pictures`);
  }
  const losses = [
    counted(stream.lostPackets, "packet lost", "packets lost"),
    counted(stream.damaged, "picture damaged", "pictures damaged"),
    counted(stream.droppedInQueue, "frame dropped", "frames dropped"),
    counted(stream.dropped, "picture left out here", "pictures left out here"),
    counted(stream.reconnects, "reconnect", "reconnects"),
  ].filter((text) => text !== "");
  parts.push(losses.length === 0 ? "nothing lost" : losses.join(", "));
  const playing = state === "playing";
  return { state, name: stream.name ?? `slot ${stream.slot}`, parts, trouble: playing ? "" : (stream.lastError ?? "") };
}

function counted(count: number | undefined, one: string, many: string): string {
  return count === undefined || count === 0 ? "" : `${count} ${count === 1 ? one : many}`;
}
