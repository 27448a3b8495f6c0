import type { Batch } from "./batch";
import { type Block, type PictureSize, type Range, blocks, sizes } from "./protocol";

/** Frames of several cameras may be written so much out of order. */
const OVERLAP_MS = 2000;

/** TimelineBlocks of Java. */
interface Changed {
  version: number;
  gone: number;
  at: number;
  anew: boolean;
  /** What is left of the first row: number, key, count. */
  first?: number[];
}

/** The blocks of a recording. An update fetches only what has changed. */
export class BlockRows {
  rows: Block[] = [];
  private version = -1;
  private gone = 0;

  constructor(
    private readonly transport: Batch,
    private readonly recording: number,
  ) {}

  async load(): Promise<void> {
    const { recording, version, gone } = this;
    const answer = await this.transport.ask({ ask: "blocks", recording, since: version, gone });
    const fresh = blocks(answer);
    const now = answer.json as unknown as Changed;
    if (now.anew) {
      this.rows = fresh;
    } else {
      this.rows.splice(0, now.gone - gone);
      this.rows.splice(now.at, Number.POSITIVE_INFINITY, ...fresh);
    }
    this.version = now.version;
    this.gone = now.gone;
    const oldest = this.rows[0];
    const [number, key, count] = now.first ?? [];
    if (oldest !== undefined && number !== undefined && key !== undefined && count !== undefined) {
      this.rows[0] = { ...oldest, number, key, count };
    }
  }
}

/** The pictures of a range. When the range goes on, only the newest pictures are fetched. */
export class PictureRows {
  rows: PictureSize[] = [];
  private known: Range | null = null;

  constructor(
    private readonly transport: Batch,
    private readonly recording: number,
  ) {}

  async load(range: Range): Promise<void> {
    const newest = this.rows.reduce((most, one) => Math.max(most, one.time), 0);
    const goesOn = this.known !== null && range.from >= this.known.from && range.to >= this.known.to && newest >= range.from;
    const from = goesOn ? Math.max(range.from, newest - OVERLAP_MS) : range.from;
    const answer = await this.transport.ask({ ask: "sizes", recording: this.recording, from, to: range.to });
    const kept = goesOn ? this.rows.filter((one) => one.time >= range.from && one.time < from) : [];
    this.rows = answer.json["tooMany"] === true ? [] : [...kept, ...sizes(answer).filter((one) => one.time >= from && one.time <= range.to)];
    this.known = answer.json["tooMany"] === true ? null : range;
  }

  clear(): void {
    this.rows = [];
    this.known = null;
  }
}
