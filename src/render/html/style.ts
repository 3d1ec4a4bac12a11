import { CARDS } from './style-cards.js'
import { PATHS } from './style-paths.js'
import { PRINT } from './style-print.js'

/** Colours are pairs of 4.5 : 1 or better on both grounds; none of them carries a meaning alone. */
const BASE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --ink: #1b2129; --soft: #57606c; --line: #dde1e7; --well: #f1f3f6; --link: #0b57b0;
  --ready: #14683a; --ready-bg: #e3f4ea; --degraded: #7d4b00; --degraded-bg: #fdf0d9;
  --blocked: #b0201a; --blocked-bg: #fde8e6; --unknown: #4d4bb0; --unknown-bg: #ebebfb; --none: #57606c; --none-bg: #eceff3;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
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
html { scroll-padding-top: 12px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 var(--sans); overflow-wrap: anywhere; }
.top, main { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 24px; padding-top: 18px; }
.top p { margin: 0; }
.brand { font-weight: 650; letter-spacing: -.01em; }
h1 { font-size: 32px; line-height: 1.15; letter-spacing: -.02em; font-weight: 680; margin: 24px 0 10px; }
h2 { font-size: 20px; letter-spacing: -.01em; margin: 40px 0 10px; }
h2 .meta { font-weight: 400; letter-spacing: 0; margin-left: 6px; }
h3 { font-size: 16px; line-height: 1.4; margin: 0; }
h4 { font-size: 15px; margin: 0 0 4px; }
p { margin: 6px 0; }
a { color: var(--link); text-underline-offset: 2px; }
ul { padding-left: 1.2em; margin: 6px 0; }
code, .id { font-family: var(--mono); font-size: .92em; }
.meta, .near, .notes { color: var(--soft); }
.meta, .notes { font-size: 13.5px; }
.sr { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sprite { position: absolute; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
[tabindex="-1"]:focus { outline: none; }
.target { box-shadow: 0 0 0 3px color-mix(in srgb, var(--link) 40%, transparent); border-radius: 8px; }

.is-READY, .is-COMPLIANT, .is-pass { --tone: var(--ready); --tone-bg: var(--ready-bg); }
.is-DEGRADED, .is-DEVIATING, .is-warn { --tone: var(--degraded); --tone-bg: var(--degraded-bg); }
.is-BLOCKED, .is-fail { --tone: var(--blocked); --tone-bg: var(--blocked-bg); }
.is-UNKNOWN, .is-unknown { --tone: var(--unknown); --tone-bg: var(--unknown-bg); }
.is-NOT_APPLICABLE, .is-skip, .end { --tone: var(--none); --tone-bg: var(--none-bg); }
.badge { display: inline-block; padding: 0 8px; border-radius: 99px; background: var(--tone-bg); color: var(--tone); font: 600 12px/20px var(--sans); letter-spacing: .02em; white-space: nowrap; vertical-align: 1px; }
.number { display: inline-block; min-width: 22px; padding: 0 6px; border-radius: 99px; background: var(--tone); color: var(--card); font: 700 13px/22px var(--sans); text-align: center; text-decoration: none; }
.mark, td[class^="is-"], td > [class^="is-"] { color: var(--tone); font-weight: 600; }
td[class^="is-"] a { color: inherit; }
td .meta { font-weight: 400; }

.jump { display: flex; flex-wrap: wrap; gap: 2px 18px; }
.jump b, .first b { margin-right: 2px; }
.first { padding: 10px 14px; border-left: 4px solid var(--tone); background: var(--tone-bg); border-radius: 6px; margin: 12px 0; }
.first a { color: inherit; font-weight: 600; }
.first .meta { color: var(--ink); }
p.banner { padding: 10px 14px; border-radius: 6px; background: var(--unknown-bg); color: var(--unknown); }
.banner a { color: inherit; }
.pages { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; margin: 14px 0; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 10px 22px; padding: 12px 0; border-block: 1px solid var(--line); }
.tiles { display: flex; flex-wrap: wrap; gap: 6px; border: 0; padding: 0; margin: 0; min-width: 0; }
.tile { display: inline-flex; align-items: center; gap: 5px; padding: 4px 11px; border-radius: 99px; background: var(--tone-bg); color: var(--tone); font-weight: 600; font-size: 12.5px; }
.tile .count { font-size: 16px; line-height: 1; font-weight: 700; font-variant-numeric: tabular-nums; }
.tile input { display: none; margin: 0; accent-color: var(--tone); }
.js .tile { cursor: pointer; }
.js .tile input { display: block; }
.tile:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px; }
.search { display: flex; align-items: center; gap: 10px; flex: 1 1 260px; font-weight: 600; font-size: 14px; }
.search input { flex: 1; min-width: 0; font: inherit; font-weight: 400; color: var(--ink); padding: 6px 12px; border: 1px solid var(--soft); border-radius: 8px; background: var(--card); }
.search input::placeholder { color: var(--soft); opacity: 1; }
.shells { border: 0; padding: 0; margin: 0; display: flex; flex-wrap: wrap; gap: 4px 14px; font-size: 13.5px; }
.shells legend { float: left; padding: 0; margin-right: 14px; color: var(--soft); }
#shown:empty { display: none; }
#shown { margin: 0; }
#reset { font: inherit; font-size: 13.5px; color: var(--link); background: none; border: 1px solid var(--line); border-radius: 6px; padding: 3px 12px; cursor: pointer; }

dl { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 2px 16px; margin: 6px 0; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; }
.legend { gap: 8px 16px; }
.foot { padding: 24px 0 40px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 8px 0; overflow-wrap: break-word; }
.wide table { min-width: 520px; }
caption { text-align: left; font-weight: 650; padding: 8px 0 4px; }
th, td { text-align: left; vertical-align: top; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; }
.matrix th[scope=row] { font-weight: 500; }

@media (max-width: 700px) {
  .top, main { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 26px; margin-top: 18px; }
  .shells legend { float: none; width: 100%; }
  .jump { flex-direction: column; }
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: 6px; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`

export const STYLE = `${BASE}${CARDS}${PATHS}${PRINT}`
