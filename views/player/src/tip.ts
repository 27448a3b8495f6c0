import type { Answer } from "./protocol";

const HOVER_MS = 60;
const STILL_WIDTH = 320;
const MOST_STILLS = 60;
const HALF_WIDTH = 90;

/** A key frame as a JPEG. */
export interface Still {
  time: number;
  jpeg: Blob;
  /** The times of some key frames behind it, where they are known. */
  next: number[];
}

/** Returns the key frame of an answer; `null` where nobody can see it. */
export function stillOf({ json, bytes }: Answer): Still | null {
  return bytes.byteLength === 0
    ? null
    : {
        time: Number(json["time"]),
        jpeg: new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }),
        next: (json["next"] as number[] | undefined) ?? [],
      };
}

/** The time under the pointer, and the key frame there once the pointer rests. */
export class Tip {
  readonly element = document.createElement("div");
  private readonly image = document.createElement("img");
  private readonly text = document.createElement("div");
  private readonly urls = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly still: (stream: number, time: number, width: number) => Promise<Still | null>) {
    this.element.className = "tip";
    this.element.hidden = true;
    this.image.alt = "";
    this.element.append(this.image, this.text);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.element.hidden = true;
  }

  /** Shows a text at a place of the timeline; `stream` is negative where there is no picture. */
  show(text: string, x: number, width: number, stream: number, time: number): void {
    clearTimeout(this.timer);
    this.element.hidden = false;
    this.element.style.left = `${Math.max(HALF_WIDTH, Math.min(width - HALF_WIDTH, x))}px`;
    this.text.textContent = text;
    this.image.hidden = stream < 0;
    if (stream >= 0) {
      this.timer = setTimeout(() => void this.showStill(stream, time), HOVER_MS);
    }
  }

  private async showStill(stream: number, time: number): Promise<void> {
    try {
      const still = await this.still(stream, time, STILL_WIDTH);
      if (still === null) {
        this.image.hidden = true;
        return;
      }
      const name = `${stream} ${still.time}`;
      let url = this.urls.get(name);
      if (url === undefined) {
        url = URL.createObjectURL(still.jpeg);
        this.urls.set(name, url);
        this.forget(MOST_STILLS);
      }
      this.image.src = url;
    } catch {
      this.image.hidden = true; // the time is shown all the same
    }
  }

  private forget(most: number): void {
    for (const [name, url] of this.urls) {
      if (this.urls.size <= most) {
        return;
      }
      URL.revokeObjectURL(url);
      this.urls.delete(name);
    }
  }

  close(): void {
    this.hide();
    this.forget(0);
  }
}
