import { Batch } from "./batch";
import { facts } from "./facts";
import type { Range, Recording, Writer } from "./protocol";
import { BlockRows, PictureRows } from "./rows";
import type { Timeline } from "./timeline/timeline";
import type { Transport } from "./transport";

const PATIENCE_MS = 40;
const NEWEST_MS = 10_000;
const DETAIL_MS = 600_000;

/** What is known of a recording. */
interface Held {
  blocks: BlockRows;
  visible: PictureRows;
  newest: PictureRows;
}

/** Pictures are shown one by one only in a view that is short enough. */
async function detail(pictures: PictureRows, range: Range): Promise<void> {
  if (range.to - range.from > DETAIL_MS) {
    pictures.clear();
  } else {
    await pictures.load(range);
  }
}

/** Fetches what the timeline shows, and tells in a line what each recording holds. */
export class Content {
  readonly facts = document.createElement("div");
  /** What the writers of the recordings tell, as Java told it last. */
  private writers: Writer[] = [];
  private readonly batch: Batch;
  private held: Held[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loading = false;
  private wanted = false;
  private closed = false;

  constructor(
    transport: Transport,
    private readonly timeline: Timeline,
    private readonly onError: (error: unknown) => void,
  ) {
    this.facts.className = "facts";
    this.batch = new Batch(transport);
  }

  open(recordings: Recording[]): void {
    this.timeline.recordings = recordings;
    this.timeline.blocks = recordings.map(() => []);
    this.timeline.sizes = recordings.map(() => []);
    this.held = recordings.map((_, i) => ({
      blocks: new BlockRows(this.batch, i),
      visible: new PictureRows(this.batch, i),
      newest: new PictureRows(this.batch, i),
    }));
  }

  tell(writers: Writer[]): void {
    if (JSON.stringify(writers) !== JSON.stringify(this.writers)) {
      this.writers = writers;
      this.showFacts();
    }
  }

  /** Fetches what has changed of the blocks and of the visible pictures. */
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
    const from = Math.max(Math.floor(view.from), range.from);
    const visible = { from, to: Math.max(from, Math.min(Math.ceil(view.to), range.to)) };
    const newest = { from: Math.max(range.from, range.to - NEWEST_MS), to: range.to };
    await Promise.all(this.held.map((one) => Promise.all([one.blocks.load(), detail(one.visible, visible), one.newest.load(newest)])));
    timeline.blocks = this.held.map((one) => one.blocks.rows);
    timeline.sizes = this.held.map((one) => one.visible.rows);
    timeline.redraw();
  }

  private showFacts(): void {
    this.facts.replaceChildren(
      ...this.timeline.recordings.map((recording, i) => {
        const line = document.createElement("div");
        const { name, rest } = facts(recording, this.timeline.blocks[i] ?? [], this.held[i]?.newest.rows ?? [], this.writers[i]);
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
