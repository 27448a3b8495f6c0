/** Times and numbers as text. */

export type Zone = "UTC" | "local";

export function zoneName(zone: Zone): string {
  return zone === "UTC" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

interface Fields {
  date: string;
  time: string;
  ms: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function fields(time: number, zone: Zone): Fields {
  const name = zoneName(zone);
  let format = formats.get(name);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: name,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(name, format);
  }
  const parts = new Map(format.formatToParts(time).map((part) => [part.type, part.value]));
  return {
    date: `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`,
    time: `${parts.get("hour")}:${parts.get("minute")}:${parts.get("second")}`,
    ms: String(Math.floor(time) % 1000).padStart(3, "0"),
  };
}

export function clock(time: number, zone: Zone): string {
  const { date, time: clockTime, ms } = fields(time, zone);
  return `${date} ${clockTime}.${ms}`;
}

/** A label of the axis, as exact as the distance of its ticks. */
export function tick(time: number, step: number, zone: Zone): string {
  const { date, time: clockTime, ms } = fields(time, zone);
  if (step >= DAY) {
    return date;
  }
  if (clockTime === "00:00:00" && ms === "000") {
    return date;
  }
  if (step >= 60_000) {
    return clockTime.slice(0, 5);
  }
  return step >= 1000 ? clockTime : `${clockTime}.${ms.slice(0, step >= 100 ? 1 : 3)}`;
}

export const DAY = 86_400_000;

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY,
  365 * DAY,
];

/** The shortest step of an axis that is not below a time. */
export function stepFor(atLeast: number): number {
  return STEPS.find((step) => step >= atLeast) ?? Math.ceil(atLeast / (365 * DAY)) * 365 * DAY;
}

export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${Math.floor(seconds % 60)} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

export function bytes(count: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let value = count;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function bitRate(bitsPerSecond: number): string {
  return bitsPerSecond >= 1e6 ? `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bitsPerSecond / 1e3)} kbit/s`;
}
