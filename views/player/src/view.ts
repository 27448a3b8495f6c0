import { Camera } from "./camera";
import { type Actions, Controls, SPEEDS, handleKey } from "./controls";
import { facts } from "./facts";
import { type Zone, bytes, clock, duration } from "./format";
import { type Answer, AnswerError, type Hello, type PictureSize, type Range, type Sync, blocks, sizes } from "./protocol";
import { STYLE } from "./style";
import { Timeline } from "./timeline";
import { type Still, Tip } from "./tip";
import type { Transport } from "./transport";
import type { WayMaker } from "./way";

const SYNC_MS = 250;
const RETRY_MS = 2000;
const LONGEST_STEP_MS = 250;
const NEWEST_MS = 10_000;
const DETAIL_MS = 600_000;
const DRIFT_MS = 300;

/** A player in a page: cameras, buttons, and the timeline. */
export class PlayerView implements Actions {
  private readonly root: HTMLElement;
  private readonly grid = document.createElement("div");
  private readonly factsLine = document.createElement("div");
  private readonly message = document.createElement("div");
  private readonly tip = new Tip((stream, time, width) => this.still(stream, time, width));
  private readonly timeline: Timeline;
  private controls: Controls | null = null;
  private readonly cameras: Camera[] = [];
  private hello: Hello | null = null;
  private time = 0;
  private playing = false;
  private speed = 1;
  private zone: Zone = "UTC";
  private seen = 0;
  private marksVersion = 0;
  private revision = "";
  private newest: PictureSize[][] = [];
  private frameRequest = 0;
  private frameAt = 0;
  private syncTimer: ReturnType<typeof setTimeout> | undefined;
  private viewTimer: ReturnType<typeof setTimeout> | undefined;
  private loadingView = false;
  private viewWanted = false;
  private readonly themes: MutationObserver;
  private closed = false;
  private ownsTime = 0; // until then the page's own seek counts, and not the clock of a manager

  constructor(
    private readonly element: HTMLElement,
    private readonly transport: Transport,
    private readonly ways: WayMaker[],
  ) {
    const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.root = document.createElement("div");
    this.root.className = "player";
    this.root.tabIndex = 0;
    const frame = document.createElement("div");
    frame.className = element.dataset["standing"] === undefined ? "" : "standing";
    frame.append(this.root);
    shadow.replaceChildren(style, frame);
    this.grid.className = "cameras";
    this.factsLine.className = "facts";
    this.message.className = "message";
    this.message.hidden = true;
    this.timeline = new Timeline(this.root, {
      seek: (time) => this.seek(time),
      hover: (time, x, lane) => this.hover(time, x, lane),
      viewChanged: () => this.loadView(),
    });
    window.addEventListener("keydown", this.onKey, { capture: true });
    this.root.addEventListener("pointerdown", () => this.focus());
    this.themes = new MutationObserver(() => this.timeline.redraw());
    this.themes.observe(document.body, { attributes: true });
  }

  /**
   * Takes the player's own keys before the notebook sees them. JupyterLab looks for the attribute, and
   * keeps all other keys, such as the one that saves.
   */
  private readonly onKey = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    if (!path.includes(this.root) || path[0] instanceof HTMLSelectElement) {
      return;
    }
    const ours = !(event.key === " " && path[0] instanceof HTMLButtonElement) && handleKey(event, this);
    this.element.toggleAttribute("data-lm-suppress-shortcuts", ours);
    if (ours) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** Takes the keys, as a click does. */
  focus(): void {
    this.root.focus({ preventScroll: true });
  }

  async start(): Promise<void> {
    while (!this.closed && this.hello === null) {
      try {
        const answer = await this.transport.ask({ ask: "hello" });
        this.open(answer.json as unknown as Hello);
      } catch (error) {
        this.fail(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private open(hello: Hello): void {
    this.hello = hello;
    this.seen = hello.number;
    this.controls = new Controls(this, hello.pictures);
    const lanes = document.createElement("div");
    lanes.className = "timeline";
    lanes.append(this.timeline.canvas, this.tip.element);
    this.root.replaceChildren(...(hello.pictures ? [this.grid] : []), this.controls.element, lanes, this.factsLine, this.message);
    this.timeline.recordings = hello.recordings;
    this.timeline.blocks = hello.recordings.map(() => []);
    this.timeline.sizes = hello.recordings.map(() => []);
    this.newest = hello.recordings.map(() => []);
    this.take(hello);
    if (hello.time > 0) {
      this.time = hello.time;
      this.speed = hello.speed;
      this.setPlaying(hello.playing);
    } else if (hello.pictures && this.range.from > 0) {
      this.time = this.range.from;
    }
    this.showAll(this.time);
    this.render();
    this.root.dataset["ready"] = this.transport.name;
    this.scheduleSync(SYNC_MS);
  }

  private get range(): Range {
    return this.timeline.range;
  }

  /** Takes what Java tells of the recordings. */
  private take(state: Pick<Hello, "ranges" | "streams">): void {
    const hello = this.hello;
    if (hello === null) {
      return;
    }
    const used = state.ranges.filter((range) => range.to > 0);
    const from = Math.min(...used.map((range) => range.from));
    const to = Math.max(...used.map((range) => range.to));
    const revision = JSON.stringify(state.ranges);
    if (revision !== this.revision) {
      this.revision = revision;
      this.timeline.setRange(used.length === 0 ? { from: 0, to: 0 } : { from, to });
      this.loadView();
    }
    if (hello.pictures) {
      for (let i = this.cameras.length; i < state.streams.length; i++) {
        this.addCamera(i, state.streams[i] ?? { recording: 0, id: 0 });
      }
    }
  }

  private addCamera(number: number, stream: { recording: number; id: number }): void {
    const recording = this.hello?.recordings[stream.recording]?.name ?? "";
    const camera = new Camera(this.transport, stream, number, `${recording} ${stream.id}`, this.ways, (error) => this.fail(error));
    this.cameras.push(camera);
    this.grid.append(camera.element);
    const columns = this.cameras.length === 1 ? 1 : this.cameras.length <= 4 ? 2 : 3;
    this.grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    if (this.time === 0) {
      this.time = this.range.from;
    }
    void camera.seek(this.time);
  }

  // ---- talking to Java ----

  private scheduleSync(ms: number): void {
    if (!this.closed && this.transport.name !== "inlined") {
      this.syncTimer = setTimeout(() => void this.sync(), ms);
    }
  }

  private async sync(): Promise<void> {
    try {
      const question = { ask: "sync", time: Math.round(this.time), playing: this.playing, speed: this.speed };
      const answer = await this.transport.ask({ ...question, seen: this.seen, marksVersion: this.marksVersion });
      this.hear(answer.json as unknown as Sync);
      this.root.dataset["ready"] = this.transport.name;
      this.clearError();
      this.scheduleSync(document.hidden ? RETRY_MS : SYNC_MS);
    } catch (error) {
      this.fail(error);
      if (error instanceof AnswerError && error.kind === "CLOSED") {
        this.release(); // the last picture stays, with the message
      } else {
        this.scheduleSync(RETRY_MS);
      }
    }
  }

  private hear(sync: Sync): void {
    this.take(sync);
    for (const command of sync.commands) {
      this.seen = Math.max(this.seen, command.number);
      switch (command.verb) {
        case "play":
          this.setPlaying(true);
          break;
        case "pause":
          this.setPlaying(false);
          break;
        case "seek":
          this.goTo(command.value);
          this.timeline.reveal(command.value);
          break;
        case "speed":
          this.speed = command.value;
          break;
      }
    }
    if (sync.marks !== undefined) {
      this.timeline.marks = sync.marks;
    }
    this.marksVersion = sync.marksVersion;
    if (this.hello?.hasClock === true) {
      this.follow(sync);
    }
    this.render();
  }

  /** Keeps to a manager's time. */
  private follow(sync: Sync): void {
    if (performance.now() < this.ownsTime || sync.time === 0) {
      return;
    }
    this.speed = sync.speed;
    this.setPlaying(sync.playing);
    if (Math.abs(sync.time - this.time) > (sync.playing ? DRIFT_MS * Math.max(1, Math.abs(sync.speed)) : 0)) {
      this.goTo(sync.time);
    }
  }

  private command(verb: string, values: Record<string, number> = {}): void {
    if (this.hello?.hasClock === true) {
      this.ownsTime = performance.now() + 2 * SYNC_MS;
      this.transport.ask({ ask: "command", verb, ...values }).catch((error) => this.fail(error));
    }
  }

  private fail(error: unknown): void {
    if (!this.closed) {
      this.say(error instanceof Error ? error.message : String(error), true);
    }
  }

  private say(text: string, isError = false): void {
    this.message.textContent = text;
    this.message.classList.toggle("error", isError);
    this.message.hidden = false;
    if (this.message.parentNode === null) {
      this.root.append(this.message);
    }
  }

  private clearError(): void {
    if (this.message.classList.contains("error")) {
      this.message.hidden = true;
    }
  }

  // ---- the timeline's content ----

  /** Fetches the visible blocks and pictures, one request after the other. */
  private loadView(): void {
    this.viewWanted = true;
    clearTimeout(this.viewTimer);
    this.viewTimer = setTimeout(() => void this.loadViewNow(), 40);
  }

  private async loadViewNow(): Promise<void> {
    if (this.loadingView || !this.viewWanted || this.closed || this.hello === null) {
      return;
    }
    this.loadingView = true;
    this.viewWanted = false;
    try {
      const view = { from: Math.floor(this.timeline.view.from), to: Math.ceil(this.timeline.view.to) };
      for (const [recording] of this.hello.recordings.entries()) {
        const table = { from: Math.min(view.from, this.range.from), to: Math.max(view.to, this.range.to) };
        this.timeline.blocks[recording] = blocks(await this.transport.ask({ ask: "blocks", recording, ...table }));
        this.timeline.sizes[recording] = await this.detail(recording, view);
        this.newest[recording] = await this.detail(recording, { from: this.range.to - NEWEST_MS, to: this.range.to });
        this.timeline.redraw();
      }
      this.showFacts();
    } catch (error) {
      this.fail(error);
    } finally {
      this.loadingView = false;
    }
    if (this.viewWanted) {
      this.loadView();
    }
  }

  private async detail(recording: number, view: Range): Promise<PictureSize[]> {
    if (view.to - view.from > DETAIL_MS) {
      return [];
    }
    return sizes(await this.transport.ask({ ask: "sizes", recording, ...view }));
  }

  private showFacts(): void {
    this.factsLine.replaceChildren(
      ...(this.hello?.recordings ?? []).map((recording, i) => {
        const line = document.createElement("div");
        const { name, rest } = facts(recording, this.timeline.blocks[i] ?? [], this.newest[i] ?? []);
        const bold = document.createElement("b");
        bold.textContent = name;
        line.append(bold, ` ${rest}`);
        return line;
      }),
    );
  }

  private hover(time: number | null, x: number, lane: number): void {
    if (time === null || this.range.to === 0) {
      this.tip.hide();
      return;
    }
    const { marks, pixelsPerMs, canvas } = this.timeline;
    const mark = marks.find((one) => one.from <= time && time <= Math.max(one.to, one.from + 4 / pixelsPerMs));
    const text = (mark === undefined || mark.label === "" ? "" : `${mark.label} · `) + clock(time, this.zone);
    const camera = this.transport.name === "inlined" ? -1 : this.cameras.findIndex((one) => one.stream.recording === lane);
    this.tip.show(text, x, canvas.clientWidth, camera, Math.round(time));
  }

  /** Returns the key frame at or before a time, which Java decodes. */
  async still(stream: number, time: number, width: number): Promise<Still | null> {
    const answer: Answer = await this.transport.ask({ ask: "still", stream, time, width });
    return answer.bytes.byteLength === 0
      ? null
      : { time: Number(answer.json["time"]), jpeg: new Blob([answer.bytes as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }) };
  }

  // ---- time ----

  private showAll(time: number): void {
    for (const camera of this.cameras) {
      void camera.seek(time);
    }
  }

  /** Goes to a time in this page. */
  private goTo(time: number): void {
    this.time = time;
    this.showAll(time);
    this.render();
  }

  seek(time: number): void {
    const to = Math.round(Math.max(this.range.from, Math.min(this.range.to, time)));
    this.goTo(to);
    this.command("seek", { time: to });
  }

  private setPlaying(playing: boolean): void {
    if (this.playing === playing || this.hello?.pictures !== true) {
      return;
    }
    this.playing = playing;
    this.root.dataset["playing"] = String(playing);
    if (playing) {
      this.frameAt = performance.now();
      this.frameRequest = requestAnimationFrame((now) => this.frame(now));
    } else {
      cancelAnimationFrame(this.frameRequest);
      for (const camera of this.cameras) {
        camera.pause();
        void camera.seek(this.time); // the last picture of play may be one behind
      }
    }
    this.render();
  }

  private frame(now: number): void {
    if (!this.playing || this.closed) {
      return;
    }
    const passed = Math.max(0, Math.min(LONGEST_STEP_MS, now - this.frameAt));
    this.frameAt = now;
    const waits = this.cameras.map((camera) => camera.tick(this.time, this.speed)).includes(true);
    const hasClock = this.hello?.hasClock === true;
    if (!waits || hasClock) {
      this.time += passed * this.speed;
      if (!hasClock) {
        this.leaveOutGaps();
      }
      this.stayWithin();
    }
    this.timeline.reveal(this.time);
    this.render();
    this.frameRequest = requestAnimationFrame((next) => this.frame(next));
  }

  /** Where no stream has a picture for long, the time jumps. */
  private leaveOutGaps(): void {
    const wait = this.hello?.longestWait ?? Number.POSITIVE_INFINITY;
    if (this.speed < 0 || this.speed > 4) {
      const keys = this.cameras.map((camera) => camera.keyAhead).filter((key) => key !== null);
      const nearest = keys.reduce((least, key) => Math.min(least, Math.abs(key - this.time)), Number.POSITIVE_INFINITY);
      if (keys.length === this.cameras.length && keys.length > 0 && nearest > wait * Math.abs(this.speed)) {
        this.time += Math.sign(this.speed) * (nearest - wait);
      }
      return;
    }
    let next = Number.POSITIVE_INFINITY;
    for (const { feed } of this.cameras) {
      const at = feed.shownAt(this.time);
      const picture = feed.pictures[at + 1];
      if (picture === undefined && !feed.last) {
        return; // not known yet
      }
      next = Math.min(next, picture?.time ?? Number.POSITIVE_INFINITY);
    }
    if (Number.isFinite(next) && next - this.time > wait) {
      this.time = next - wait;
    }
  }

  /** At the end play waits for what is recorded next; at the beginning it ends. */
  private stayWithin(): void {
    if (this.time > this.range.to) {
      this.time = this.range.to;
    } else if (this.time < this.range.from) {
      this.time = this.range.from;
      if (this.speed < 0) {
        this.setPlaying(false);
        this.speed = 1;
      }
    }
  }

  private render(): void {
    this.timeline.time = this.time;
    this.timeline.zone = this.zone;
    this.timeline.redraw();
    const { from, to } = this.timeline.marked;
    const canExport = from !== null && to !== null && to > from && this.cameras.length > 0;
    this.controls?.show({ time: this.time, zone: this.zone, playing: this.playing, speed: this.speed, canExport });
    this.root.dataset["time"] = String(Math.round(this.time));
  }

  // ---- buttons and keys ----

  toggle(): void {
    if (!this.playing && this.speed < 0) {
      this.speed = 1;
    }
    this.setPlaying(!this.playing);
    this.command(this.playing ? "play" : "pause");
  }

  step(direction: 1 | -1): void {
    this.setPlaying(false);
    this.command("pause");
    void this.stepTo(direction).catch((error) => this.fail(error));
  }

  /** Goes to the nearest picture of any camera. */
  private async stepTo(direction: 1 | -1): Promise<void> {
    let best: number | null = null;
    for (const { feed } of this.cameras) {
      await feed.load(direction > 0 ? this.time + 1 : this.time);
      let at = feed.shownAt(this.time);
      const shown = feed.pictures[at]?.time ?? this.time;
      if (direction < 0 && shown === this.time && at === 0) {
        await feed.load(this.time - 1);
        at = feed.shownAt(this.time);
      }
      const picture = feed.pictures[direction > 0 ? at + 1 : shown < this.time ? at : at - 1];
      if (picture !== undefined && (best === null || (direction > 0 ? picture.time < best : picture.time > best))) {
        best = picture.time;
      }
    }
    if (best !== null) {
      this.seek(best);
      this.timeline.reveal(best);
    }
  }

  jump(ms: number): void {
    this.seek(this.time + ms);
    this.timeline.reveal(this.time);
  }

  /** J, K and L: each further press doubles the speed. */
  shuttle(direction: 1 | -1 | 0): void {
    if (direction === 0) {
      this.setPlaying(false);
      this.speed = Math.max(this.speed, 1);
      this.command("pause");
      this.render();
      return;
    }
    const same = this.playing && Math.sign(this.speed) === direction;
    const size = Math.abs(this.speed);
    this.speed = direction * (same ? (SPEEDS.find((speed) => speed > size) ?? 16) : 1);
    this.setPlaying(true);
    this.command("speed", { value: this.speed });
    this.command("play");
  }

  changeSpeed(value: number): void {
    this.speed = value;
    this.command("speed", { value });
    this.render();
  }

  toEnd(): void {
    this.seek(this.range.to);
    this.timeline.reveal(this.time);
  }

  toBegin(): void {
    this.seek(this.range.from);
    this.timeline.reveal(this.time);
  }

  mark(side: "from" | "to"): void {
    this.timeline.marked[side] = Math.round(this.time);
    const { from, to } = this.timeline.marked;
    if (from !== null && to !== null && to <= from) {
      this.timeline.marked[side === "from" ? "to" : "from"] = null;
    } else if (from !== null && to !== null) {
      this.transport.ask({ ask: "mark", from, to }).catch((error) => this.fail(error));
    }
    this.render();
  }

  exportClip(): void {
    const { from, to } = this.timeline.marked;
    if (from === null || to === null || to <= from) {
      this.say("mark a beginning (I) and an end (O) first");
      return;
    }
    this.say("exporting ...");
    void this.exportRange(from, to).catch((error) => this.fail(error));
  }

  private async exportRange(from: number, to: number): Promise<void> {
    const answer = await this.transport.ask({ ask: "export", stream: 0, from, to });
    this.say(`a clip of ${duration(to - from)}, ${bytes(Number(answer.json["size"]))}: in Java it is player.clip(). `);
    if (answer.bytes.byteLength > 0) {
      const link = document.createElement("a");
      const url = URL.createObjectURL(new Blob([answer.bytes as Uint8Array<ArrayBuffer>], { type: "video/mp4" }));
      link.href = url;
      link.download = "clip.mp4";
      link.textContent = "Save it";
      link.addEventListener("click", () => setTimeout(() => URL.revokeObjectURL(url), 10_000), { once: true });
      this.message.append(link);
    }
  }

  zoom(factor: number): void {
    this.timeline.zoom(factor);
  }

  fit(): void {
    this.timeline.fit();
  }

  switchZone(): void {
    this.zone = this.zone === "UTC" ? "local" : "UTC";
    this.render();
  }

  /** Gives back what takes memory or time, and leaves what is seen. */
  private release(): void {
    this.closed = true;
    window.removeEventListener("keydown", this.onKey, { capture: true });
    clearTimeout(this.syncTimer);
    clearTimeout(this.viewTimer);
    cancelAnimationFrame(this.frameRequest);
    for (const camera of this.cameras) {
      camera.release();
    }
    this.transport.close();
  }

  close(): void {
    this.release();
    for (const camera of this.cameras) {
      camera.element.remove();
    }
    this.tip.close();
    this.themes.disconnect();
    this.timeline.close();
    this.element.shadowRoot?.replaceChildren();
  }
}
