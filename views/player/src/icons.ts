/** The pictures on buttons: paths on 16 by 16 points. */
const ICONS: Record<string, string> = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  back: "M12 2.5v11L5 8zM3 2.5h1.8v11H3z",
  forward: "M4 2.5v11L11 8zM11.2 2.5H13v11h-1.8z",
  end: "M2 2.5v11L8 8zM7.5 2.5v11l6-5.5zM13 2.5h1.6v11H13z",
  in: "M4 2h6v1.8H5.8v8.4H10V14H4z",
  out: "M12 2H6v1.8h4.2v8.4H6V14h6z",
  save: "M7 1.5h2v6h3L8 12 4 7.5h3zM2.5 12.7h11v1.8h-11z",
  sound: "M2 6v4h3l4 3.5v-11L5 6zM10.5 5.2a3.4 3.4 0 0 1 0 5.6zM10.5 1.8v1.5a5.2 5.2 0 0 1 0 9.4v1.5a6.6 6.6 0 0 0 0-12.4z",
  muted: "M2 6v4h3l4 3.5v-11L5 6zM15 6.3l-1.1-1.1-1.6 1.7-1.7-1.7-1.1 1.1L11.2 8l-1.7 1.7 1.1 1.1 1.7-1.7 1.6 1.7L15 9.7 13.4 8z",
  plus: "M7 3h2v4h4v2H9v4H7V9H3V7h4z",
  minus: "M3 7h10v2H3z",
  fit: "M1 3h1.6v10H1zM13.4 3H15v10h-1.6zM3.5 8l3-2.5v1.7h3V5.5l3 2.5-3 2.5V8.8h-3v1.7z",
};

/** Returns a picture for a button. */
export function icon(name: string): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${ICONS[name] ?? ""}"/></svg>`;
}
