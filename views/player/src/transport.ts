import { type Answer, type Question, AnswerError, checked, unpack } from "./protocol";

/** A way to ask Java. */
export interface Transport {
  readonly name: string;
  ask(question: Question): Promise<Answer>;
  close(): void;
}

/** The part of a Jupyter widget's model that is used. */
export interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  send(content: unknown): void;
  on(event: string, callback: (content: Record<string, unknown>, buffers: unknown[]) => void): void;
  off(event: string, callback: (content: Record<string, unknown>, buffers: unknown[]) => void): void;
}

const HTTP_TIMEOUT_MS = 10_000;
const CLOSED = "the player was closed";
const COMM_TIMEOUT_MS = 120_000; // a cell may run

/** Asks the player's server on this machine. */
export class HttpTransport implements Transport {
  readonly name = "http";
  private readonly ending = new AbortController();

  constructor(private readonly address: string) {}

  async ask(question: Question): Promise<Answer> {
    const response = await fetch(new URL("ask", this.address), {
      method: "POST",
      body: JSON.stringify(question),
      headers: { "Content-Type": "text/plain" }, // needs no question in advance
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.any([this.ending.signal, AbortSignal.timeout(HTTP_TIMEOUT_MS)]),
    });
    if (!response.ok) {
      throw new Error(`the player's server says ${response.status}`);
    }
    return unpack(new Uint8Array(await response.arrayBuffer()));
  }

  close(): void {
    this.ending.abort();
  }
}

interface Waiting {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
  timer: ReturnType<typeof setTimeout>;
}

/** Asks through the notebook's own connection, which waits while a cell runs. */
export class CommTransport implements Transport {
  readonly name = "comm";
  private readonly page = Math.random().toString(36).slice(2);
  private count = 0;
  private closed = false;
  private readonly waiting = new Map<string, Waiting>();

  private readonly onMessage = (content: Record<string, unknown>, buffers: unknown[]): void => {
    const waiting = this.waiting.get(String(content["to"]));
    if (waiting === undefined) {
      return; // of another view
    }
    this.forget(String(content["to"]), waiting);
    try {
      waiting.resolve(checked(JSON.parse(String(content["json"])) as Record<string, unknown>, bytesOf(buffers[0])));
    } catch (error) {
      waiting.reject(error);
    }
  };

  constructor(private readonly model: Model) {
    model.on("msg:custom", this.onMessage);
  }

  async ask(question: Question): Promise<Answer> {
    if (this.closed) {
      throw new Error(CLOSED); // an answer would find nobody, and the question would hold its view
    }
    const from = `${this.page} ${this.count++}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(from);
        reject(new Error("the kernel has not answered"));
      }, COMM_TIMEOUT_MS);
      this.waiting.set(from, { resolve, reject, timer });
      this.model.send({ from, question: JSON.stringify(question) });
    });
  }

  private forget(name: string, waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.waiting.delete(name);
  }

  close(): void {
    this.closed = true;
    this.model.off("msg:custom", this.onMessage);
    for (const [name, waiting] of this.waiting) {
      this.forget(name, waiting);
      waiting.reject(new Error(CLOSED));
    }
  }
}

function bytesOf(buffer: unknown): Uint8Array {
  if (buffer instanceof ArrayBuffer) {
    return new Uint8Array(buffer);
  }
  if (ArrayBuffer.isView(buffer)) {
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  return new Uint8Array();
}

/** Asks the server on this machine while it answers, and otherwise through the notebook. */
export class EitherTransport implements Transport {
  private failures = 0;
  private heard = false;

  constructor(
    private readonly http: Transport,
    private readonly comm: Transport,
  ) {}

  private get usesHttp(): boolean {
    return this.failures < (this.heard ? 3 : 1);
  }

  get name(): string {
    return this.usesHttp ? this.http.name : this.comm.name;
  }

  async ask(question: Question): Promise<Answer> {
    if (this.usesHttp) {
      try {
        const answer = await this.http.ask(question);
        this.heard = true;
        this.failures = 0;
        return answer;
      } catch (error) {
        if (error instanceof AnswerError) {
          throw error;
        }
        this.failures++;
      }
    }
    return this.comm.ask(question);
  }

  close(): void {
    this.http.close();
    this.comm.close();
  }
}
