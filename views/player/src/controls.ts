import { type Zone, clock, zoneName } from "./format";
import { icon } from "./icons";
import type { SoundState } from "./sound";

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
  toggleSound(): void;
}

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16];

/** The row of buttons, and the clock. */
export class Controls {
  readonly element = document.createElement("div");
  private readonly buttons = new Map<string, HTMLButtonElement>();
  private readonly speedChoice = document.createElement("select");
  private readonly clockText = document.createElement("span");
  private readonly zoneButton: HTMLButtonElement;

  constructor(private readonly actions: Actions, private readonly pictures: boolean) {
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
    const sound = this.button("sound", icon("muted"), "sound, at the recorded speed (M)", () => actions.toggleSound());
    sound.hidden = true;
    this.element.append(this.speedChoice, sound);
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

  show(state: { time: number; zone: Zone; playing: boolean; speed: number; canExport: boolean; sound: SoundState }): void {
    this.clockText.textContent = state.time > 0 ? clock(state.time, state.zone) : this.pictures ? "no time yet" : "";
    this.zoneButton.textContent = zoneName(state.zone);
    const play = this.buttons.get("play");
    if (play !== undefined && play.dataset["playing"] !== String(state.playing)) {
      play.dataset["playing"] = String(state.playing);
      play.innerHTML = icon(state.playing ? "pause" : "play");
    }
    this.showSpeed(state.speed);
    this.showSound(state.sound);
    const save = this.buttons.get("export");
    if (save !== undefined) {
      save.disabled = !state.canExport;
    }
  }

  private showSound(state: SoundState): void {
    const button = this.buttons.get("sound");
    if (button !== undefined && button.dataset["state"] !== state) {
      button.dataset["state"] = state;
      button.hidden = state === "none";
      button.setAttribute("aria-pressed", String(state === "on"));
      button.innerHTML = icon(state === "on" ? "sound" : "muted");
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
