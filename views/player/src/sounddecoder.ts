import { isPcm, samples } from "./pcm";
import type { Packet, SoundFormat } from "./protocol";

/** Samples of each channel, with the time of the packet that they come from. */
export interface Decoded {
  time: number;
  sampleRate: number;
  channels: Float32Array<ArrayBuffer>[];
}

/** Turns packets of one format into samples, in their order. */
export interface SoundDecoder {
  decode(packet: Packet): void;
  close(): void;
}

/** Returns a decoder; null where this browser has none. */
export async function soundDecoder(
  format: SoundFormat,
  output: (decoded: Decoded) => void,
  failed: (reason: unknown) => void,
): Promise<SoundDecoder | null> {
  const { codec, sampleRate, channels } = format;
  if (isPcm(codec)) {
    return {
      decode: ({ time, data }) => output({ time, sampleRate, channels: samples(codec, data, channels) }),
      close: () => {},
    };
  }
  const config = configuration(format);
  if (config === null || typeof AudioDecoder === "undefined" || (await AudioDecoder.isConfigSupported(config)).supported !== true) {
    return null;
  }
  return new WebCodecsSound(config, output, failed);
}

function configuration({ codec, description, sampleRate, channels }: SoundFormat): AudioDecoderConfig | null {
  const common = { sampleRate, numberOfChannels: channels, description: description as Uint8Array<ArrayBuffer> };
  switch (codec) {
    case "AAC":
      return { codec: `mp4a.40.${(description[0] ?? 0) >> 3}`, ...common };
    case "OPUS":
      return { codec: "opus", ...common };
    default:
      return null;
  }
}

class WebCodecsSound implements SoundDecoder {
  private readonly decoder: AudioDecoder;
  /** The times of the packets that have not come out. */
  private readonly times: number[] = [];

  constructor(config: AudioDecoderConfig, output: (decoded: Decoded) => void, failed: (reason: unknown) => void) {
    this.decoder = new AudioDecoder({
      output: (data) => {
        const time = this.times.shift() ?? data.timestamp / 1000;
        const channels = Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
          const plane = new Float32Array(data.numberOfFrames);
          data.copyTo(plane, { planeIndex, format: "f32-planar" });
          return plane;
        });
        const { sampleRate } = data;
        data.close();
        output({ time, sampleRate, channels });
      },
      error: failed,
    });
    this.decoder.configure(config);
  }

  decode({ time, data }: Packet): void {
    if (this.decoder.state === "configured") {
      this.times.push(time);
      this.decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: time * 1000, data: data as Uint8Array<ArrayBuffer> }));
    }
  }

  close(): void {
    if (this.decoder.state !== "closed") {
      this.decoder.close();
    }
  }
}
