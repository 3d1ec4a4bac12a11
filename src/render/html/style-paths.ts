/** Paths: a row of stations where there is room, else a column; what does not fit scrolls, with a bar that shows. */
export const PATHS = `
.path { background: var(--well); border: 1px solid var(--line); border-radius: 8px; padding: 12px 8px; margin: 10px 0; }
.path, .wide { overflow-x: auto; scrollbar-width: thin; scrollbar-color: var(--soft) transparent; }
.lane + .lane { border-top: 1px dashed var(--line); margin-top: 10px; padding-top: 8px; }
.lane-name { font: 12px/1.4 var(--mono); color: var(--soft); margin: 0 0 6px 8px; }
.lane ol { list-style: none; display: flex; padding: 0; margin: 0; isolation: isolate; }
.stop { position: relative; flex: 0 0 146px; display: flex; flex-direction: column; align-items: center; text-align: center; padding: 0 2px; font-size: 12px; line-height: 1.35; }
.stop::before { content: ""; z-index: -1; position: absolute; top: 17px; right: 50%; width: 100%; border-top: 2px solid var(--soft); }
.stop:first-child::before { display: none; }
.stop.cut::before { border-top-style: dashed; opacity: .6; }
.icon { position: relative; width: 36px; height: 36px; padding: 8px; margin-bottom: 5px; flex: none; border-radius: 50%; background: var(--tone-bg); outline: 1.5px solid var(--tone); outline-offset: -1.5px; fill: none; stroke: var(--tone); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.sign { position: absolute; top: -3px; left: calc(50% + 10px); width: 17px; height: 17px; border-radius: 50%; background: var(--tone); color: var(--card); font-size: 10.5px; font-weight: 700; line-height: 17px; }
.stop .kind { color: var(--soft); }
.stop .id { font-size: 10.5px; }
.stop .name { font-size: 13px; }
.obstacle .icon { background: var(--tone); stroke: var(--card); box-shadow: 0 0 0 4px var(--tone-bg), 0 0 0 6px var(--tone); }
.obstacle .kind, .obstacle .id { color: var(--tone); font-weight: 700; }
.here { color: var(--tone); margin-top: 3px; }
.cut:not(.obstacle) .icon { opacity: .55; }
.hops { font-size: 13.5px; padding-left: 1.8em; margin: 8px 0; }
.hops li { margin: 3px 0; }
.hops .is-fail { font-weight: 500; }

@media (max-width: 700px) {
  .lane ol { flex-direction: column; }
  .stop { max-width: none; flex: none; display: block; text-align: left; padding: 0 4px 14px 50px; min-height: 46px; }
  .stop::before { top: auto; bottom: 100%; right: auto; left: 21px; width: 0; height: 100%; border-top: 0; border-left: 2px solid var(--soft); bottom: calc(100% - 4px); height: calc(100% - 30px); }
  .stop.cut::before { border-left-style: dashed; }
  .stop .icon { position: absolute; left: 4px; top: 0; }
  .stop .sign { left: 30px; text-align: center; }
  .stop .kind, .stop .id, .stop .here, .stop .name { display: block; }
}
`
