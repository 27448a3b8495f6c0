/** An axis, as Java gives it. */
export interface Axis {
  kind: "time" | "number";
  title: string;
  from: number;
  to: number;
  /** Names of the whole numbers from 0. */
  labels?: string[];
  /** Whether only whole numbers from 0 have ticks: rows. */
  whole: boolean;
}

/** A series, as Java gives it: one colour for light pages, and one for dark pages. */
interface GivenSeries {
  name: string;
  legend: boolean;
  style: "line" | "area";
  marker: "none" | "diamond" | "circle";
  size: number;
  /** Of the line, in pixels; 0 for markers alone. */
  width: number;
  stroke: [string, string];
  fill: [string, string];
  /** From each number across to the next one, the first from 0. */
  steps: number[];
  up: (number | null)[];
}

export interface Series extends Omit<GivenSeries, "steps" | "up"> {
  across: Float64Array;
  /** NaN where a line breaks. */
  up: Float64Array;
  /** Whether the numbers across never fall: then what is visible is found quickly. */
  sorted: boolean;
  shown: boolean;
}

export interface Plot {
  title: string;
  height: number;
  width: number;
  zone: string;
  x: Axis;
  y: Axis;
  /** Stands in the middle of a plot without data. */
  note: string;
  /** Whether the names of the series stand below. */
  legend: boolean;
  series: Series[];
}

export function parse(text: string): Plot {
  const given = JSON.parse(text) as Omit<Plot, "series"> & { series: GivenSeries[] };
  return { ...given, series: given.series.map(unpacked) };
}

function unpacked(given: GivenSeries): Series {
  const across = new Float64Array(given.up.length);
  let at = 0;
  let sorted = true;
  given.steps.forEach((step, i) => {
    sorted &&= i === 0 || step >= 0;
    at += step;
    across[i] = at;
  });
  return { ...given, across, up: Float64Array.from(given.up, (value) => value ?? NaN), sorted, shown: true };
}

/** Returns the first index whose number across is not less than `wanted`. */
export function firstFrom(across: Float64Array, wanted: number): number {
  let low = 0;
  let high = across.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((across[middle] ?? 0) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** Returns from which index to which one a series may be visible, with a neighbour at both ends. */
export function visible(series: Series, from: number, to: number): [number, number] {
  const length = series.across.length;
  return series.sorted
    ? [Math.max(0, firstFrom(series.across, from) - 1), Math.min(length, firstFrom(series.across, to) + 2)]
    : [0, length];
}
