import { parse } from "./data";
import { PlotView } from "./view";

// uPlot 1.6.32, Copyright (c) 2022 Leon Sorokin, is part of the bundle under the MIT licence: LICENSE-uPlot.txt beside it.

const NAME = "valkka-plot";

/**
 * An element that draws its attribute `data`: JSON, compressed, in base 64. Its content is the same plot
 * as a picture, which stands where scripts do not run. Each output of a notebook brings this script,
 * and the first definition stays.
 */
class PlotElement extends HTMLElement {
  private view: PlotView | null = null;

  connectedCallback(): void {
    void this.draw().catch((fault: unknown) => console.error(NAME, fault)); // the picture stays
  }

  private async draw(): Promise<void> {
    const data = parse(await unpacked(this.getAttribute("data") ?? ""));
    if (this.isConnected && this.view === null) {
      this.view = new PlotView(this, this.shadowRoot ?? this.attachShadow({ mode: "open" }), data);
    }
  }

  disconnectedCallback(): void {
    this.view?.close();
    this.view = null;
  }
}

async function unpacked(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

if (customElements.get(NAME) === undefined) {
  customElements.define(NAME, PlotElement);
}
