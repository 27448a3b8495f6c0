import type { Cameras } from "./cameras";
import type { ClipExport } from "./clip";
import type { PlayClock } from "./clock";
import { type Actions, SPEEDS } from "./controls";
import type { Conversation } from "./conversation";
import type { MessageLine } from "./message";
import type { Range } from "./protocol";
import type { Sound } from "./sound";
import type { Timeline } from "./timeline/timeline";
import type { Transport } from "./transport";

/** The parts of a player that the user's wishes move. */
export interface Parts {
  cameras: Cameras;
  clock: PlayClock;
  sound: Sound;
  timeline: Timeline;
  talk: Conversation;
  transport: Transport;
  message: MessageLine;
  clips: ClipExport;
  render(): void;
  fail(error: unknown): void;
}

/** What the user wants, by a button, a key or the timeline. A manager hears of it, too. */
export class Wishes implements Actions {
  constructor(private readonly parts: Parts) {}

  seek(time: number): void {
    const { clock, timeline } = this.parts;
    const to = Math.round(timeline.axis.clamped(time));
    clock.goTo(to);
    this.command("seek", { time: to });
  }

  private seekAndReveal(time: number): void {
    this.seek(time);
    this.parts.timeline.axis.reveal(this.parts.clock.time);
  }

  private command(verb: string, values: Record<string, number> = {}): void {
    if (this.parts.clock.rules.isJavas) {
      this.parts.talk.command(verb, values);
    }
  }

  toggle(): void {
    const { clock } = this.parts;
    if (!clock.playing && clock.speed < 0) {
      clock.speed = 1;
    }
    clock.setPlaying(!clock.playing);
    this.command(clock.playing ? "play" : "pause");
  }

  step(direction: 1 | -1): void {
    const { cameras, clock, fail } = this.parts;
    clock.pause();
    this.command("pause");
    cameras
      .neighbour(clock.time, direction)
      .then((time) => (time === null ? undefined : this.seekAndReveal(time)))
      .catch(fail);
  }

  jump(ms: number): void {
    this.seekAndReveal(this.parts.clock.time + ms);
  }

  toEnd(): void {
    this.seekAndReveal(this.parts.timeline.axis.range.to);
  }

  toBegin(): void {
    this.seekAndReveal(this.parts.timeline.axis.range.from);
  }

  /** J, K and L: each further press doubles the speed. */
  shuttle(direction: 1 | -1 | 0): void {
    const { clock, render } = this.parts;
    if (direction === 0) {
      clock.pause();
      clock.speed = Math.max(clock.speed, 1);
      this.command("pause");
    } else {
      const same = clock.playing && Math.sign(clock.speed) === direction;
      const size = Math.abs(clock.speed);
      clock.speed = direction * (same ? (SPEEDS.find((speed) => speed > size) ?? 16) : 1);
      clock.play();
      this.command("speed", { value: clock.speed });
      this.command("play");
    }
    render();
  }

  changeSpeed(value: number): void {
    this.parts.clock.speed = value;
    this.command("speed", { value });
    this.parts.render();
  }

  /** The range between the marks; `null` while one is missing. */
  get clip(): Range | null {
    const { from, to } = this.parts.timeline.marked;
    return from === null || to === null ? null : { from, to };
  }

  mark(side: "from" | "to"): void {
    const { clock, timeline, transport, render, fail } = this.parts;
    const { marked } = timeline;
    marked[side] = Math.round(clock.time);
    if (marked.from !== null && marked.to !== null && marked.to <= marked.from) {
      marked[side === "from" ? "to" : "from"] = null;
    }
    if (this.clip !== null) {
      transport.ask({ ask: "mark", ...this.clip }).catch(fail);
    }
    render();
  }

  exportClip(): void {
    const { clips, message, fail } = this.parts;
    if (this.clip === null) {
      message.say("mark a beginning (I) and an end (O) first");
    } else {
      clips.run(this.clip).catch(fail);
    }
  }

  zoom(factor: number): void {
    this.parts.timeline.axis.zoom(factor, this.parts.clock.time);
  }

  fit(): void {
    this.parts.timeline.axis.fit();
  }

  toggleSound(): void {
    this.parts.sound.toggle();
    this.parts.render();
  }

  switchZone(): void {
    const { timeline, render } = this.parts;
    timeline.zone = timeline.zone === "UTC" ? "local" : "UTC";
    render();
  }
}
