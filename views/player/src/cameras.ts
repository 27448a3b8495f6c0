import { Camera } from "./camera";
import type { Stream } from "./protocol";
import type { Transport } from "./transport";
import type { WayMaker } from "./way";

/** All streams that are shown, side by side. */
export class Cameras {
  readonly element = document.createElement("div");
  private readonly all: Camera[] = [];

  constructor(
    private readonly transport: Transport,
    private readonly ways: WayMaker[],
    private readonly onError: (reason: unknown) => void,
  ) {
    this.element.className = "cameras";
  }

  get count(): number {
    return this.all.length;
  }

  /** Returns the frames around the pictures, in the order of the streams. */
  get elements(): HTMLElement[] {
    return this.all.map((camera) => camera.element);
  }

  add(stream: Stream, name: string, time: number): void {
    const camera = new Camera(this.transport, stream, this.all.length, name, this.ways, this.onError);
    this.all.push(camera);
    this.element.append(camera.element);
    const columns = this.all.length === 1 ? 1 : this.all.length <= 4 ? 2 : 3;
    this.element.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    void camera.seek(time);
  }

  /** Returns the number of a recording's first stream; -1 when it has none. */
  firstOf(recording: number): number {
    return this.all.findIndex((camera) => camera.stream.recording === recording);
  }

  /** Shows the pictures of a time. */
  seek(time: number): void {
    for (const camera of this.all) {
      void camera.seek(time);
    }
  }

  /** Shows the pictures of a time of play, and returns whether play should wait. */
  tick(time: number, speed: number): boolean {
    return this.all.map((camera) => camera.tick(time, speed)).includes(true);
  }

  /** Counts the pictures that were due in a step of play. */
  measure(from: number, to: number, speed: number, lost: number): void {
    for (const camera of this.all) {
      camera.measure(from, to, speed, lost);
    }
  }

  pause(time: number): void {
    for (const camera of this.all) {
      camera.pause();
      void camera.seek(time); // the last picture of play may be one behind
    }
  }

  /** Returns how long no stream has a picture; 0 while that is not known, or when there is none. */
  untilPicture(time: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { feed } of this.all) {
      const picture = feed.pictures[feed.shownAt(time) + 1];
      if (picture === undefined && !feed.last) {
        return 0;
      }
      next = Math.min(next, picture?.time ?? Number.POSITIVE_INFINITY);
    }
    return Number.isFinite(next) ? next - time : 0;
  }

  /** Returns how far off the nearest key frame is that fast play shows next; 0 while that is not known. */
  untilKey(time: number): number {
    let nearest = Number.POSITIVE_INFINITY;
    for (const { keyAhead } of this.all) {
      if (keyAhead === null) {
        return 0;
      }
      nearest = Math.min(nearest, Math.abs(keyAhead - time));
    }
    return Number.isFinite(nearest) ? nearest : 0;
  }

  /** Returns the time of the nearest picture of any stream before or behind a time. */
  async neighbour(time: number, direction: 1 | -1): Promise<number | null> {
    let best: number | null = null;
    for (const { feed } of this.all) {
      await feed.load(direction > 0 ? time + 1 : time);
      let at = feed.shownAt(time);
      const shown = feed.pictures[at]?.time ?? time;
      if (direction < 0 && shown === time && at === 0) {
        await feed.load(time - 1);
        at = feed.shownAt(time);
      }
      const picture = feed.pictures[direction > 0 ? at + 1 : shown < time ? at : at - 1];
      if (picture !== undefined && (best === null || (direction > 0 ? picture.time < best : picture.time > best))) {
        best = picture.time;
      }
    }
    return best;
  }

  /** Gives back decoders and fetched pictures. The pictures that are shown stay. */
  release(): void {
    for (const camera of this.all) {
      camera.release();
    }
  }
}
