import { bytes, duration } from "./format";
import type { MessageLine } from "./message";
import type { Answer, Range } from "./protocol";
import type { Transport } from "./transport";

const DOWNLOAD_MS = 10_000;

/** Exports a range into Java's hands, and offers it as a file. */
export async function exportClip(transport: Transport, { from, to }: Range, message: MessageLine): Promise<void> {
  message.say("exporting ...");
  const answer = await transport.ask({ ask: "export", stream: 0, from, to });
  const text = `a clip of ${duration(to - from)}, ${bytes(Number(answer.json["size"]))}: in Java it is player.clip(). `;
  message.say(text, ...(answer.bytes.byteLength > 0 ? [download(answer)] : []));
}

function download(answer: Answer): HTMLAnchorElement {
  const link = document.createElement("a");
  const url = URL.createObjectURL(new Blob([answer.bytes as Uint8Array<ArrayBuffer>], { type: "video/mp4" }));
  link.href = url;
  link.download = "clip.mp4";
  link.textContent = "Save it";
  link.addEventListener("click", () => setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS), { once: true });
  return link;
}
