import { icon } from "./icons";
import { type Stream, soundPiece } from "./protocol";
import { SoundRun } from "./soundrun";
import type { Transport } from "./transport";

/** So far ahead of play sound is fetched. */
const AHEAD_MS = 1000;
const RETRY_MS = 300;
/** Sound that is further from the pictures begins anew. */
const MOST_OFFSET_MS = 60;
const MOST_ERRORS = 3;

/** Whether there is sound, and whether it is on. */
export type SoundState = "none" | "off" | "on";

/**
 * The sound of one of the cameras, in step with the pictures. It plays forwards at the recorded speed
 * and is off at first: browsers want to see a click or a key before a page makes a sound.
 */
export class Sound {
  private readonly buttons = new Map<number, HTMLButtonElement>();
  private on = false;
  private chosen = -1;
  private context: AudioContext | null = null;
  private run: SoundRun | null = null;
  private askingFormat = false;
  private rests = 0;
  private errors = 0;
  private last = 0;
  private closed = false;

  /**
   * @param look gets what is to be seen from outside
   * @param tell tells the user why there is no sound
   */
  constructor(
    private readonly transport: Transport,
    private readonly look: DOMStringMap,
    private readonly tell: (reason: string) => void,
  ) {}

  get state(): SoundState {
    return this.chosen < 0 ? "none" : this.on ? "on" : "off";
  }

  /** Takes the streams and the elements of their cameras. */
  setStreams(streams: Stream[], elements: HTMLElement[]): void {
    const heard = streams.flatMap((stream, i) => (stream.sound === true ? [i] : []));
    if (this.chosen < 0) {
      this.chosen = heard[0] ?? -1;
    }
    for (const i of heard.length > 1 ? heard : []) {
      if (!this.buttons.has(i)) {
        this.addButton(i, elements[i]);
      }
    }
    this.show();
  }

  /** Of several cameras with sound, one is heard. */
  private addButton(stream: number, element: HTMLElement | undefined): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "hear";
    button.title = "hear this camera";
    button.setAttribute("aria-label", button.title);
    button.addEventListener("click", () => this.choose(stream));
    this.buttons.set(stream, button);
    element?.append(button);
  }

  private choose(stream: number): void {
    const other = stream !== this.chosen;
    this.chosen = stream;
    this.stop();
    if (other || !this.on) {
      this.turnOn();
    } else {
      this.turnOff();
    }
  }

  /** Turns the sound on or off; it must be called while a key or a button is pressed. */
  toggle(): void {
    if (this.on) {
      this.turnOff();
    } else if (this.chosen >= 0) {
      this.turnOn();
    }
  }

  private turnOn(): void {
    this.on = true;
    this.errors = 0;
    this.rests = 0;
    void this.context?.resume().catch((error) => this.say(error));
    this.show();
  }

  private turnOff(): void {
    this.on = false;
    this.stop();
    this.closeContext();
    this.show();
  }

  private show(): void {
    this.look["sound"] = this.state;
    for (const [stream, button] of this.buttons) {
      const pressed = this.on && stream === this.chosen;
      button.setAttribute("aria-pressed", String(pressed));
      button.innerHTML = icon(pressed ? "sound" : "muted");
    }
  }

  /** Follows the time of play. */
  tick(time: number, speed: number): void {
    const moved = time !== this.last;
    this.last = time;
    if (!this.on || speed !== 1 || !moved || this.closed) {
      this.stop();
      return;
    }
    if (this.context === null) {
      void this.findFormat(time);
      return;
    }
    if (this.context.state !== "running") {
      this.stop();
      return;
    }
    const offset = this.run?.offset(time) ?? 0;
    if (Math.abs(offset) > MOST_OFFSET_MS) {
      this.stop();
    }
    this.run ??= new SoundRun(this.context, time);
    this.look["soundOffset"] = offset.toFixed(1);
    if (this.run.after - time < AHEAD_MS && !this.run.asking && performance.now() >= this.rests) {
      void this.more(this.run);
    }
  }

  /** A context has the sampling rate of the sound, so that packets follow each other without a seam. */
  private async findFormat(time: number): Promise<void> {
    if (this.askingFormat || performance.now() < this.rests) {
      return;
    }
    this.askingFormat = true;
    try {
      const { format } = await this.ask(Math.floor(time));
      if (format !== null && this.on && !this.closed) {
        this.open(format.sampleRate);
      } else {
        this.rests = performance.now() + RETRY_MS;
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.askingFormat = false;
    }
  }

  private open(sampleRate: number): void {
    this.stop();
    this.closeContext();
    this.context = new AudioContext({ sampleRate, latencyHint: "interactive" });
    void this.context.resume().catch((error) => this.say(error));
  }

  private async ask(time: number): Promise<ReturnType<typeof soundPiece>> {
    return soundPiece(await this.transport.ask({ ask: "sound", stream: this.chosen, time, ahead: AHEAD_MS }));
  }

  private async more(run: SoundRun): Promise<void> {
    run.asking = true;
    try {
      const { format, packets, last } = await this.ask(run.after);
      if (run !== this.run) {
        return;
      }
      const end = packets.at(-1)?.time;
      if (end === undefined || format === null) {
        run.after += last ? 0 : AHEAD_MS - 1;
        this.rests = last ? performance.now() + RETRY_MS : 0;
      } else if (run.differs(format)) {
        this.open(format.sampleRate);
      } else if (await run.play(format, packets, (error) => this.fail(error))) {
        run.after = end;
      } else {
        this.turnOff();
        this.say(`this browser cannot decode ${format.codec}`);
      }
    } catch (error) {
      this.fail(error);
    } finally {
      run.asking = false;
    }
  }

  /** A new run goes on behind a damaged packet; behind several the sound is off. */
  private fail(error: unknown): void {
    if (this.closed || !this.on) {
      return;
    }
    this.rests = performance.now() + RETRY_MS;
    this.stop();
    if (++this.errors > MOST_ERRORS) {
      this.turnOff();
      this.say(error);
    }
  }

  /** Ends what sounds and what was going to: at a pause, at a seek, while pictures are waited for. */
  stop(): void {
    this.run?.end();
    this.run = null;
  }

  private say(reason: unknown): void {
    if (!this.closed) {
      this.tell(`no sound: ${reason instanceof Error ? reason.message : String(reason)}`);
    }
  }

  private closeContext(): void {
    void this.context?.close().catch(() => {});
    this.context = null;
  }

  close(): void {
    this.closed = true;
    this.stop();
    this.closeContext();
  }
}
