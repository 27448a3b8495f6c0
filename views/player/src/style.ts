/** The look. Colours are JupyterLab's where the page has them, so that its themes apply. */
export const STYLE = `
:host { display: block; }
.player {
  --bg: var(--jp-layout-color1, #ffffff);
  --raised: var(--jp-layout-color2, #f2f3f5);
  --line: var(--jp-border-color2, #d9dce1);
  --text: var(--jp-ui-font-color1, #1f2328);
  --quiet: var(--jp-ui-font-color2, #656d76);
  --accent: var(--jp-brand-color1, #1f6feb);
  --block: #3f86dc;
  --older: #80868f;
  --open: var(--jp-error-color1, #d1242f);
  --keys: var(--jp-warn-color1, #bf6a02);
  --marks: var(--jp-success-color1, #1a7f37);
  color: var(--text); background: var(--bg); border: 1px solid var(--line); border-radius: 6px;
  font: 13px/1.4 var(--jp-ui-font-family, system-ui, sans-serif); outline: none; overflow: hidden; max-width: 1200px;
  position: relative;
}
.player:focus-visible { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.cameras { display: grid; gap: 2px; background: #000; }
.camera { position: relative; background: #000; min-height: 120px; display: flex; align-items: center; justify-content: center; }
.camera canvas { display: block; width: 100%; height: auto; max-height: 70vh; object-fit: contain; }
.camera .name { position: absolute; left: 8px; top: 6px; font-size: 12px; color: #fff; background: rgba(0,0,0,.55);
  padding: 1px 7px; border-radius: 3px; pointer-events: none; }
.camera .note { position: absolute; inset: auto 8px 6px 8px; font-size: 12px; color: #fff; text-align: right;
  text-shadow: 0 0 3px #000; pointer-events: none; }
.camera .none { position: absolute; color: #9aa2ab; font-size: 13px; }
.camera .badge { position: absolute; right: 8px; top: 6px; font-size: 12px; color: #fff; background: rgba(0,0,0,.55);
  padding: 1px 8px; border-radius: 3px; pointer-events: none; }
.camera .badge::before { content: ""; display: inline-block; width: 7px; height: 7px; border-radius: 50%; margin-right: 6px;
  background: #e3b341; }
.camera .badge[data-state=playing]::before { background: #3fb950; }
.camera .badge[data-state=lost]::before, .camera .badge[data-state=unauthorized]::before { background: #ff6a69; }
.camera .badge[data-state=stopped]::before { background: #9aa2ab; }
.losses { color: var(--open); }
.camera .hear { position: absolute; right: 6px; top: 5px; width: 26px; height: 24px; padding: 0; border: 0; border-radius: 3px;
  background: rgba(0,0,0,.55); color: #fff; cursor: pointer; display: inline-flex; align-items: center; justify-content: center; }
.camera .hear:focus-visible { outline: 1px solid #fff; }
.camera .hear svg { width: 16px; height: 16px; fill: currentColor; }
.bar { display: flex; align-items: center; gap: 2px; padding: 4px 6px; border-top: 1px solid var(--line); flex-wrap: wrap; }
.bar button { font: inherit; color: var(--text); background: transparent; border: 1px solid transparent; border-radius: 4px;
  min-width: 30px; height: 28px; padding: 0 7px; cursor: pointer; display: inline-flex; align-items: center; justify-content: center; }
.bar button:hover { background: var(--raised); }
.bar button:focus-visible { border-color: var(--accent); outline: none; }
.bar button:disabled { opacity: .4; cursor: default; }
.bar button[aria-pressed=true] { color: var(--accent); }
.bar svg { width: 16px; height: 16px; fill: currentColor; }
.bar select { font: inherit; color: var(--text); background: var(--bg); border: 1px solid var(--line); border-radius: 4px; height: 26px; }
.clock { font-family: var(--jp-code-font-family, ui-monospace, monospace); font-variant-numeric: tabular-nums;
  margin: 0 4px 0 8px; white-space: nowrap; }
.zone { font-size: 12px; color: var(--quiet); }
.bar .space { flex: 1; }
.group { display: inline-flex; align-items: center; }
.group + .group { margin-left: 6px; padding-left: 6px; border-left: 1px solid var(--line); }
.timeline { position: relative; border-top: 1px solid var(--line); }
.timeline canvas:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.timeline canvas { display: block; width: 100%; touch-action: none; cursor: crosshair; }
.tip { position: absolute; bottom: 100%; transform: translateX(-50%); pointer-events: none; background: var(--bg);
  border: 1px solid var(--line); border-radius: 4px; box-shadow: 0 2px 8px rgba(0,0,0,.3); padding: 4px; font-size: 12px;
  text-align: center; z-index: 5; white-space: nowrap; color: var(--text); }
.tip img { display: block; width: 160px; min-height: 60px; background: #000; border-radius: 2px; margin-bottom: 3px; }
.tip img[hidden] { display: none; }
.facts { padding: 4px 10px 5px; border-top: 1px solid var(--line); color: var(--quiet); font-size: 12px; text-wrap: pretty; }
.facts b { color: var(--text); font-weight: 600; }
.message { padding: 5px 10px; border-top: 1px solid var(--line); color: var(--text); background: var(--raised); font-size: 12px; }
.message.error { color: var(--open); }
.message a { color: var(--accent); }
.message code { font-family: var(--jp-code-font-family, ui-monospace, monospace); user-select: all; }
[hidden] { display: none !important; }
@media (prefers-color-scheme: dark) {
  .standing .player { --bg: #16191d; --raised: #24292f; --line: #373e47; --text: #e6edf3; --quiet: #9198a1; --accent: #58a6ff;
    --open: #ff6a69; --keys: #e3b341; --marks: #3fb950; }
}
.dark .player { --line: var(--jp-border-color2, #424242); }
`;
