import type { Feed } from "./feed";
import type { Times } from "./lateness";

/** Where pictures are drawn. */
export interface Screen {
  draw(image: CanvasImageSource, width: number, height: number, time: number): void;
  /** Shows that there is no picture. */
  clear(): void;
}

/** A way to turn stored pictures into pictures on a screen. */
export interface Way {
  readonly name: string;
  /** The key frame that play among key frames comes to; null when none is known. */
  readonly keyAhead: number | null;
  /** The pictures that it shows in forward play, where these are not all of the stream. */
  readonly times?: Times;
  /** Shows the picture of a time. A newer call may replace an older one. */
  seek(time: number): Promise<void>;
  /** Plays on: draws the picture that is due. Returns whether play should wait for this stream. */
  tick(time: number, speed: number): boolean;
  /** Play stands still. */
  pause(): void;
  close(): void;
}

/** The ways of a stream, the best first. A way that fails gives place to the next. */
export interface WayMaker {
  readonly name: string;
  /** Returns null where the browser cannot go this way. */
  make(feed: Feed, screen: Screen, failed: (reason: unknown) => void): Promise<Way | null>;
}
