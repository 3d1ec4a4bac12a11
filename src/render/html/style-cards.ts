/** Databases, problems, VPCs, findings and their commands. */
export const CARDS = `
.db, .cause, .vpc, .note { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 18px; margin: 0 0 10px; }
.db, .cause, .vpc { border-left: 4px solid var(--tone); }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; }
.head p { margin: 0; font-size: 13.5px; color: var(--soft); }
.db .because { margin: 4px 0 0; }
.db .because a { color: inherit; }
.because a, .first a { text-decoration: none; }
.said { text-decoration: underline; text-underline-offset: 2px; }
.group > .is-BLOCKED, .group > .is-UNKNOWN { padding-block: 9px; }
.cause h3 { display: flex; gap: 10px; align-items: flex-start; }
.cause .number { flex: none; }
.cause > .meta:first-of-type { margin-top: 2px; }
.facts { grid-template-columns: minmax(86px, max-content) 1fr; margin: 8px 0; }
.fix { margin: 8px 0 0; }
.alike { margin: -2px 0 14px 18px; }

.cmds { background: var(--well); border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; }
.cmd { display: grid; grid-template-columns: 92px 1fr auto; gap: 2px 10px; align-items: start; padding: 7px 8px 7px 12px; }
.cmd + .cmd { border-top: 1px solid var(--line); }
.or { margin: 0; padding: 5px 12px 2px; border-top: 1px solid var(--line); font-size: 12.5px; color: var(--soft); }
.cmd > b { font-size: 12.5px; line-height: 21px; font-weight: 600; color: var(--soft); padding-top: 3px; overflow-wrap: break-word; }
.cmd code { grid-column: 2; grid-row: 1; min-width: 0; white-space: pre-wrap; word-break: break-all; font-size: 13px; line-height: 21px; padding-top: 3px; }
.cmd [class^=sh-] { display: none; }
body:has(#shell-bash:checked) .cmd .sh-bash, body:has(#shell-powershell:checked) .cmd .sh-powershell, body:has(#shell-cmd:checked) .cmd .sh-cmd { display: block; }
@supports not selector(:has(a)) { .cmd .sh-bash { display: block; } }
.cmd button { display: none; grid-column: 3; grid-row: 1; font: 600 13px/1 var(--sans); color: var(--link); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 7px 10px; min-width: 68px; cursor: pointer; }
.js .cmd button { display: block; }
.cmd button:hover { border-color: var(--link); }

.runs { display: grid; grid-template-columns: max-content 1fr; gap: 8px 14px; align-items: center; }
.runs dt { font-size: 13.5px; color: var(--soft); }
.runs dd { margin: 0; overflow-x: auto; }
.runs svg { display: block; max-width: 100%; }
.runs rect { fill: var(--tone); }

summary { cursor: pointer; }
.more > summary, .fold > summary { color: var(--link); font-weight: 600; font-size: 14px; padding: 4px 0; width: fit-content; }
.fold { margin: 0 0 8px; }
.fold > summary { padding: 7px 0; }
.fold[open] > summary { margin-bottom: 6px; }
.vpc > summary h3 { display: inline; }
.vpc > summary .meta { margin-left: 4px; }
.vpc { padding-block: 9px; }
.vpc > summary + * { margin-top: 10px; }
.part { border-top: 1px solid var(--line); padding: 14px 0; margin: 0; }
.part h3 { margin-bottom: 8px; }
.verdicts > span { margin-right: 14px; font-size: 13.5px; white-space: nowrap; }
.findings { list-style: none; padding: 0; margin: 8px 0; }
.findings > li { margin: 8px 0; }
.finding { padding: 4px 0 4px 14px; border-left: 2px solid var(--line); }
.finding p { margin: 3px 0; }
.aside { font-size: 13px; }
.aside dd { font-family: var(--mono); font-size: 12.5px; }
.checks { font-size: 13px; }
.accepted { color: var(--unknown); }

@media (max-width: 700px) {
  .db, .cause, .vpc, .note { padding-inline: 14px; }
  .facts { grid-template-columns: 1fr; }
  .cmd { grid-template-columns: 1fr auto; }
  .cmd code { grid-column: 1 / -1; grid-row: 2; }
  .cmd button { grid-column: 2; }
}
`
