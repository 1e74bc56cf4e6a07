/**
 * The style of all pages: nothing is loaded from elsewhere, light and dark, from a phone to a wide screen, and dark on
 * white on paper. Every pair of colours that is read has a contrast of 4.5 and more.
 */
export const STYLE: string = `
:root{color-scheme:light dark;--fg:#1f2328;--bg:#fff;--card:#f6f8fa;--muted:#59636e;--line:#d1d9e0;--good:#1a7f37;--bad:#c41c2b;--warn:#8a5a00;--good-bg:#dafbe1;--bad-bg:#ffebe9;--warn-bg:#fff8c5;--one:#0969da;--two:#bc4c00;--three:#8250df;--four:#1a7f37;--five:#bf3989}
@media screen and (prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--card:#151b23;--muted:#9198a1;--line:#3d444d;--good:#3fb950;--bad:#ff7b72;--warn:#d29922;--good-bg:#12261e;--bad-bg:#2d1619;--warn-bg:#272115;--one:#58a6ff;--two:#f0883e;--three:#bc8cff;--four:#3fb950;--five:#f778ba}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{font:16px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI",Inter,system-ui,sans-serif;color:var(--fg);background:var(--bg);margin:0}
main{max-width:66rem;margin:0 auto;padding:clamp(1.25rem,4vw,3rem) clamp(1rem,4vw,2rem) 4rem}
h1{font-size:clamp(1.45rem,1.1rem + 1.7vw,2.1rem);line-height:1.2;letter-spacing:-.02em;font-weight:650;margin:0;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:1.15rem;line-height:1.35;letter-spacing:-.01em;font-weight:600;margin:2.75rem 0 .75rem;overflow-wrap:anywhere;text-wrap:balance}
h3{font-size:1rem;font-weight:600;margin:1.75rem 0 .6rem}
p{margin:0}
code,pre,.value{font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85em}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.muted{color:var(--muted);font-size:.875rem;margin:.5rem 0 0;overflow-wrap:anywhere}
.sign{font-weight:700;margin-right:.3em}
.failure{border:1px solid var(--bad);border-left-width:5px;border-radius:8px;background:var(--bad-bg);padding:1rem 1.2rem;margin:1.5rem 0 0;overflow-wrap:anywhere}
.failure p+p{margin-top:.5rem}
.failure .why{font-size:1.05rem;white-space:pre-line}
.failure code{font-weight:600}
pre{overflow:auto;max-height:15rem;margin:1rem 0 0;padding:.8rem 1rem;border:1px solid var(--line);border-radius:6px;background:var(--bg);line-height:1.5;tab-size:4}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9.5rem,100%),1fr));gap:.75rem;margin:1.75rem 0 0}
.numbers div{padding:.8rem 1rem;border:1px solid var(--line);border-radius:8px;background:var(--card);display:flex;flex-direction:column-reverse;justify-content:flex-end}
.numbers dd{margin:0;font-size:1.6rem;line-height:1.25;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.numbers dt{color:var(--muted);font-size:.85rem;line-height:1.4;overflow-wrap:anywhere}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
:focus-visible{outline:3px solid var(--one);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}
thead th{color:var(--muted);font-weight:600;font-size:.8rem;white-space:nowrap}thead{background:var(--card)}
tbody th{font-weight:500}
th,td{text-align:left;padding:.5rem .9rem;border-bottom:1px solid var(--line);vertical-align:top;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;min-width:5.5rem}
th:first-child{min-width:11rem}
th:last-child,td:last-child{min-width:11rem}
tbody tr:last-child>*{border-bottom:0}
td.good,td.bad,td.warn{white-space:nowrap;font-weight:500}
td.time{white-space:nowrap;text-align:right;min-width:0}th.time{text-align:right;min-width:0}
td.bar{min-width:9rem;width:34%;padding-left:.2rem}
.bar span{display:block;height:.6rem;margin:.37rem 0;border-radius:3px;background:var(--one);min-width:3px}
.bar .bad{background:var(--bad)}.bar .warn{background:var(--warn)}
figure{margin:1.25rem 0 0;padding:1rem 1.1rem .8rem;border:1px solid var(--line);border-radius:8px;background:var(--card)}
figure h2{margin:0;font-size:1rem}
figcaption{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;align-items:baseline;justify-content:space-between}
.legend{font-size:.85rem;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
.legend span{overflow-wrap:anywhere}
.legend svg{display:inline-block;width:1.9rem;height:.7rem;margin:0 .45rem 0 0;vertical-align:0}
.legend small{color:var(--muted);font-size:1em}
svg{display:block;width:100%;height:auto;margin-top:.6rem}
svg.narrow{display:none}
svg text{fill:var(--muted);font-size:12px;font-family:inherit;font-variant-numeric:tabular-nums}
svg text.strong{fill:var(--fg)}svg text.good{fill:var(--good)}svg text.bad,svg text.limit{fill:var(--bad)}
svg text.over{fill:var(--fg);font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
svg polyline,.legend line{fill:none;stroke-width:2.2;stroke-linejoin:round;stroke-linecap:butt}
svg .grid{stroke:var(--line);stroke-opacity:.7}
svg .mark{stroke:var(--muted);stroke-dasharray:2 3}
svg line.limit{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:1 3}
ul{margin:1rem 0 0;padding-left:1.2rem}li{margin:.25rem 0;overflow-wrap:anywhere}
@media (max-width:46rem){svg.wide{display:none}svg.narrow{display:block}th,td{padding:.45rem .7rem}th:first-child{min-width:7.5rem}figure{padding:.9rem .8rem .6rem}.bar{display:none}}
@media screen and (max-width:34rem){.three tr{display:grid;grid-template-columns:1fr auto;border-bottom:1px solid var(--line)}.three tbody tr:last-child{border-bottom:0}.three tr>*{border-bottom:0;min-width:0}.three tr>:nth-child(2){text-align:right}.three tr>:nth-child(2){padding-bottom:.2rem}.three tr>:nth-child(3){grid-column:1/-1;padding-top:0}}
@media print{body{font-size:10.5pt}main{max-width:none;padding:0}.scroll,pre{overflow:visible;max-height:none}pre{white-space:pre-wrap;overflow-wrap:anywhere}th,td,th:first-child,th:last-child,td:last-child{min-width:0}thead{display:table-header-group}figure,.failure,.numbers,tr{break-inside:avoid}h2{break-after:avoid}svg.wide{display:block}svg.narrow{display:none}}
`;
