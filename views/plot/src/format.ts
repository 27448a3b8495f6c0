import type { Axis } from "./data";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Writes numbers and times as the plot's pictures do. */
export class Format {
  private readonly clock: Intl.DateTimeFormat;

  constructor(zone: string) {
    this.clock = Format.clockOf(zone);
  }

  private static clockOf(zone: string): Intl.DateTimeFormat {
    const parts: Intl.DateTimeFormatOptions = {
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
      hourCycle: "h23",
    };
    return new Intl.DateTimeFormat("en", { ...parts, timeZone: zone });
  }

  /** Returns a time, as exact as ticks at a distance of `step` need. */
  time(ms: number, step: number): string {
    const part = Object.fromEntries(this.clock.formatToParts(ms).map(({ type, value }) => [type, value]));
    const day = `${part["year"]}-${part["month"]}-${part["day"]}`;
    const minutes = `${part["hour"]}:${part["minute"]}`;
    if (step >= DAY) {
      return day;
    }
    if (step >= MINUTE) {
      return minutes === "00:00" ? day : minutes;
    }
    const seconds = `${minutes}:${part["second"]}`;
    return step >= SECOND ? seconds : `${seconds}.${part["fractionalSecond"]}`;
  }

  /** Returns a moment, with its day where the axis spans more than one. */
  moment(ms: number, axis: Axis): string {
    const time = this.time(ms, 1);
    return axis.to - axis.from < DAY ? time : `${this.time(ms, DAY)} ${time}`;
  }
}

/** Returns a number with as many digits as a reader needs. */
export function number(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: 0 });
}

/** Returns a number of an axis as its ticks have it. */
export function named(value: number, axis: Axis): string {
  return axis.labels?.[value] ?? number(value);
}
