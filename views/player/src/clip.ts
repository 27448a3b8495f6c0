import { bytes, duration } from "./format";
import type { MessageLine } from "./message";
import type { Range } from "./protocol";
import type { Transport } from "./transport";

const ASK_MS = 250;
const DOWNLOAD_MS = 10_000;

interface Exported {
  ended: boolean;
  /** From 0 to 1. */
  done: number;
  cameras: number;
  /** Codecs of sound that have no place in an mp4. */
  leftOut: string[];
  clips: { recording: string; id: number; size: number }[];
}

/** Exports a range of all cameras into Java's hands, and offers the clips as files. */
export class ClipExport {
  constructor(
    private readonly transport: Transport,
    private readonly message: MessageLine,
    /** The name of the player's variable in Java. */
    private readonly variable: string,
  ) {}

  async run({ from, to }: Range): Promise<void> {
    this.message.say("exporting ...");
    const { json } = await this.transport.ask({ ask: "export", from, to });
    const number = Number(json["number"]);
    let state = await this.state(number);
    while (!state.ended) {
      this.message.say(`exporting ${duration(to - from)}: ${Math.floor(100 * state.done)} %`);
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
      state = await this.state(number);
    }
    this.tell(number, state, to - from);
  }

  private async state(number: number): Promise<Exported> {
    return (await this.transport.ask({ ask: "exported", number })).json as unknown as Exported;
  }

  private tell(number: number, { clips, cameras, leftOut }: Exported, length: number): void {
    const size = bytes(clips.reduce((sum, clip) => sum + clip.size, 0));
    const call = document.createElement("code");
    call.textContent = `${this.variable}.${clips.length === 1 ? "clip()" : "exported()"}`;
    const without = clips.length === cameras ? "" : `, and no picture of ${cameras - clips.length} more cameras`;
    const count = clips.length === 1 ? "a clip" : `${clips.length} clips`;
    const links = clips.map(({ recording, id }, i) => this.link(`${recording}-${id}.mp4`, number, i));
    const silent = leftOut.length === 0 ? "" : `, without the ${leftOut.join(", ")} sound, which has no place in an mp4`;
    this.message.say(`${count} of ${duration(length)}, ${size}${without}${silent}. In Java: `, call, " · save ", ...between(links, ", "));
  }

  /** Nothing is fetched before the user wants the file. */
  private link(name: string, number: number, clip: number): HTMLElement {
    const link = document.createElement("a");
    link.href = "#";
    link.textContent = name;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.save(name, number, clip).catch((error) => this.message.fail(error));
    });
    return link;
  }

  private async save(name: string, number: number, clip: number): Promise<void> {
    const answer = await this.transport.ask({ ask: "clip", number, clip });
    const file = document.createElement("a");
    const url = URL.createObjectURL(new Blob([answer.bytes as Uint8Array<ArrayBuffer>], { type: "video/mp4" }));
    file.href = url;
    file.download = name;
    file.click();
    setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS);
  }
}

function between(nodes: Node[], text: string): (Node | string)[] {
  return nodes.flatMap((node, i) => (i === 0 ? [node] : [text, node]));
}
