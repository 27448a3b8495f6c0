import type { Actions } from "./controls";

/** Gives the player its own keys, before the notebook sees them. All other keys stay with the notebook. */
export class Keyboard {
  constructor(
    private readonly host: HTMLElement,
    private readonly root: HTMLElement,
    private readonly actions: Actions,
  ) {
    window.addEventListener("keydown", this.onKey, { capture: true });
  }

  /** JupyterLab looks for the attribute, and keeps all other keys, such as the one that saves. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const path = event.composedPath();
    if (!path.includes(this.root) || path[0] instanceof HTMLSelectElement) {
      return;
    }
    const ours = !(event.key === " " && path[0] instanceof HTMLButtonElement) && handleKey(event, this.actions);
    this.host.toggleAttribute("data-lm-suppress-shortcuts", ours);
    if (ours) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  close(): void {
    window.removeEventListener("keydown", this.onKey, { capture: true });
  }
}

/** Handles a key as other players do; returns whether it was one of ours. */
function handleKey(event: KeyboardEvent, actions: Actions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  const far = event.shiftKey ? 10_000 : 1000;
  const keys: Record<string, () => void> = {
    " ": () => actions.toggle(),
    k: () => actions.shuttle(0),
    j: () => actions.shuttle(-1),
    l: () => actions.shuttle(1),
    arrowleft: () => actions.jump(-far),
    arrowright: () => actions.jump(far),
    ",": () => actions.step(-1),
    ".": () => actions.step(1),
    home: () => actions.toBegin(),
    end: () => actions.toEnd(),
    i: () => actions.mark("from"),
    o: () => actions.mark("to"),
    e: () => actions.exportClip(),
    m: () => actions.toggleSound(),
    "+": () => actions.zoom(0.5),
    "=": () => actions.zoom(0.5),
    "-": () => actions.zoom(2),
    "0": () => actions.fit(),
  };
  const action = keys[event.key.toLowerCase()];
  action?.();
  return action !== undefined;
}
