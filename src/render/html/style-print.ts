/** On paper: black on white, without what only works on a screen. */
export const PRINT = `
@page { margin: 12mm; }
@media print {
  :root { color-scheme: light; --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --well: #f6f6f6; --link: #000;
    --ready: #14683a; --ready-bg: #fff; --degraded: #7d4b00; --degraded-bg: #fff; --blocked: #b0201a; --blocked-bg: #fff;
    --unknown: #4d4bb0; --unknown-bg: #fff; --none: #444; --none-bg: #fff; }
  body { font-size: 10pt; print-color-adjust: exact; }
  .top, main { max-width: none; padding: 0; }
  .js .cmd button, .pages, .search, .shells, .js .tile input, .more:not([open]), #reset { display: none; }
  .tools { border: 0; padding: 4px 0; }
  .db, .cmd, .finding, .note, tr, .path, .fix { break-inside: avoid; }
  h2, h3, h4, .head { break-after: avoid; }
  .badge, .tile { border: 1px solid; }
  a { text-decoration: none; }
  .stop { flex: 1 1 0; max-width: 146px; min-width: 0; }
  .path { overflow: hidden; }
}
`
