import { Cameras } from "./cameras";
import { ClipExport } from "./clip";
import { PlayClock } from "./clock";
import { Content } from "./content";
import { Controls } from "./controls";
import { Conversation } from "./conversation";
import { clock } from "./format";
import { Keyboard } from "./keyboard";
import { MessageLine } from "./message";
import type { Command, Hello, Range, State, Sync } from "./protocol";
import { Sound } from "./sound";
import { STYLE } from "./style";
import { Timeline } from "./timeline/timeline";
import { type Still, Tip, stillOf } from "./tip";
import type { Transport } from "./transport";
import type { WayMaker } from "./way";
import { Wishes } from "./wishes";

/** A player in a page: it puts the parts together, and takes what Java tells to them. */
export class PlayerView {
  private readonly root = document.createElement("div");
  private readonly message = new MessageLine();
  private readonly tip = new Tip((stream, time, width) => this.still(stream, time, width));
  private readonly cameras: Cameras;
  private readonly clock: PlayClock;
  private readonly sound: Sound;
  private readonly timeline: Timeline;
  private readonly content: Content;
  private readonly talk: Conversation;
  private readonly wishes: Wishes;
  private readonly keyboard: Keyboard;
  private rendered = "";
  private readonly themes = new MutationObserver(() => this.timeline.redraw());
  private controls: Controls | null = null;
  private hello: Hello | null = null;
  private ranges = ""; // as Java told them last
  private closed = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly transport: Transport,
    ways: WayMaker[],
    variable: string,
  ) {
    const fail = (error: unknown): void => this.fail(error);
    const render = (): void => this.render();
    this.cameras = new Cameras(transport, ways, fail);
    this.clock = new PlayClock(this.cameras, render, () => this.played());
    this.sound = new Sound(transport, this.root.dataset, (reason) => this.message.say(reason));
    this.timeline = new Timeline(this.root, {
      seek: (time) => this.wishes.seek(time),
      hover: (time, x, lane) => this.hover(time, x, lane),
      viewChanged: () => this.content.load(),
    });
    this.content = new Content(transport, this.timeline, fail);
    this.talk = new Conversation(transport, {
      state: () => ({ time: this.clock.time, playing: this.clock.playing, speed: this.clock.speed }),
      opened: (hello) => this.open(hello),
      heard: (sync) => this.hear(sync),
      failed: fail,
      ended: (why) => this.end(why),
    });
    const { cameras, clock, sound, timeline, talk, message } = this;
    const clips = new ClipExport(transport, message, variable);
    this.wishes = new Wishes({ cameras, clock, sound, timeline, talk, transport, message, clips, render, fail });
    this.keyboard = new Keyboard(element, this.root, this.wishes);
    this.build();
  }

  private build(): void {
    const shadow = this.element.shadowRoot ?? this.element.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = STYLE;
    const frame = document.createElement("div");
    frame.className = this.element.dataset["standing"] === undefined ? "" : "standing";
    this.root.className = "player";
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "player: Space plays and pauses, the arrow keys seek, Tab reaches the buttons");
    this.root.append(this.message.element);
    this.root.addEventListener("pointerdown", () => this.focus());
    frame.append(this.root);
    shadow.replaceChildren(style, frame);
    this.themes.observe(document.body, { attributes: true });
  }

  /** Takes the keys, as a click does. */
  focus(): void {
    this.root.focus({ preventScroll: true });
  }

  async start(): Promise<void> {
    await this.talk.start();
  }

  private open(hello: Hello): void {
    this.hello = hello;
    this.controls = new Controls(this.wishes, hello.pictures);
    const lanes = document.createElement("div");
    lanes.className = "timeline";
    lanes.append(this.timeline.canvas, this.tip.element);
    const pictures = hello.pictures ? [this.cameras.element] : [];
    this.root.replaceChildren(...pictures, this.controls.element, lanes, this.content.facts, this.message.element);
    this.content.open(hello.recordings);
    this.timeline.marked = hello.marked ?? this.timeline.marked;
    this.clock.rules = { range: this.range, canPlay: hello.pictures, isJavas: hello.hasClock, longestWait: hello.longestWait };
    this.take(hello);
    if (hello.time > 0) {
      this.clock.goTo(hello.time);
      this.clock.speed = hello.speed;
      this.clock.setPlaying(hello.playing);
    }
    this.render();
    this.answered();
  }

  /** Java has answered. */
  private answered(): void {
    this.root.dataset["ready"] = this.transport.name;
    this.message.clearError();
  }

  private get range(): Range {
    return this.timeline.axis.range;
  }

  private hear(sync: Sync): void {
    this.take(sync);
    for (const command of sync.commands) {
      this.obey(command);
    }
    if (sync.marks !== undefined && sync.marks !== null) {
      this.timeline.marks = sync.marks;
      this.timeline.redraw();
    }
    if (this.clock.rules.isJavas && !this.talk.isAhead && sync.time > 0) {
      this.clock.follow(sync);
    }
    if (this.rendered !== this.facts()) {
      this.render();
    }
    this.answered();
  }

  /** Takes what Java tells of the recordings. */
  private take({ ranges, streams, writers }: Pick<State, "ranges" | "streams" | "writers">): void {
    this.content.tell(writers);
    if (JSON.stringify(ranges) !== this.ranges) {
      this.ranges = JSON.stringify(ranges);
      const used = ranges.filter((range) => range.to > 0);
      const from = Math.min(...used.map((range) => range.from));
      const to = Math.max(...used.map((range) => range.to));
      this.clock.rules.range = used.length === 0 ? { from: 0, to: 0 } : { from, to };
      this.timeline.axis.setRange(this.clock.rules.range);
      this.content.load(); // and draws, once for all that is new
    }
    if (this.hello?.pictures !== true) {
      return;
    }
    for (const stream of streams.slice(this.cameras.count)) {
      if (this.clock.time === 0) {
        this.clock.goTo(this.range.from);
      }
      const recording = this.hello.recordings[stream.recording]?.name ?? "";
      this.cameras.add(stream, `${recording} ${stream.id}`, this.clock.time);
    }
    this.sound.setStreams(streams, this.cameras.elements);
  }

  private obey({ verb, value }: Command): void {
    switch (verb) {
      case "play":
        this.clock.play();
        break;
      case "pause":
        this.clock.pause();
        break;
      case "seek":
        this.clock.goTo(value);
        this.timeline.axis.reveal(value);
        break;
      case "speed":
        this.clock.speed = value;
        break;
    }
  }

  private fail(error: unknown): void {
    if (!this.closed) {
      this.message.fail(error);
    }
  }

  private hover(time: number | null, x: number, lane: number): void {
    if (time === null || this.range.to === 0) {
      this.tip.hide();
      return;
    }
    const { marks, axis, canvas } = this.timeline;
    const mark = marks.find((one) => one.from <= time && time <= Math.max(one.to, one.from + 4 / axis.pixelsPerMs));
    const text = (mark === undefined || mark.label === "" ? "" : `${mark.label} · `) + clock(time, this.timeline.zone);
    const camera = this.transport.name === "inlined" ? -1 : this.cameras.firstOf(lane);
    this.tip.show(text, x, canvas.clientWidth, camera, Math.round(time));
  }

  /** Returns the key frame at or before a time, which Java decodes. */
  async still(stream: number, time: number, width: number): Promise<Still | null> {
    return stillOf(await this.transport.ask({ ask: "still", stream, time, width }));
  }

  private played(): void {
    this.sound.tick(this.clock.time, this.clock.speed);
    this.timeline.axis.reveal(this.clock.time);
    this.render();
  }

  /** What the controls show: the page is asked four times a second, and often nothing has changed. */
  private facts(): string {
    const { time, playing, speed } = this.clock;
    return JSON.stringify([time, playing, speed, this.cameras.count, this.sound.state]);
  }

  private render(): void {
    this.rendered = this.facts();
    const { time, playing, speed } = this.clock;
    const { zone } = this.timeline;
    if (!playing) {
      this.sound.stop();
    }
    this.timeline.time = time;
    this.timeline.redraw();
    const canExport = this.wishes.clip !== null && this.cameras.count > 0;
    this.controls?.show({ time, zone, playing, speed, canExport, sound: this.sound.state });
    this.root.dataset["time"] = String(Math.round(time));
    this.root.dataset["playing"] = String(playing);
  }

  /** The player was closed in Java, as the user wanted it: the last picture stays. */
  private end(why: string): void {
    this.release();
    this.message.say(why);
  }

  /** Gives back what takes memory or time, and leaves what is seen. */
  private release(): void {
    this.closed = true;
    this.talk.close();
    this.content.close();
    this.clock.end();
    this.sound.close();
    this.keyboard.close();
    this.cameras.release();
    this.transport.close();
  }

  close(): void {
    this.release();
    this.tip.close();
    this.themes.disconnect();
    this.timeline.close();
    this.element.shadowRoot?.replaceChildren();
  }
}
