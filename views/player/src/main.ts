import { InlinedTransport } from "./inlined";
import { LiveView } from "./live";
import { mse } from "./mse";
import { stills } from "./stills";
import { CommTransport, EitherTransport, HttpTransport, type Model, type Transport } from "./transport";
import { PlayerView } from "./view";
import type { WayMaker } from "./way";
import { webCodecs } from "./webcodecs";

/** Where a page of plain HTML has its pictures from. */
export interface Source {
  /** The address of the widget's server. */
  address?: string;
  /** Widget.View of Java. */
  view?: string;
  /** The pictures themselves, in base 64. */
  data?: string;
}

type View = PlayerView | LiveView;

function show(element: HTMLElement, transport: Transport, name: unknown, only: string | null): View {
  const ways: WayMaker[] = [];
  const view = name === "LIVE" ? new LiveView(element, transport, ways) : new PlayerView(element, transport, ways);
  const all = [webCodecs, mse, stills((stream, time, width) => view.still(stream, time, width))];
  ways.push(...all.filter((way) => only === null || way.name === only));
  void view.start();
  return view;
}

/** Shows a player or a live picture in a page of plain HTML. `#way=mse` in the address asks for one way to decode. */
export function mount(element: HTMLElement, source: Source): () => void {
  element.dataset["standing"] = "";
  const only = new URLSearchParams(location.hash.slice(1)).get("way");
  const address = source.address?.replace(/[?#].*$/, "");
  const transport = address === undefined ? new InlinedTransport(source.data ?? "") : new HttpTransport(address);
  const view = show(element, transport, source.view, only);
  if (address !== undefined) {
    view.focus(); // the page has nothing else; a saved notebook, which inlines its pictures, has
  }
  return () => view.close();
}

/** Shows a player or a live picture as the view of an anywidget. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const comm = new CommTransport(model);
  const address = model.get("address");
  const transport = typeof address === "string" && address !== "" ? new EitherTransport(new HttpTransport(address), comm) : comm;
  const view = show(el, transport, model.get("view"), null);
  return () => view.close();
}

export default { render };
