import { type Answer, type Question, checked } from "./protocol";
import type { Transport } from "./transport";

const MOST_AT_ONCE = 64;

interface Waiting {
  question: Question;
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** Sends the questions of one moment to Java in one request, because a request costs a browser more than its answer. */
export class Batch {
  private waiting: Waiting[] = [];

  constructor(private readonly transport: Transport) {}

  ask(question: Question): Promise<Answer> {
    if (this.transport.name === "inlined") {
      return this.transport.ask(question);
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (this.waiting.length === 1) {
        queueMicrotask(() => void this.send());
      }
    });
  }

  private async send(): Promise<void> {
    const waiting = this.waiting;
    this.waiting = [];
    while (waiting.length > 0) {
      await this.sendSome(waiting.splice(0, MOST_AT_ONCE));
    }
  }

  private async sendSome(waiting: Waiting[]): Promise<void> {
    try {
      const { json, bytes } = await this.transport.ask({ ask: "several", questions: waiting.map((one) => one.question) });
      let from = 0;
      for (const [i, { json: text, size }] of (json["answers"] as { json: string; size: number }[]).entries()) {
        const part = bytes.subarray(from, from + size);
        from += size;
        try {
          waiting[i]?.resolve(checked(JSON.parse(text) as Record<string, unknown>, part));
        } catch (error) {
          waiting[i]?.reject(error);
        }
      }
    } catch (error) {
      for (const one of waiting) {
        one.reject(error);
      }
    }
  }
}
