import { themeCss } from './theme-css.js';

const css = `
.logo { width: 20px; height: 20px; flex: none; }
.logo rect { fill: var(--accent); }
.logo path { fill: none; stroke: var(--on-accent); stroke-width: 2.4; stroke-linecap: round; stroke-linejoin: round; }

.tab {
  position: fixed;
  right: max(12px, env(safe-area-inset-right));
  bottom: max(12px, env(safe-area-inset-bottom));
  z-index: 2147483647;
  display: flex;
  align-items: center;
  gap: 8px;
  min-height: 40px;
  padding: 0 14px 0 10px;
  border-radius: 999px;
  box-shadow: var(--shadow);
}
.tab-count { color: var(--soft); font-weight: 400; }
.dot { width: 8px; height: 8px; border-radius: 50%; background: var(--soft); }
.dot.good { background: var(--delivered); }
.dot.busy, .dot.warn { background: var(--pending); }
.dot.bad { background: var(--bad); }

.panel {
  position: fixed;
  inset: 12px 12px 12px auto;
  z-index: 2147483647;
  display: flex;
  flex-direction: column;
  width: min(30rem, calc(100vw - 24px));
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--panel);
  box-shadow: var(--shadow);
  overflow: hidden;
}
:host([inline]) { display: block; }
:host([inline]) .panel { position: static; width: auto; box-shadow: none; container-type: inline-size; }
:host([inline]) .close { display: none; }

header {
  display: flex;
  align-items: center;
  gap: 8px;
  padding: 10px 10px 10px 16px;
  border-bottom: 1px solid var(--line);
}
h1 { font-weight: 700; font-size: 1.1em; margin-right: auto; }
.pills { display: flex; flex-wrap: wrap; gap: 6px 8px; }
.close { min-height: 32px; width: 32px; padding: 0; border-color: transparent; color: var(--soft); }
.pill, .badge {
  display: inline-block;
  padding: 1px 9px;
  border-radius: 999px;
  background: var(--raised);
  color: var(--soft);
  font-size: .9em;
  white-space: nowrap;
}
.pill.good, .badge.good { background: var(--good-soft); color: var(--good); }
.pill.busy, .badge.busy { background: var(--accent-soft); color: var(--accent); }
.pill.warn, .badge.warn { background: var(--warn-soft); color: var(--warn); }
.pill.bad, .badge.bad { background: var(--bad-soft); color: var(--bad); }

.news { padding: 6px 16px; background: var(--accent-soft); color: var(--accent); }
.news:empty { display: none; }
.absent { padding: 24px 16px; color: var(--soft); }

.body { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; scrollbar-width: thin; }
.body > * { padding: 14px 16px; border-bottom: 1px solid var(--line); }
.body > :last-child { border-bottom: 0; }

.flusher { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 10px 16px; }
.flusher > :first-child { flex: 1 1 14rem; }
.state { position: relative; padding-left: 16px; font-weight: 650; font-size: 1.08em; }
.state::before { content: ""; position: absolute; left: 0; top: .42em; width: 9px; height: 9px; border-radius: 50%; background: var(--soft); }
.state.good::before { background: var(--delivered); }
.state.busy::before, .state.warn::before { background: var(--pending); }
.state.bad::before { background: var(--bad); }
.state + .soft { padding-left: 16px; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }

.balance.unknown { opacity: .55; }
.total { font-size: 2em; font-weight: 700; letter-spacing: -.01em; }
.bar { display: block; width: 100%; height: 12px; margin: 6px 0 10px; border-radius: 6px; background: var(--raised); }
.bar rect { transition: width .2s, x .2s; }
rect.delivered { fill: var(--delivered); }
rect.pending { fill: var(--pending); }
rect.dropped { fill: var(--dropped); }
rect.rejected { fill: var(--rejected); }
rect.buried { fill: var(--buried); }
.parts { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px 14px; }
.part { min-width: 4.2rem; max-width: 9rem; }
.part dt { display: flex; align-items: center; gap: 6px; color: var(--soft); font-size: .9em; }
.part dt::before { content: ""; width: 8px; height: 8px; border-radius: 3px; flex: none; }
.part.delivered dt::before { background: var(--delivered); }
.part.pending dt::before { background: var(--pending); }
.part.dropped dt::before { background: var(--dropped); }
.part.rejected dt::before { background: var(--rejected); }
.part.buried dt::before { background: var(--buried); }
.part-count { font-size: 1.25em; font-weight: 650; }
.part.zero .part-count { color: var(--soft); font-weight: 400; }
.part-reasons { color: var(--soft); font-size: .85em; white-space: pre-line; overflow-wrap: anywhere; }
.page-line { margin-top: 10px; color: var(--soft); }

.fold > summary, .events summary { display: flex; align-items: center; gap: 8px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
.fold > summary h2, .facts-section h2 { font-weight: 650; }
.fold > summary::after, .events summary::before {
  content: "";
  width: 6px;
  height: 6px;
  border: solid var(--soft);
  border-width: 0 1.5px 1.5px 0;
  transform: rotate(-45deg);
  flex: none;
}
.fold > summary::after { margin-left: auto; margin-right: 3px; transform: rotate(45deg); }
.fold[open] > summary::after { transform: rotate(-135deg); }
.events details[open] summary::before { transform: rotate(45deg); }
.count { padding: 0 8px; border-radius: 999px; background: var(--raised); color: var(--soft); font-size: .9em; }
.count.warn { background: var(--warn-soft); color: var(--warn); }
.count.bad { background: var(--bad-soft); color: var(--bad); }
.fold-body { margin-top: 8px; }
.empty { margin-top: 4px; color: var(--soft); }

.scroll { overflow: auto; max-height: 15.5rem; scrollbar-width: thin; }
table { width: 100%; border-collapse: collapse; white-space: nowrap; }
th, td { padding: 5px 10px; text-align: right; }
th { position: sticky; top: 0; background: var(--panel); color: var(--soft); font-weight: 400; font-size: .9em; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
th:last-child, td:last-child { padding-right: 2px; }
tbody tr { border-top: 1px solid var(--line); }

.events { max-height: 22rem; overflow: auto; scrollbar-width: thin; }
.events li { border-top: 1px solid var(--line); }
.events summary { min-height: 32px; }
.events summary > :last-child { margin-left: auto; padding-right: 2px; white-space: nowrap; }
.name { font-weight: 550; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.facts { color: var(--soft); font: .88em/1.5 var(--mono); overflow-wrap: anywhere; }
.why { color: var(--bad); overflow-wrap: anywhere; }
pre {
  max-height: 16rem;
  margin: 6px 0 10px;
  padding: 10px 12px;
  border-radius: 8px;
  background: var(--raised);
  font: .9em/1.5 var(--mono);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  overflow: auto;
}
.events .buttons { margin-bottom: 10px; }
.events + .buttons { margin-top: 10px; }
.problems li { padding: 8px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.problems li > :first-child { display: flex; justify-content: space-between; margin-bottom: 2px; }

.facts-list { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 16px; margin-top: 8px; }
.facts-list dt { color: var(--soft); }
.facts-list dd { overflow-wrap: anywhere; }

@container (min-width: 56rem) {
  .body { display: grid; grid-template-columns: 1fr 1fr; }
  .flusher, .balance { grid-column: 1 / -1; }
  .body > :nth-child(odd of :not(.flusher, .balance)) { border-right: 1px solid var(--line); }
}

@media (max-width: 640px) {
  .panel { inset: auto 0 0; width: auto; height: min(86vh, 86dvh); border-radius: 16px 16px 0 0; border-width: 1px 0 0; }
  .parts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); }
  header { flex-wrap: wrap; }
  .pills { order: 1; width: 100%; }
}

@media (pointer: coarse) {
  button, .close { min-height: 44px; }
  .close { width: 44px; }
  .body > .fold { padding-block: 4px 12px; }
  .fold > summary, .events summary { min-height: 44px; }
}

@media (prefers-reduced-motion: reduce) {
  .bar rect { transition: none; }
}

@media (forced-colors: active) {
  .dot, .state::before, .part dt::before, .bar rect { forced-color-adjust: none; }
}
`;

/** Adopted, not inserted: a strict Content-Security-Policy forbids the text of style elements and attributes. */
export function createSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(themeCss + css);
  return sheet;
}
