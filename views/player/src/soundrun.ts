import type { Packet, SoundFormat } from "./protocol";
import { type Decoded, type SoundDecoder, soundDecoder } from "./sounddecoder";

/** A packet is stamped when it arrives, so much early or late; in a run the packets follow each other. */
const JITTER_S = 0.2;

/** Returns the time of a context that is heard now, in seconds. */
export function heardNow(context: AudioContext): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  return performanceTime > 0
    ? contextTime + (performance.now() - performanceTime) / 1000
    : context.currentTime - (context.outputLatency ?? 0);
}

/** Sound that plays on without a break: from a seek, or from the beginning of play, to the next stop. */
export class SoundRun {
  /** Packets up to this time have been asked for. */
  after: number;
  asking = false;
  private readonly gain: GainNode;
  private readonly sources = new Set<AudioBufferSourceNode>();
  private readonly heard: number;
  private decoder: SoundDecoder | null = null;
  private format: SoundFormat | null = null;
  /** When the next packet plays if it follows the last one, in the context's time. */
  private next = Number.NEGATIVE_INFINITY;
  private ended = false;

  constructor(
    private readonly context: AudioContext,
    private readonly time: number,
  ) {
    this.heard = heardNow(context);
    this.after = Math.floor(time) - JITTER_S * 1000; // the packet that sounds began earlier
    this.gain = context.createGain();
    this.gain.connect(context.destination);
  }

  /** How much later than a time the sound is, in milliseconds. */
  offset(time: number): number {
    return time - this.time - (heardNow(this.context) - this.heard) * 1000;
  }

  /** Whether packets of a format need another context, or another decoder, than this run has. */
  differs(format: SoundFormat): boolean {
    const { codec, sampleRate, channels } = this.format ?? format;
    return sampleRate !== format.sampleRate || codec !== format.codec || channels !== format.channels
      || this.context.sampleRate !== format.sampleRate;
  }

  /** Plays packets that follow those before; false where this browser has no decoder. */
  async play(format: SoundFormat, packets: Packet[], failed: (reason: unknown) => void): Promise<boolean> {
    const decoder = this.decoder ?? (await soundDecoder(format, (decoded) => this.schedule(decoded), failed));
    if (this.ended) {
      decoder?.close();
      return true;
    }
    this.decoder = decoder;
    this.format = format;
    for (const packet of packets) {
      decoder?.decode(packet);
    }
    return decoder !== null;
  }

  private schedule({ time, sampleRate, channels }: Decoded): void {
    const length = channels[0]?.length ?? 0;
    if (this.ended || length === 0) {
      return;
    }
    const recorded = this.heard + (time - this.time) / 1000;
    const at = Math.abs(recorded - this.next) < JITTER_S ? this.next : Math.max(recorded, this.next);
    const end = at + length / sampleRate;
    this.next = end;
    const now = this.context.currentTime;
    if (end <= now) {
      return; // too late
    }
    const buffer = this.context.createBuffer(channels.length, length, sampleRate);
    channels.forEach((one, i) => buffer.copyToChannel(one, i));
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.gain);
    source.onended = () => {
      source.disconnect();
      this.sources.delete(source);
    };
    this.sources.add(source);
    source.start(Math.max(at, now), Math.max(0, now - at));
  }

  end(): void {
    this.ended = true;
    this.gain.disconnect();
    this.decoder?.close();
    for (const source of this.sources) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    this.sources.clear();
  }
}
