/** Shows a widget in an element, and returns what ends it. */
export type Mount = (element: HTMLElement) => () => void;

const NAME = "valkka-widget";
const GRACE_MS = 1000;

/** An element of a cell's output. */
interface Place extends HTMLElement {
  show(): void;
}

/** All modules of a page share this: each cell has one of its own. */
interface Page {
  mounts: Map<string, Mount>;
  places: Set<Place>;
}

declare global {
  var valkkaWidgets: Page | undefined;
}

const page: Page = (globalThis.valkkaWidgets ??= { mounts: new Map(), places: new Set() });

/**
 * Offers a widget to the elements that name it. An element's own content is a picture of the widget:
 * it is what a page shows where no kernel offers anything, as in a saved notebook.
 */
export function offer(model: string, mount: Mount): () => void {
  if (customElements.get(NAME) === undefined) {
    customElements.define(NAME, WidgetElement);
  }
  page.mounts.set(model, mount);
  for (const place of page.places) {
    place.show();
  }
  return () => page.mounts.delete(model);
}

class WidgetElement extends HTMLElement implements Place {
  private close: (() => void) | null = null;

  connectedCallback(): void {
    page.places.add(this);
    this.show();
  }

  show(): void {
    const mount = page.mounts.get(this.getAttribute("model") ?? "");
    if (mount !== undefined && this.close === null) {
      this.close = mount(this);
    }
  }

  /** A notebook takes an output out of the page for a moment when it moves the cell. */
  disconnectedCallback(): void {
    page.places.delete(this);
    setTimeout(() => {
      if (!this.isConnected) {
        this.close?.();
        this.close = null;
      }
    }, GRACE_MS);
  }
}
