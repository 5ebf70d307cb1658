/** The dashboard's colours by day and by night, and a clean beginning: nothing of the page's own styles comes in. */
export const themeCss: string = `
:host {
  all: initial;
  --panel: #fff;
  --raised: #f3f5f6;
  --line: #dfe3e6;
  --text: #16202a;
  --soft: #5a6772;
  --accent: #0f766e;
  --accent-soft: #d7efec;
  --on-accent: #fff;
  --good: #11734b;
  --good-soft: #dcf3e7;
  --warn: #8a4f06;
  --warn-soft: #fbeed6;
  --bad: #b42318;
  --bad-soft: #fde7e4;
  --delivered: #14866d;
  --pending: #d99a1c;
  --dropped: #cf3a1d;
  --rejected: #8b5bd1;
  --buried: #5b6b78;
  --shadow: 0 12px 40px rgb(15 25 35 / 22%), 0 2px 8px rgb(15 25 35 / 12%);
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", monospace;
  color-scheme: light;
  color: var(--text);
  font: 13.5px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums;
}

@media (prefers-color-scheme: dark) {
  :host {
    --panel: #151c20;
    --raised: #1e272c;
    --line: #2c383e;
    --text: #e5eaec;
    --soft: #97a5ad;
    --accent: #4fd1c0;
    --accent-soft: #17403c;
    --on-accent: #06231f;
    --good: #5fd39b;
    --good-soft: #143a2a;
    --warn: #f0b35a;
    --warn-soft: #43310f;
    --bad: #ff8d80;
    --bad-soft: #4a1f1b;
    --delivered: #2fb39a;
    --pending: #e9b44c;
    --dropped: #ff7e62;
    --rejected: #b08df0;
    --buried: #8b9ba6;
    --shadow: 0 12px 40px rgb(0 0 0 / 60%), 0 0 0 1px #2c383e;
    color-scheme: dark;
  }
}

* { box-sizing: border-box; }
[hidden] { display: none !important; }
h1, h2, p, ul, dl, dt, dd, pre { margin: 0; padding: 0; font: inherit; }
ul { list-style: none; }
.soft { color: var(--soft); }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

button {
  min-height: 32px;
  padding: 0 12px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--panel);
  color: var(--text);
  font: inherit;
  font-weight: 550;
  cursor: pointer;
}
button:hover { background: var(--raised); }
button:disabled { opacity: .5; cursor: default; }
button.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button.primary:hover { filter: brightness(1.08); }
button.armed { border-color: var(--bad); background: var(--bad-soft); color: var(--bad); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

`;
