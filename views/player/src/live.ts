import { Camera } from "./camera";
import { LiveFeed } from "./livefeed";
import { type LiveStream, figures } from "./livefacts";
import { MessageLine } from "./message";
import { type Answer, isClosed, piece } from "./protocol";
import { STYLE } from "./style";
import { type Still, stillOf } from "./tip";
import type { Transport } from "./transport";
import type { WayMaker } from "./way";

const FETCH_MS = 60;
const STATE_MS = 1000;
const HIDDEN_MS = 2000;
const RETRY_MS = 2000;

interface Tile {
  camera: Camera;
  feed: LiveFeed;
  badge: HTMLElement;
  line: HTMLElement;
}

/** The size of the pictures; a key frame that Java has decoded may be scaled. */
function size({ canvas, wayName }: Camera): { width: number; height: number } | null {
  return wayName === "" || wayName === "stills" ? null : canvas;
}

/** Cameras as they send now: a picture and a line of figures for each. */
export class LiveView {
  private readonly root = document.createElement("div");
  private readonly grid = document.createElement("div");
  private readonly lines = document.createElement("div");
  private readonly message = new MessageLine();
  private readonly page = crypto.randomUUID();
  private readonly tiles = new Map<number, Tile>();
  private fetchTimer: ReturnType<typeof setTimeout> | undefined;
  private stateTimer: ReturnType<typeof setTimeout> | undefined;
  private frameRequest = 0;
  private closed = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly transport: Transport,
    private readonly ways: WayMaker[],
  ) {
    const shadow = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const style = document.createElement("style");
    style.textContent = STYLE;
    const frame = document.createElement("div");
    frame.className = element.dataset["standing"] === undefined ? "" : "standing";
    frame.append(this.root);
    shadow.replaceChildren(style, frame);
    this.root.className = "player live";
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "live pictures");
    this.grid.className = "cameras";
    this.lines.className = "facts";
    this.root.append(this.grid, this.lines, this.message.element);
  }

  async start(): Promise<void> {
    this.frameRequest = requestAnimationFrame((now) => this.frame(now));
    await this.askState();
    await this.fetch();
  }

  focus(): void {
    this.root.focus({ preventScroll: true });
  }

  // ---- talking to Java ----

  /** Asks for the state of the cameras, every second. */
  private async askState(): Promise<void> {
    let wait = document.hidden ? HIDDEN_MS : STATE_MS;
    try {
      const { json } = await this.transport.ask({ ask: "hello" });
      for (const stream of json["streams"] as LiveStream[]) {
        this.show(this.tile(stream.slot), stream);
      }
      this.root.dataset["ready"] = this.transport.name;
      if (json["ended"] === true) {
        this.message.say("the graph was closed: no more pictures come");
      } else {
        this.message.clear();
      }
    } catch (error) {
      this.fail(error);
      wait = RETRY_MS;
    }
    if (!this.closed) {
      this.stateTimer = setTimeout(() => void this.askState(), wait);
    }
  }

  /** Fetches the pictures that have come. A page that nobody sees fetches none. */
  private async fetch(): Promise<void> {
    let wait = FETCH_MS;
    try {
      if (!document.hidden) {
        this.take(await this.transport.ask({ ask: "live", page: this.page }), performance.now());
      }
    } catch (error) {
      this.fail(error);
      wait = RETRY_MS;
    }
    if (!this.closed) {
      this.fetchTimer = setTimeout(() => void this.fetch(), wait);
    }
  }

  private take(answer: Answer, now: number): void {
    let from = 0;
    for (const head of answer.json["streams"] as Record<string, unknown>[]) {
      const to = from + Number(head["size"]);
      this.tile(Number(head["slot"])).feed.push(piece({ json: head, bytes: answer.bytes.subarray(from, to) }), now);
      from = to;
    }
  }

  private fail(error: unknown): void {
    if (this.closed) {
      return;
    }
    if (isClosed(error)) {
      for (const { badge } of this.tiles.values()) {
        badge.textContent = "closed";
        badge.dataset["state"] = "stopped";
      }
      this.release(); // the last picture stays
      this.message.say(error.message);
    } else {
      this.message.fail(error);
    }
  }

  /** Returns the newest key frame, which Java decodes: the way for a codec that the browser lacks. */
  async still(stream: number, _time: number, width: number): Promise<Still | null> {
    return stillOf(await this.transport.ask({ ask: "still", stream, width }));
  }

  // ---- what is seen ----

  private tile(slot: number): Tile {
    const known = this.tiles.get(slot);
    if (known !== undefined) {
      return known;
    }
    const feed = new LiveFeed(this.transport, slot);
    const stream = { recording: 0, id: slot };
    const camera = new Camera(this.transport, stream, slot, `slot ${slot}`, this.ways, (error) => this.fail(error), feed);
    const badge = document.createElement("div");
    badge.className = "badge";
    camera.element.append(badge);
    const line = document.createElement("div");
    const tile = { camera, feed, badge, line };
    this.tiles.set(slot, tile);
    this.grid.append(camera.element);
    this.lines.append(line);
    const columns = this.tiles.size === 1 ? 1 : this.tiles.size <= 4 ? 2 : 3;
    this.grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    return tile;
  }

  private show(tile: Tile, stream: LiveStream): void {
    const { state, name, parts, trouble } = figures(stream, tile.feed.codec?.name, size(tile.camera));
    tile.badge.textContent = state;
    tile.badge.dataset["state"] = state;
    tile.camera.element.title = trouble;
    const bold = document.createElement("b");
    bold.textContent = name;
    const losses = document.createElement("span");
    losses.className = "losses";
    losses.textContent = trouble;
    tile.line.replaceChildren(bold, ` ${parts.join(" · ")}`, ...(trouble === "" ? [] : [document.createElement("br"), losses]));
    tile.camera.waitsFor(state === "playing" ? "waiting for a key frame" : trouble === "" ? state : trouble);
  }

  private frame(now: number): void {
    if (this.closed) {
      return;
    }
    for (const { camera, feed } of this.tiles.values()) {
      const due = feed.clock.due(now);
      if (due > 0) {
        camera.tick(due, 1);
      }
    }
    this.frameRequest = requestAnimationFrame((next) => this.frame(next));
  }

  private release(): void {
    this.closed = true;
    clearTimeout(this.fetchTimer);
    clearTimeout(this.stateTimer);
    cancelAnimationFrame(this.frameRequest);
    for (const { camera } of this.tiles.values()) {
      camera.release();
    }
    this.transport.close();
  }

  close(): void {
    this.release();
    this.element.shadowRoot?.replaceChildren();
  }
}
