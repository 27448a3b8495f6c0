/** Samples as telephones and studios encode them: one number after the other, nothing to remember. */

/** G.711 with the A-law (ITU-T G.711, table 1). */
function aLaw(code: number): number {
  const turned = code ^ 0x55;
  const segment = (turned >> 4) & 7;
  const step = ((turned & 15) << 4) + 8;
  const size = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (turned & 0x80) === 0 ? -size : size;
}

/** G.711 with the mu-law (ITU-T G.711, table 2). */
function muLaw(code: number): number {
  const turned = ~code;
  const size = ((((turned & 15) << 3) + 0x84) << ((turned >> 4) & 7)) - 0x84;
  return (turned & 0x80) === 0 ? size : -size;
}

function table(law: (code: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, code) => law(code) / 0x8000);
}

const TABLES: Record<string, Float32Array> = { PCMA: table(aLaw), PCMU: table(muLaw) };

/** Returns whether this file knows a codec. */
export function isPcm(codec: string): boolean {
  return codec === "L16" || codec in TABLES;
}

/** Returns the samples of each channel, between -1 and 1. */
export function samples(codec: string, data: Uint8Array, channels: number): Float32Array<ArrayBuffer>[] {
  const law = TABLES[codec];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const count = Math.floor(data.length / (law === undefined ? 2 : 1) / channels);
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: count }, (_, i) => {
      const at = i * channels + channel;
      return law === undefined ? view.getInt16(2 * at) / 0x8000 : (law[data[at] ?? 0] ?? 0);
    }),
  );
}
