import uPlot from "uplot";
import sheet from "uplot/dist/uPlot.min.css";
import { type Axis, type Plot, visible } from "./data";
import { Explore } from "./explore";
import { Format, named, number } from "./format";
import { paint } from "./paint";
import { STYLE } from "./style";
import { type Theme, themeOf, watchTheme } from "./theme";
import { Tip } from "./tip";

const WHOLE_STEPS = [1, 2, 5].flatMap((digit) => Array.from({ length: 13 }, (_, zeros) => digit * 10 ** zeros)).sort((a, b) => a - b);
const HINT = "Drag to zoom, Shift and drag to move, Ctrl and wheel to zoom, double click for all. Keys: + - ← → Home";

/** A plot in a page, as long as it is in the page. */
export class PlotView {
  private readonly box = document.createElement("div");
  private readonly explore: Explore;
  private readonly plot: uPlot;
  private readonly format: Format;
  private readonly tip: Tip;
  private readonly legend = document.createElement("div");
  private readonly sized: ResizeObserver;
  private readonly unwatch: () => void;
  private theme: Theme;

  constructor(
    private readonly host: HTMLElement,
    root: ShadowRoot,
    private readonly data: Plot,
  ) {
    this.format = new Format(data.zone);
    this.tip = new Tip(data, this.format);
    this.theme = themeOf(host);
    const style = document.createElement("style");
    style.textContent = sheet + STYLE;
    this.box.className = "plot";
    this.box.tabIndex = 0;
    this.box.setAttribute("role", "group"); // not "img": there are buttons in it
    this.box.setAttribute("aria-label", host.querySelector("img")?.alt ?? data.title);
    const title = document.createElement("div");
    title.className = "title";
    title.textContent = data.title;
    this.box.append(title);
    root.replaceChildren(style, this.box);
    this.plot = new uPlot(this.options(), [[data.x.from, data.x.to], [null, null]], this.box);
    this.explore = new Explore(this.plot, data.x);
    this.plot.root.append(this.tip.element);
    this.plot.root.style.position = "relative";
    this.addNote();
    this.legend.className = "legend";
    this.box.append(this.legend, this.tools());
    this.box.addEventListener("pointerdown", () => this.box.focus({ preventScroll: true }));
    window.addEventListener("keydown", this.key, { capture: true });
    this.sized = new ResizeObserver(() => this.plot.setSize({ width: this.width, height: this.data.height }));
    this.sized.observe(host);
    this.unwatch = watchTheme(() => this.applyTheme());
    this.applyTheme();
  }

  private get width(): number {
    return Math.max(200, Math.min(this.data.width, this.host.clientWidth || this.data.width));
  }

  private options(): uPlot.Options {
    const empty = this.data.note !== "";
    return {
      width: this.width,
      height: this.data.height,
      ms: 1,
      tzDate: (ms) => uPlot.tzDate(new Date(ms), this.data.zone),
      legend: { show: false },
      cursor: { show: !empty, y: false, points: { show: false }, drag: { x: true, y: false } },
      scales: {
        x: { time: this.data.x.kind === "time", range: (_plot, from, to) => [from, to] },
        y: { auto: false, range: (plot) => this.heights(plot) },
      },
      axes: [
        this.axis(this.data.x, empty, { space: this.data.x.kind === "time" ? 100 : 50 }),
        this.axis(this.data.y, empty, { space: 30 }),
      ],
      series: [{}, { show: false }],
      hooks: {
        drawAxes: [(plot) => paint(plot, this.data.series, this.theme.dark)],
        setCursor: [(plot) => this.hover(plot)],
        setScale: [(plot) => this.scaled(plot)],
      },
    };
  }

  private axis(axis: Axis, empty: boolean, more: uPlot.Axis): uPlot.Axis {
    const ink = (): string => this.theme.ink;
    const line = { show: !empty, stroke: (): string => this.theme.grid, width: 1 };
    const up = axis === this.data.y;
    return {
      ...more,
      show: !empty,
      label: axis.title,
      labelFont: `12px ${this.theme.font}`,
      font: `12px ${this.theme.font}`,
      labelSize: up && axis.title === "" ? 0 : 22,
      stroke: ink,
      grid: line,
      ticks: { ...line, size: 5 },
      ...(axis.whole || (axis.kind === "number" && axis.to - axis.from >= 10) ? { incrs: WHOLE_STEPS } : {}),
      values: (_plot, splits, _i, _space, step) => splits.map((value) => this.label(value, axis, step)),
      ...(up ? { size: (_plot, values) => 22 + 6.6 * Math.max(3, ...(values ?? []).map((value) => value?.length ?? 0)) } : { size: 32 }),
    };
  }

  private label(value: number, axis: Axis, step: number): string {
    if (axis.kind === "time") {
      return this.format.time(value, step);
    }
    if (!axis.whole) {
      return number(value);
    }
    const inside = value >= 0 && value <= axis.to && Number.isInteger(value);
    return !inside ? "" : named(value, axis);
  }

  /** The axis up: what is visible now, from the same ground. Rows stay where they are. */
  private heights(plot: uPlot): [number, number] {
    const { y } = this.data;
    const { min, max } = plot.scales["x"] ?? {};
    if (y.whole || min == null || max == null || (min <= this.data.x.from && max >= this.data.x.to)) {
      return [y.from, y.to];
    }
    let highest = 0;
    for (const series of this.data.series.filter((each) => each.shown)) {
      const [from, to] = visible(series, min, max);
      for (let i = from; i < to; i++) {
        const across = series.across[i] ?? 0;
        const up = series.up[i] ?? 0;
        if (across >= min && across <= max && up > highest && up < y.to) {
          highest = up;
        }
      }
    }
    return highest > 0 ? [-0.03 * highest, 1.1 * highest] : [y.from, y.to];
  }

  private scaled(plot: uPlot): void {
    const { min, max } = plot.scales["x"] ?? {};
    this.box.dataset["from"] = String(min);
    this.box.dataset["to"] = String(max);
    this.box.classList.toggle("zoomed", !(this.explore?.isAll ?? true));
  }

  private hover(plot: uPlot): void {
    const { left, top } = plot.cursor;
    if (left === undefined || top === undefined || left < 0) {
      this.tip.hide();
    } else {
      this.tip.show(plot, left, top);
    }
  }

  /** Takes the plot's own keys before the notebook sees them: JupyterLab looks for the attribute. */
  private readonly key = (event: KeyboardEvent): void => {
    if (!event.composedPath().includes(this.box)) {
      return;
    }
    const ours = !event.ctrlKey && !event.metaKey && !event.altKey && this.explore.key(event.key);
    this.host.toggleAttribute("data-lm-suppress-shortcuts", ours);
    if (ours) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  private addNote(): void {
    if (this.data.note !== "") {
      const note = document.createElement("div");
      note.className = "none";
      note.textContent = this.data.note;
      this.plot.root.append(note);
    }
  }

  private tools(): HTMLElement {
    const tools = document.createElement("div");
    tools.className = "tools";
    const add = (sign: string, name: string, action: () => void): void => {
      const button = document.createElement("button");
      button.textContent = sign;
      button.title = `${name}. ${HINT}`;
      button.setAttribute("aria-label", name);
      button.addEventListener("click", action);
      tools.append(button);
    };
    if (this.data.note === "") {
      add("−", "Zoom out", () => this.explore.zoom(1 / 0.6));
      add("+", "Zoom in", () => this.explore.zoom(0.6));
      add("⤢", "Show all", () => this.explore.all());
    }
    return tools;
  }

  /** A name hides and shows its series. */
  private nameSeries(): void {
    const names = this.data.legend ? this.data.series.filter((series) => series.legend) : [];
    this.legend.replaceChildren(
      ...names.map((series) => {
        const button = document.createElement("button");
        const sign = document.createElement("i");
        sign.className = series.marker === "none" ? (series.width >= 3 ? "area" : series.style) : series.marker;
        sign.style.background = series.stroke[this.theme.dark ? 1 : 0];
        button.append(sign, series.name);
        button.setAttribute("aria-pressed", String(series.shown));
        button.addEventListener("click", () => {
          series.shown = !series.shown;
          this.nameSeries();
          this.plot.redraw(false);
        });
        return button;
      }),
    );
  }

  private applyTheme(): void {
    this.theme = themeOf(this.host);
    const { ink, quiet, dark } = this.theme;
    this.box.style.setProperty("--ink", ink);
    this.box.style.setProperty("--quiet", quiet);
    this.box.style.setProperty("--raised", dark ? "#24292f" : "#ffffff");
    this.box.dataset["dark"] = String(dark);
    this.nameSeries();
    this.plot.redraw(false);
  }

  close(): void {
    this.unwatch();
    window.removeEventListener("keydown", this.key, { capture: true });
    this.sized.disconnect();
    this.plot.destroy();
  }
}

