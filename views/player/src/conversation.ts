import { type Hello, type Sync, isClosed } from "./protocol";
import type { Transport } from "./transport";

const SYNC_MS = 250;
const RETRY_MS = 2000;

/** What the page tells of itself, and what it does with Java's answers. */
export interface Listener {
  /** The state of play in this page. */
  state(): { time: number; playing: boolean; speed: number };
  opened(hello: Hello): void;
  heard(sync: Sync): void;
  failed(error: unknown): void;
  /** The player was closed in Java: nobody answers any more. */
  ended(why: string): void;
}

/** The talk with Java: the page tells its time, and hears commands, marks and what is recorded. */
export class Conversation {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private seen = 0;
  private marksVersion = 0;
  private aheadUntil = 0;
  private closed = false;

  constructor(
    private readonly transport: Transport,
    private readonly listener: Listener,
  ) {}

  /** Asks until Java answers. */
  async start(): Promise<void> {
    while (!this.closed) {
      try {
        const answer = await this.transport.ask({ ask: "hello" });
        const hello = answer.json as unknown as Hello;
        this.seen = hello.number;
        this.listener.opened(hello);
        this.schedule(SYNC_MS);
        return;
      } catch (error) {
        if (isClosed(error)) {
          this.listener.ended(error.message);
          return;
        }
        this.listener.failed(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private schedule(ms: number): void {
    if (!this.closed && this.transport.name !== "inlined") {
      this.timer = setTimeout(() => void this.sync(), ms);
    }
  }

  private async sync(): Promise<void> {
    const { time, playing, speed } = this.listener.state();
    const question = { ask: "sync", time: Math.round(time), playing, speed, seen: this.seen, marksVersion: this.marksVersion };
    try {
      const answer = await this.transport.ask(question);
      const sync = answer.json as unknown as Sync;
      this.seen = sync.commands.reduce((most, command) => Math.max(most, command.number), this.seen);
      this.listener.heard(sync);
      this.marksVersion = sync.marksVersion;
      this.schedule(document.hidden ? RETRY_MS : SYNC_MS);
    } catch (error) {
      if (isClosed(error)) {
        this.listener.ended(error.message);
      } else {
        this.listener.failed(error);
        this.schedule(RETRY_MS);
      }
    }
  }

  /** Tells a manager what the user wants. Until it has taken that over, its time is not the page's. */
  command(verb: string, values: Record<string, number> = {}): void {
    this.aheadUntil = performance.now() + 2 * SYNC_MS;
    this.transport.ask({ ask: "command", verb, ...values }).catch((error) => this.listener.failed(error));
  }

  /** Whether the page has told Java of a wish just now. */
  get isAhead(): boolean {
    return performance.now() < this.aheadUntil;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }
}
