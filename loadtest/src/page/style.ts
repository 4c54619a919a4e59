// How the page looks: light and dark by the reader's preference, one column on a phone, paper without tints. The
// series' colours keep apart for colour-blind readers; strokes differ too, and every line is named at its end.

const LIGHT = `
  --page: #f4f6f8; --card: #ffffff; --text: #141a22; --dim: #5a6675; --rule: #e2e7ec; --track: #e6ebf0;
  --one: #0b63c5; --two: #c2500a; --three: #5f6f80; --four: #8a3ea8;
  --good: #0a7a4b; --bad: #c4203a; --bad-tint: #c4203a14;`

const DARK = `
  --page: #0c1118; --card: #141b25; --text: #e4eaf2; --dim: #93a1b5; --rule: #232d3b; --track: #263140;
  --one: #62a8ff; --two: #ffa14a; --three: #9aa9bd; --four: #d597f2;
  --good: #45d49a; --bad: #ff6b7f; --bad-tint: #ff6b7f1f;`

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; margin: 0; }
body {
  background: var(--page); color: var(--text); padding: 40px 24px 64px;
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; overflow-wrap: anywhere;
}
main { max-width: 1080px; margin: 0 auto; }
code, pre { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.86em; }

header { margin-bottom: 28px; }
.brand { color: var(--dim); font-size: 12px; font-weight: 600; letter-spacing: 0.09em; text-transform: uppercase; }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 16px; margin: 4px 0 2px; }
h1 { font-size: 34px; line-height: 1.15; letter-spacing: -0.02em; font-weight: 700; }
h1::first-letter, .what::first-letter { text-transform: uppercase; }
.verdict { border: 1.5px solid; border-radius: 99px; padding: 2px 13px 2px 10px; font-weight: 600; font-size: 14px; }
.passed { color: var(--good); } .failed { color: var(--bad); }
.what { color: var(--dim); }
.headline { font-size: 20px; line-height: 1.4; max-width: 43em; margin-top: 18px; text-wrap: pretty; }
.findings { max-width: 58em; margin-top: 8px; text-wrap: pretty; }
.facts {
  display: flex; flex-wrap: wrap; align-items: center; gap: 4px 20px; margin-top: 18px; color: var(--dim);
  font-size: 13px;
}
.facts code { padding: 1px 8px; border: 1px solid var(--rule); border-radius: 5px; background: var(--card); }
.facts b { color: var(--text); font-weight: 600; }

h2 { font-size: 20px; letter-spacing: -0.01em; margin: 44px 0 14px; }
h2 + p { margin: -8px 0 14px; }
h3 { font-size: 15px; font-weight: 650; line-height: 1.3; }

.tiles {
  list-style: none; padding: 0; display: grid; grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
  gap: 12px;
}
.tiles li, figure { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; break-inside: avoid; }
.tiles li { padding: 13px 16px 14px; display: flex; flex-direction: column; }
.tiles span { color: var(--dim); font-size: 13px; }
.tiles b { font-size: 27px; line-height: 1.25; letter-spacing: -0.015em; font-weight: 650; }
.tiles small { color: var(--dim); font-size: 12.5px; line-height: 1.4; margin-top: 3px; }
.tiles .bad b { color: var(--bad); }
.tiles .bad b::before { content: '▲ '; font-size: 0.6em; vertical-align: 0.2em; }
.meter {
  display: block; height: 5px; border-radius: 3px; background: var(--track); margin: 5px 0 4px;
  overflow: hidden;
}
.meter i { display: block; height: 100%; border-radius: 3px; background: var(--one); }
.meter.over i { background: var(--bad); }

.charts { display: flex; flex-wrap: wrap; gap: 14px; }
figure { flex: 1 1 calc(50% - 7px); }
.wide { flex-basis: 100%; }
figure { padding: 16px 18px 14px; min-width: 0; }
figcaption p { color: var(--dim); font-size: 13px; line-height: 1.4; max-width: 66em; }
.unit { display: flex; justify-content: space-between; color: var(--dim); font-size: 12px; margin: 10px 0 8px; }
.plot { position: relative; margin-bottom: 26px; }
.plot svg { display: block; width: 100%; height: 100%; overflow: visible; }
.plot span { position: absolute; font-size: 12px; line-height: 15px; white-space: nowrap; }
.y { right: 100%; padding-right: 7px; transform: translateY(-50%); color: var(--dim); }
.x { top: 100%; padding-top: 6px; transform: translateX(-50%); color: var(--dim); }
.x i { position: absolute; left: 100%; padding-left: 4px; font-style: normal; }
.end {
  left: 100%; padding-left: 7px; transform: translateY(-50%); font-weight: 600; max-width: 126px;
  overflow: hidden; text-overflow: ellipsis;
}
.grid, .line { fill: none; vector-effect: non-scaling-stroke; }
.grid { stroke: var(--rule); stroke-width: 1; }
.line { stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.spread { stroke-width: 0.75; vector-effect: non-scaling-stroke; fill-opacity: 0.26; stroke-opacity: 0.55; }
.spread.one { fill: var(--one); stroke: var(--one); } .spread.two { fill: var(--two); stroke: var(--two); }
.spread.three { fill: var(--three); stroke: var(--three); } .spread.four { fill: var(--four); stroke: var(--four); }
.line.one { stroke: var(--one); } .line.two { stroke: var(--two); }
.line.three { stroke: var(--three); stroke-width: 1.25; } .line.four { stroke: var(--four); stroke-dasharray: 7 5; }
.line.mark, .line.limit { stroke: var(--dim); stroke-width: 1.5; stroke-dasharray: 2 5; }
.line.limit { stroke: var(--bad); }
.line.dot { stroke-width: 7; }
.end.one { color: var(--one); } .end.two { color: var(--two); } .end.three { color: var(--three); }
.end.four { color: var(--four); } .end.mark { color: var(--dim); } .end.limit { color: var(--bad); }
.note { transform: translate(-50%, calc(-100% - 6px)); font-weight: 600; pointer-events: none; }
.note::after {
  content: ''; position: absolute; left: 50%; top: 100%; width: 7px; height: 7px; margin: 2.5px 0 0 -3.5px;
  border-radius: 50%; background: var(--one);
}
.beyond { fill: var(--bad-tint); }
.band { fill: transparent; }
.band:hover { fill: var(--text); fill-opacity: 0.09; }

.key {
  list-style: none; padding: 0; margin: 10px 0 4px; display: flex; flex-wrap: wrap; gap: 2px 22px;
  font-size: 13px; color: var(--dim);
}
.key b { color: var(--text); }
.key i {
  display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 7px;
  vertical-align: -1.5px;
}
.call { margin-top: 14px; }
.call p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 20px; font-size: 13px; }
.call p:last-child { color: var(--dim); }
.bar {
  display: flex; gap: 2px; height: 18px; margin: 4px 0; border-radius: 4px; background: var(--track);
  overflow: hidden;
}
i.one { background: var(--one); }
i.two { background: repeating-linear-gradient(115deg, transparent 0 4px, #0003 4px 6px), var(--two); }
i.three { background: repeating-linear-gradient(0deg, transparent 0 4px, #0003 4px 6px), var(--three); }
.formula { font-family: Georgia, 'Times New Roman', 'DejaVu Serif', serif; font-size: 16px; margin-top: 6px; }
.call + .formula { margin-top: 20px; padding-top: 12px; border-top: 1px solid var(--rule); }
.formula sub { font-size: 0.72em; line-height: 0; }

table {
  min-width: min(100%, 520px); font-size: 14px; background: var(--card); border: 1px solid var(--rule);
  border-radius: 10px; border-spacing: 0; overflow: hidden; border-collapse: separate;
}
th, td { text-align: left; vertical-align: top; padding: 7px 16px; }
th { color: var(--dim); font-weight: 600; font-size: 12.5px; padding-top: 10px; }
tbody tr td { border-top: 1px solid var(--rule); }
th:nth-child(2), td:nth-child(2) { text-align: right; white-space: nowrap; }
.guide { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 14px 36px; font-size: 14px; }
.guide div { break-inside: avoid; }
dt { font-weight: 650; } dd { color: var(--dim); }
summary { cursor: pointer; color: var(--dim); }
pre {
  margin-top: 12px; padding: 14px 16px; max-height: 480px; overflow: auto; background: var(--card);
  border: 1px solid var(--rule); border-radius: 10px; font-size: 12px; overflow-wrap: normal;
}
footer { margin-top: 44px; color: var(--dim); font-size: 13px; }

@media screen and (max-width: 760px) {
  body { padding: 24px 14px 40px; }
  h1 { font-size: 28px; }
  .headline { font-size: 18px; }
  figure { flex-basis: 100%; }
  .tiles { --columns: 2 !important; gap: 8px; }
  .tiles li:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .tiles li { padding: 10px 12px; }
  .tiles b { font-size: 22px; }
  figure { padding: 14px 13px 12px; }
  th, td { padding-left: 11px; padding-right: 11px; }
}
@media print {
  @page { margin: 14mm; }
  :root { --page: #ffffff; }
  body { padding: 0; font-size: 12px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { break-after: avoid; }
  .screen { display: none; }
  .headline { font-size: 16px; }
  .tiles li { padding: 8px 11px; }
  .tiles b { font-size: 18px; }
}
`
