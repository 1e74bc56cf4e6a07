/** The style of all pages: GitHub's own colours in light and dark, nothing loaded from elsewhere. */
export const STYLE: string = `
:root{color-scheme:light dark;--fg:#1f2328;--bg:#fff;--card:#f6f8fa;--muted:#59636e;--line:#d1d9e0;--good:#1a7f37;--bad:#cf222e;--warn:#9a6700;--one:#0969da;--two:#bc4c00;--three:#8250df;--four:#1a7f37;--five:#bf3989}
@media (prefers-color-scheme:dark){:root{--fg:#f0f6fc;--bg:#0d1117;--card:#151b23;--muted:#9198a1;--line:#3d444d;--good:#3fb950;--bad:#f85149;--warn:#d29922;--one:#4493f8;--two:#f0883e;--three:#ab7df8;--four:#3fb950;--five:#db61a2}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--fg);background:var(--bg);max-width:62rem;margin:2.5rem auto;padding:0 1.25rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.05rem;margin:2.25rem 0 .6rem}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.muted{color:var(--muted);margin:.2rem 0 1.2rem;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:14px}
th{color:var(--muted);font-weight:600;font-size:12.5px}
th,td{text-align:left;padding:.45rem .75rem;border-bottom:1px solid var(--line);vertical-align:top;font-variant-numeric:tabular-nums}
td:last-child{overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
.failure{border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:6px;background:var(--card);padding:.9rem 1.1rem;margin:1.2rem 0}
.failure p{margin:.2rem 0}
pre{overflow:auto;margin:.8rem 0 0;padding:.8rem 1rem;border:1px solid var(--line);border-radius:6px;background:var(--bg);font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
figure{margin:1.4rem 0;padding:.9rem 1.1rem .6rem;border:1px solid var(--line);border-radius:8px;background:var(--card)}
figcaption{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;align-items:baseline;justify-content:space-between}
figure h2{margin:0}
.legend{margin:0;font-size:13px;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}
.legend i{display:inline-block;width:.7rem;height:.7rem;border-radius:3px;margin-right:.4rem}
.legend small{color:var(--muted);font-size:12.5px;white-space:pre}
svg{display:block;width:100%;height:auto;margin-top:.5rem}
svg text{fill:var(--muted);font-size:11.5px;font-family:inherit}
svg polyline{stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
svg .grid{stroke:var(--line);stroke-opacity:.7}
svg .mark{stroke:var(--muted);stroke-dasharray:2 3;stroke-opacity:.8}
svg line.limit{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:6 4}svg text.limit{fill:var(--bad)}
@media print{figure,.failure,tr{break-inside:avoid}}
`;
