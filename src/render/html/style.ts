/** Colours are pairs of 4.5 : 1 or better on both grounds; none of them carries a meaning alone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f7f8fa; --card: #fff; --ink: #1b2129; --soft: #57606c; --line: #dde1e7; --well: #f1f3f6; --link: #0b57b0;
  --ready: #14683a; --ready-bg: #e3f4ea; --degraded: #7d4b00; --degraded-bg: #fdf0d9;
  --blocked: #b0201a; --blocked-bg: #fde8e6; --unknown: #4d4bb0; --unknown-bg: #ebebfb; --none: #57606c; --none-bg: #eceff3;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101318; --card: #171b22; --ink: #e7eaef; --soft: #a3adba; --line: #2b323c; --well: #1f252e; --link: #84b6ff;
    --ready: #66d394; --ready-bg: #12301f; --degraded: #edb95c; --degraded-bg: #36290f;
    --blocked: #ff9388; --blocked-bg: #401a19; --unknown: #b4b3ff; --unknown-bg: #26264a; --none: #a3adba; --none-bg: #252b34;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
.top, main { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 24px; padding-top: 20px; }
.top p { margin: 0; }
.brand { font-weight: 650; letter-spacing: -.01em; }
h1 { font-size: 34px; line-height: 1.15; letter-spacing: -.02em; font-weight: 680; margin: 32px 0 6px; }
h2 { font-size: 20px; letter-spacing: -.01em; margin: 44px 0 12px; }
h3 { font-size: 17px; margin: 0; }
h4 { font-size: 15px; margin: 0 0 4px; }
p { margin: 6px 0; }
a { color: var(--link); text-underline-offset: 2px; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
ul { padding-left: 1.2em; margin: 6px 0; }
code, .id { font-family: var(--mono); font-size: .92em; }
.id { font-weight: inherit; }
.meta, .reason, .near, .lede { color: var(--soft); }
.meta { font-size: 13.5px; }
.lede { font-size: 16px; margin: 0 0 20px; }
.sr { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
.vpc:focus, .way:focus, .part:focus { outline: none; }

.is-READY, .is-pass, .is-COMPLIANT { --tone: var(--ready); --tone-bg: var(--ready-bg); }
.is-DEGRADED, .is-warn, .is-DEVIATING { --tone: var(--degraded); --tone-bg: var(--degraded-bg); }
.is-BLOCKED, .is-fail { --tone: var(--blocked); --tone-bg: var(--blocked-bg); }
.is-UNKNOWN, .is-unknown { --tone: var(--unknown); --tone-bg: var(--unknown-bg); }
.is-NOT_APPLICABLE, .is-skip, .is-end { --tone: var(--none); --tone-bg: var(--none-bg); }
.badge { display: inline-block; padding: 0 8px; border-radius: 99px; background: var(--tone-bg); color: var(--tone); font: 600 12px/20px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; letter-spacing: .02em; white-space: nowrap; vertical-align: 1px; }
.mark, td[class^="is-"], td > [class^="is-"] { color: var(--tone); font-weight: 600; }
td[class^="is-"] a { color: inherit; }
td .meta { font-weight: 400; }

.tiles { display: flex; flex-wrap: wrap; gap: 10px; border: 0; padding: 0; margin: 0 0 16px; min-width: 0; }
.tile { flex: 1 1 130px; display: grid; grid-template-columns: 1fr auto; align-items: center; padding: 12px 16px; background: var(--card); border: 1px solid var(--line); border-top: 3px solid var(--tone); border-radius: 8px; color: var(--tone); font-weight: 600; font-size: 13px; }
.tile .number { grid-row: 1; font-size: 28px; line-height: 1.1; font-weight: 680; font-variant-numeric: tabular-nums; color: var(--ink); }
.tile > span:last-child { grid-column: 1 / -1; }
.tile input { grid-area: 1 / 2; visibility: hidden; margin: 0; accent-color: var(--tone); width: 16px; height: 16px; }
.js .tile { cursor: pointer; }
.js .tile input { visibility: visible; }
.tile:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px; }
.pages { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; margin-top: 10px; }
.banner { padding: 10px 16px; border-radius: 8px; background: var(--degraded-bg); color: var(--degraded); }
.banner a { color: inherit; }
p.jump { margin-top: 12px; }
.jump a { display: inline-block; margin: 2px 2px 2px 0; padding: 1px 10px; border-radius: 99px; border: 1px solid var(--line); background: var(--card); text-decoration: none; }
.jump a:hover { border-color: var(--link); }

.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 24px; margin-bottom: 14px; }
.search { display: flex; align-items: center; gap: 10px; flex: 1 1 320px; font-weight: 600; }
.search input { flex: 1; min-width: 0; font: inherit; font-weight: 400; color: var(--ink); padding: 7px 12px; border: 1px solid var(--soft); border-radius: 8px; background: var(--card); }
.search input::placeholder { color: var(--soft); opacity: 1; }
.shells { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: 13.5px; }
.shells legend { float: left; padding: 0; margin-right: 14px; color: var(--soft); }
#shown { flex-basis: 100%; margin: 0; }
#shown:empty { display: none; }

.vpc { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px; padding: 14px 20px; margin: 0 0 12px; }
.many .vpc { content-visibility: auto; contain-intrinsic-size: auto 190px; }
.vpc.target, .part.target, .way.target { box-shadow: 0 0 0 3px color-mix(in srgb, var(--link) 35%, transparent); border-radius: 8px; }
.vpc-head { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; }
.vpc-head .meta { flex-basis: 100%; margin: 0; }
.ways, .findings { list-style: none; padding: 0; margin: 10px 0; }
.way { border-top: 1px solid var(--line); padding: 10px 0 6px; }
.way-head { margin: 0 0 4px; }
.way-head > b { font-weight: 650; }
.why { border-left: 3px solid var(--tone); padding-left: 12px; margin: 8px 0; }
.fix { margin: 8px 0 4px; }
.accepted { color: var(--unknown); }

.cmd { display: grid; grid-template-columns: 1fr auto; gap: 2px 10px; align-items: start; background: var(--well); border: 1px solid var(--line); border-radius: 8px; padding: 8px 8px 10px 14px; margin: 8px 0; }
.cmd-label { font-size: 12.5px; font-weight: 600; color: var(--soft); align-self: center; }
.cmd code { grid-column: 1 / -1; grid-row: 2; white-space: pre-wrap; font-size: 13px; line-height: 1.55; padding-right: 8px; }
.copy { display: none; font: 600 13px/1 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; color: var(--link); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 7px 12px; min-width: 74px; cursor: pointer; }
.js .copy { display: block; }
.copy:hover { border-color: var(--link); }
#reset { font: inherit; color: var(--link); background: none; border: 1px solid var(--line); border-radius: 6px; padding: 4px 12px; cursor: pointer; }
.sh-powershell, .sh-cmd { display: none; }
body:has(#shell-powershell:checked) .sh-bash, body:has(#shell-cmd:checked) .sh-bash { display: none; }
body:has(#shell-powershell:checked) .sh-powershell, body:has(#shell-cmd:checked) .sh-cmd { display: inline; }
.notes { font-size: 13.5px; color: var(--soft); }

summary { cursor: pointer; color: var(--link); font-weight: 600; font-size: 14px; padding: 4px 0; width: fit-content; }
.part { border-top: 1px solid var(--line); padding: 16px 0; margin: 0; }
.part h3 { margin-bottom: 8px; }
.more > .part:last-child { padding-bottom: 4px; }
.verdicts span { white-space: nowrap; }
.verdicts > span { margin-right: 14px; font-size: 13.5px; }
.finding { padding: 8px 0 8px 14px; border-left: 2px solid var(--line); margin: 10px 0; }
.finding p { margin: 3px 0; }
.aside { font-size: 13px; }
dl { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 2px 16px; margin: 6px 0; }
dt { color: var(--soft); }
dd { margin: 0; }
.aside dd { font-family: var(--mono); font-size: 12.5px; }
.legend { gap: 8px 16px; }
.foot { padding: 28px 0 40px; }

.path, .wide { overflow-x: auto; }
.path { margin: 10px 0; padding: 6px 0; background: var(--well); border-radius: 8px; }
.path svg { display: block; margin: 0 auto; font-family: inherit; }
.path text { text-anchor: middle; fill: var(--ink); font-size: 11px; }
.path .kind { fill: var(--soft); }
.path .at { font-family: var(--mono); font-size: 11px; }
.path circle { fill: var(--tone-bg); stroke: var(--tone); stroke-width: 1.5; }
.path .sign { fill: var(--tone); font-size: 14px; font-weight: 700; }
.path .ring { fill: none; stroke-width: 2.5; }
.path .is-fail circle:not(.ring) { fill: var(--blocked); }
.path .is-fail .sign { fill: var(--card); }
.path .here { fill: var(--blocked); font-weight: 700; }
path.way { fill: none; stroke: var(--soft); stroke-width: 1.5; padding: 0; }
path.cut { stroke-dasharray: 3 5; opacity: .7; }
.hops { font-size: 13.5px; padding-left: 1.8em; margin: 8px 0; }
.hops li { margin: 3px 0; }
.hops .is-fail { font-weight: 500; }
.hop-kind { color: var(--soft); }

table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 8px 0; overflow-wrap: break-word; }
.wide table { min-width: 520px; }
.folded td:last-child { overflow-wrap: anywhere; }
.folded td:first-child { white-space: nowrap; }
caption { text-align: left; font-weight: 650; padding: 8px 0 4px; }
th, td { text-align: left; vertical-align: top; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; }
.matrix th[scope=row] { font-weight: 500; }

@media (max-width: 600px) {
  .top, main { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 27px; margin-top: 22px; }
  .vpc { padding: 12px 14px; }
  .tile { flex-basis: calc(50% - 5px); }
  .shells legend { float: none; width: 100%; }
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: 6px; }
  .path svg { margin: 0; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  :root { color-scheme: light; --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --well: #f6f6f6; --link: #000;
    --ready: #14683a; --ready-bg: #fff; --degraded: #7d4b00; --degraded-bg: #fff; --blocked: #b0201a; --blocked-bg: #fff;
    --unknown: #4d4bb0; --unknown-bg: #fff; --none: #444; --none-bg: #fff; }
  body { font-size: 10.5pt; }
  .top, main { max-width: none; padding: 0; }
  .tools, .js .copy, .jump, .pages, .js .tile input, .more:not([open]) { display: none; }
  .many .vpc { content-visibility: visible; }
  .vpc { border-width: 1px 1px 1px 4px; }
  .way, .cmd, .finding, tr, .path { break-inside: avoid; }
  h2, h3, h4, .vpc-head { break-after: avoid; }
  .badge { border: 1px solid; }
  .path svg { max-width: 100%; height: auto; }
}
`
