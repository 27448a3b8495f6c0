import { type Zone, clock, zoneName } from "./format";

/** What the buttons and keys do. */
export interface Actions {
  toggle(): void;
  step(direction: 1 | -1): void;
  jump(ms: number): void;
  shuttle(direction: 1 | -1 | 0): void;
  changeSpeed(value: number): void;
  toEnd(): void;
  toBegin(): void;
  mark(side: "from" | "to"): void;
  exportClip(): void;
  zoom(factor: number): void;
  fit(): void;
  switchZone(): void;
}

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16];

const ICONS: Record<string, string> = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  back: "M12 2.5v11L5 8zM3 2.5h1.8v11H3z",
  forward: "M4 2.5v11L11 8zM11.2 2.5H13v11h-1.8z",
  end: "M2 2.5v11L8 8zM7.5 2.5v11l6-5.5zM13 2.5h1.6v11H13z",
  in: "M4 2h6v1.8H5.8v8.4H10V14H4z",
  out: "M12 2H6v1.8h4.2v8.4H6V14h6z",
  save: "M7 1.5h2v6h3L8 12 4 7.5h3zM2.5 12.7h11v1.8h-11z",
  plus: "M7 3h2v4h4v2H9v4H7V9H3V7h4z",
  minus: "M3 7h10v2H3z",
  fit: "M1 3h1.6v10H1zM13.4 3H15v10h-1.6zM3.5 8l3-2.5v1.7h3V5.5l3 2.5-3 2.5V8.8h-3v1.7z",
};

function icon(name: string): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name] ?? ""}"/></svg>`;
}

/** The row of buttons, and the clock. */
export class Controls {
  readonly element = document.createElement("div");
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private readonly speedChoice = document.createElement("select");
  private readonly clockText = document.createElement("span");
  private readonly zoneButton: HTMLButtonElement;

  constructor(private readonly actions: Actions, pictures: boolean) {
    this.element.className = "bar";
    if (pictures) {
      this.addPlay();
    }
    this.clockText.className = "clock";
    this.zoneButton = this.button("zone", "", "switch between UTC and the time zone of this browser", () => actions.switchZone());
    this.zoneButton.className = "zone";
    this.element.append(this.clockText, this.zoneButton);
    const space = document.createElement("span");
    space.className = "space";
    this.element.append(space);
    if (pictures) {
      this.group(
        this.button("in", icon("in"), "mark the beginning of a clip (I)", () => actions.mark("from")),
        this.button("out", icon("out"), "mark the end of a clip (O)", () => actions.mark("to")),
        this.button("export", icon("save"), "export the marked clip (E)", () => actions.exportClip()),
      );
    }
    this.group(
      this.button("zoom-out", icon("minus"), "zoom out (-)", () => actions.zoom(2)),
      this.button("zoom-in", icon("plus"), "zoom in (+)", () => actions.zoom(0.5)),
      this.button("fit", icon("fit"), "show the whole ring (0)", () => actions.fit()),
    );
  }

  private addPlay(): void {
    const { actions } = this;
    for (const speed of SPEEDS) {
      const option = document.createElement("option");
      option.value = String(speed);
      option.textContent = `${speed}×`;
      this.speedChoice.append(option);
    }
    this.speedChoice.value = "1";
    this.speedChoice.title = "speed";
    this.speedChoice.setAttribute("aria-label", "speed");
    this.speedChoice.addEventListener("change", () => actions.changeSpeed(Number(this.speedChoice.value)));
    this.group(
      this.button("back", icon("back"), "one picture back (,)", () => actions.step(-1)),
      this.button("play", icon("play"), "play or pause (space)", () => actions.toggle()),
      this.button("forward", icon("forward"), "one picture forward (.)", () => actions.step(1)),
      this.button("end", icon("end"), "to the newest picture (End)", () => actions.toEnd()),
    );
    this.element.append(this.speedChoice);
  }

  private group(...members: HTMLElement[]): void {
    const group = document.createElement("span");
    group.className = "group";
    group.append(...members);
    this.element.append(group);
  }

  private button(name: string, html: string, title: string, action: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = html;
    button.title = title;
    button.setAttribute("aria-label", title);
    button.dataset["name"] = name;
    button.addEventListener("click", action);
    this.buttons.set(name, button);
    return button;
  }

  show(state: { time: number; zone: Zone; playing: boolean; speed: number; canExport: boolean }): void {
    this.clockText.textContent = state.time > 0 ? clock(state.time, state.zone) : "no time yet";
    this.zoneButton.textContent = zoneName(state.zone);
    const play = this.buttons.get("play");
    if (play !== undefined && play.dataset["playing"] !== String(state.playing)) {
      play.dataset["playing"] = String(state.playing);
      play.innerHTML = icon(state.playing ? "pause" : "play");
    }
    this.showSpeed(state.speed);
    const save = this.buttons.get("export");
    if (save !== undefined) {
      save.disabled = !state.canExport;
    }
  }

  /** Backwards and odd speeds have a line of their own while they last. */
  private showSpeed(speed: number): void {
    const value = String(speed);
    if (this.speedChoice.value === value) {
      return;
    }
    this.speedChoice.querySelector("option[data-own]")?.remove();
    if (!SPEEDS.includes(speed)) {
      const own = document.createElement("option");
      own.value = value;
      own.textContent = `${speed}×`;
      own.dataset["own"] = "";
      this.speedChoice.prepend(own);
    }
    this.speedChoice.value = value;
  }
}
