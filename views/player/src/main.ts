import { offer } from "./element";
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

interface Wanted {
  /** Widget.View of Java. */
  view: unknown;
  /** The widget's name in Java, where it is known. */
  variable: unknown;
  /** The only way to decode; `null` for all. */
  way: string | null;
}

function show(element: HTMLElement, transport: Transport, { view: name, variable, way: only }: Wanted): View {
  const ways: WayMaker[] = [];
  const view =
    name === "LIVE"
      ? new LiveView(element, transport, ways)
      : new PlayerView(element, transport, ways, String(variable || "player"));
  const all = [webCodecs, mse, stills((stream, time, width) => view.still(stream, time, width))];
  ways.push(...all.filter((way) => only === null || way.name === only));
  void view.start();
  return view;
}

/** Shows a player or a live picture in a page of plain HTML. `#way=mse` in the address asks for one way to decode. */
export function mount(element: HTMLElement, source: Source): () => void {
  element.dataset["standing"] = "";
  const way = new URLSearchParams(location.hash.slice(1)).get("way");
  const address = source.address?.replace(/[?#].*$/, "");
  const transport = address === undefined ? new InlinedTransport(source.data ?? "") : new HttpTransport(address);
  const view = show(element, transport, { view: source.view, variable: "", way });
  if (address !== undefined) {
    view.focus(); // the page has nothing else; a saved notebook, which inlines its pictures, has
  }
  return () => view.close();
}

/**
 * Takes a model of anywidget. The model has no view of its own: the output of its cell is an element
 * that names the model. A notebook that saves its models must not save the address, which is a secret.
 */
function initialize({ model }: { model: Model }): () => void {
  const address = model.get("address");
  if (typeof address !== "string" || address === "") {
    return () => undefined; // of a saved notebook: there is no kernel
  }
  model.set("address", "");
  return offer(String(model.get("id")), (element) => {
    const transport = new EitherTransport(new HttpTransport(address), new CommTransport(model));
    const view = show(element, transport, { view: model.get("view"), variable: model.get("variable"), way: null });
    return () => view.close();
  });
}

export default { initialize };
