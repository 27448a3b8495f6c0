/** The look of what is not drawn. The colours are set anew with each theme. */
export const STYLE = `
:host { display: block; }
.plot { position: relative; color: var(--ink); font-size: 13px; outline: none; border-radius: 4px; margin: 4px 0; }
.plot:focus-visible { box-shadow: 0 0 0 1px var(--quiet); }
.title { font-weight: 600; font-size: 14px; text-align: center; padding: 8px 90px 4px; overflow-wrap: anywhere; }
.u-over { cursor: crosshair; touch-action: pan-y; }
.u-select { background: color-mix(in srgb, var(--ink) 14%, transparent); }
.u-hz .u-cursor-x, .u-hz .u-cursor-y { border-color: var(--quiet); }
.none { position: absolute; inset: 0; display: flex; align-items: center; justify-content: center; color: var(--quiet); font-size: 14px; }
.legend { display: flex; flex-wrap: wrap; justify-content: center; gap: 2px 16px; padding: 2px 8px 4px; }
.legend button { all: unset; cursor: pointer; display: inline-flex; align-items: center; gap: 6px; }
.legend button:focus-visible, .tools button:focus-visible { outline: 1px solid var(--quiet); }
.legend button[aria-pressed=false] { opacity: .45; text-decoration: line-through; }
.legend i { display: inline-block; width: 14px; height: 3px; border-radius: 1px; }
.legend i.area { height: 9px; }
.legend i.diamond { width: 8px; height: 8px; transform: rotate(45deg); }
.legend i.circle { width: 8px; height: 8px; border-radius: 50%; }
.tools { position: absolute; right: 4px; top: 6px; display: flex; gap: 2px; opacity: 0; transition: opacity .15s; }
.plot:hover .tools, .plot:focus-within .tools, .zoomed .tools { opacity: 1; }
.tools button { all: unset; cursor: pointer; width: 24px; height: 22px; text-align: center; border-radius: 3px; color: var(--quiet); }
.tools button:hover { background: color-mix(in srgb, var(--ink) 12%, transparent); color: var(--ink); }
.tip { position: absolute; z-index: 5; pointer-events: none; background: var(--raised); color: var(--ink);
  border: 1px solid color-mix(in srgb, var(--ink) 25%, transparent); border-radius: 4px; padding: 4px 8px; font-size: 12px;
  box-shadow: 0 2px 8px #0004; white-space: nowrap; font-variant-numeric: tabular-nums; line-height: 1.45; }
@media (prefers-reduced-motion: reduce) { .tools { transition: none; } }
[hidden] { display: none !important; }
`;
