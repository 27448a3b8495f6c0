import { facts } from "./facts";
import { type PictureSize, type Range, type Recording, blocks, sizes } from "./protocol";
import type { Timeline } from "./timeline/timeline";
import type { Transport } from "./transport";

const PATIENCE_MS = 40;
const NEWEST_MS = 10_000;
const DETAIL_MS = 600_000;

/** Fetches what the timeline shows, and tells in a line what each recording holds. */
export class Content {
  readonly facts = document.createElement("div");
  private newest: PictureSize[][] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loading = false;
  private wanted = false;
  private closed = false;

  constructor(
    private readonly transport: Transport,
    private readonly timeline: Timeline,
    private readonly onError: (error: unknown) => void,
  ) {
    this.facts.className = "facts";
  }

  open(recordings: Recording[]): void {
    this.timeline.recordings = recordings;
    this.timeline.blocks = recordings.map(() => []);
    this.timeline.sizes = recordings.map(() => []);
    this.newest = recordings.map(() => []);
  }

  /** Fetches the visible blocks and pictures, one request after the other. */
  load(): void {
    this.wanted = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.loadNow(), PATIENCE_MS);
  }

  private async loadNow(): Promise<void> {
    if (this.loading || !this.wanted || this.closed || this.timeline.recordings.length === 0) {
      return;
    }
    this.loading = true;
    this.wanted = false;
    try {
      await this.loadRecordings();
      this.showFacts();
    } catch (error) {
      this.onError(error);
    } finally {
      this.loading = false;
    }
    if (this.wanted) {
      this.load();
    }
  }

  private async loadRecordings(): Promise<void> {
    const { timeline } = this;
    const { view, range } = timeline.axis;
    const visible = { from: Math.floor(view.from), to: Math.ceil(view.to) };
    const whole = { from: Math.min(visible.from, range.from), to: Math.max(visible.to, range.to) };
    const newest = { from: range.to - NEWEST_MS, to: range.to };
    for (const recording of timeline.recordings.keys()) {
      timeline.blocks[recording] = blocks(await this.transport.ask({ ask: "blocks", recording, ...whole }));
      timeline.sizes[recording] = await this.detail(recording, visible);
      this.newest[recording] = await this.detail(recording, newest);
      timeline.redraw();
    }
  }

  private async detail(recording: number, range: Range): Promise<PictureSize[]> {
    if (range.to - range.from > DETAIL_MS) {
      return [];
    }
    return sizes(await this.transport.ask({ ask: "sizes", recording, ...range }));
  }

  private showFacts(): void {
    this.facts.replaceChildren(
      ...this.timeline.recordings.map((recording, i) => {
        const line = document.createElement("div");
        const { name, rest } = facts(recording, this.timeline.blocks[i] ?? [], this.newest[i] ?? []);
        const bold = document.createElement("b");
        bold.textContent = name;
        line.append(bold, ` ${rest}`);
        return line;
      }),
    );
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }
}
