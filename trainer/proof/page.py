"""The look of the report: calm, light and dark, readable on paper."""

STYLE = """
:root { color-scheme: light dark; --paper: #faf9f6; --card: #ffffff; --ink: #24252a; --soft: #63656d; --line: #e3e1db;
  --stock: #6b7f99; --trained: #b9602b; --better: #2d7a57; --worse: #b03e3c; --unsure: #6a6c74; --few: #96701a; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1c1f; --card: #232529; --ink: #e8e7e3; --soft: #a2a4ab;
  --line: #36383e; --stock: #93a9c6; --trained: #e0935f; --better: #67bd93; --worse: #e5827f; --unsure: #a9abb3;
  --few: #d5b262; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 1060px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { margin: 0; font-size: 28px; font-weight: 600; letter-spacing: -0.01em; }
h2 { margin: 44px 0 12px; font-size: 18px; font-weight: 600; }
p { margin: 0 0 10px; max-width: 72ch; }
.over { color: var(--soft); font-size: 14px; margin: 0 0 4px; }
.verdict { margin: 22px 0 0; padding: 20px 24px; background: var(--card); border: 1px solid var(--line);
  border-left: 6px solid var(--tone); border-radius: 10px; }
.verdict strong { display: block; font-size: 22px; color: var(--tone); font-weight: 600; margin-bottom: 4px; }
.verdict p:last-child { margin: 0; }
.warning { border-left: 4px solid var(--few); padding: 2px 0 2px 12px; margin-top: 12px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 15px; }
th { text-align: right; font-weight: 500; color: var(--soft); font-size: 13.5px; padding: 6px 12px;
  border-bottom: 1px solid var(--line); }
td { text-align: right; padding: 7px 12px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td small { color: var(--soft); font-size: 13px; }
td .good { color: var(--better); } td .bad { color: var(--worse); }
.note { color: var(--soft); font-size: 14px; margin-top: 10px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(360px, 1fr)); gap: 20px; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 14px 16px 10px; }
figcaption { font-weight: 500; font-size: 15px; margin-bottom: 6px; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 11.5px; }
.grid { stroke: var(--line); } .axis, .zero { stroke: var(--soft); }
.mean { stroke: var(--ink); stroke-dasharray: 4 3; }
path, polyline { fill: none; stroke-width: 1; } polyline { stroke-width: 1.8; stroke-linejoin: round; }
.band { fill: var(--soft); opacity: 0.18; }
polyline.stock { stroke: var(--stock); } circle.stock { fill: var(--stock); }
polyline.trained { stroke: var(--trained); } circle.trained { fill: var(--trained); }
polyline.faint { stroke: var(--soft); opacity: 0.75; stroke-dasharray: 5 4; } circle.faint { fill: var(--soft); }
circle.up { fill: var(--better); } circle.off { fill: var(--worse); }
.legend { margin: 4px 0 0; font-size: 13px; color: var(--soft); }
.key { margin-right: 16px; white-space: nowrap; }
.key::before { content: ""; display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 6px;
  background: var(--soft); }
.key.stock::before { background: var(--stock); } .key.trained::before { background: var(--trained); }
.key.up::before { background: var(--better); } .key.off::before { background: var(--worse); }
.key.mean::before, .key.faint::before { height: 2px; border-radius: 0; vertical-align: middle; }
.strip { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8px; margin-bottom: 14px; }
.strip img, .strip div { width: 100%; height: auto; display: block; border-radius: 4px; }
.strip div { aspect-ratio: 1; border: 1px dashed var(--line); color: var(--soft); font-size: 13px; display: grid;
  place-items: center; }
.strip span { font-size: 13.5px; color: var(--soft); }
.kind { font-size: 13px; color: var(--soft); margin: 0 0 4px; }
@media print { body { font-size: 12px; } .strip, figure, .verdict { break-inside: avoid; } }
""".replace("\n", " ")
