/** How the page looks: one colour for each verdict beside its mark, light and dark as the reader has it. */
export const style = `
:root { color-scheme: light dark; --ink: #1d2430; --paper: #fbfbf9; --line: #c9cdd4; --soft: #656d7a; --link: #0b5cad;
  --safe: #1a7f4b; --dead: #c0262d; --lost: #b26a00; --storm: #7a3fb0; --inconclusive: #656d7a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #14171c; --line: #3a414c; --soft: #9aa3b0; --link: #7db7f5;
  --safe: #4cc38a; --dead: #ff7a7f; --lost: #f0ab4a; --storm: #c59bf0; --inconclusive: #9aa3b0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 92rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 1.6rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p, li { max-width: 46rem; margin: .4rem 0; } ul, ol { margin: .3rem 0; padding-left: 1.4rem; } li { margin: .1rem 0; }
table { border-collapse: collapse; } caption { text-align: left; color: var(--soft); padding: .2rem 0; }
th { font-weight: 600; text-align: left; padding: .1rem .5rem .1rem 0; white-space: nowrap; font-size: .85rem; }
th.wire { font-weight: 400; font-size: .7rem; padding: .3rem 0 .2rem; height: 6.6rem; writing-mode: vertical-rl; transform: rotate(180deg); color: var(--soft); }
thead th[data-driver] { border-left: 1px solid var(--line); padding-left: .4rem; }
tbody tr.first th, tbody tr.first td { border-top: 1px solid var(--line); }
td { padding: 0; text-align: center; } #matrix td button { width: 100%; }
#names td { padding: 1px; }
.scroll { overflow-x: auto; }
.beside { display: grid; grid-template-columns: auto minmax(14rem, 1fr); gap: 0 1.5rem; align-items: start; }
@media (max-width: 62rem) { .beside { display: block; } }
button { font: inherit; color: inherit; cursor: pointer; background: none; border: 1px solid transparent; border-radius: .2rem; }
td button { min-width: 1.6rem; height: 1.6rem; line-height: 1; font-weight: 700; }
.safe { color: var(--safe); } .dead { color: var(--dead); } .lost { color: var(--lost); } .storm { color: var(--storm); } .inconclusive { color: var(--inconclusive); }
td button.safe { background: color-mix(in srgb, var(--safe) 22%, transparent); }
td button.dead { background: color-mix(in srgb, var(--dead) 16%, transparent); }
td button.lost { background: color-mix(in srgb, var(--lost) 16%, transparent); }
td button.storm { background: color-mix(in srgb, var(--storm) 16%, transparent); }
button.dim { opacity: .15; }
button:hover { border-color: currentColor; } :focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
#names td button { padding: 0 .6rem; width: 100%; text-align: left; white-space: nowrap; font-weight: 600; }
#filters { position: sticky; top: 1rem; display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: .6rem 0; }
fieldset { border: 1px solid var(--line); border-radius: .3rem; padding: .1rem .6rem .3rem; } legend { font-size: .8rem; color: var(--soft); }
fieldset label { margin-right: .7rem; font-size: .9rem; white-space: nowrap; }
dialog { color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.5rem 1.5rem; max-width: 96vw; max-height: 94vh; }
dialog::backdrop { background: rgb(0 0 0 / 50%); }
#close { float: right; border-color: var(--line); padding: .1rem .8rem; }
.verdict { font-weight: 600; } .note, .profile { font-size: .9rem; color: var(--soft); } .seen { border-left: 4px solid var(--dead); padding-left: .7rem; } a { color: var(--link); } code { overflow-wrap: anywhere; }
.run { overflow-x: auto; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); } svg text.lane { font-weight: 600; }
svg text.state, svg text.number { font-family: ui-monospace, monospace; fill: var(--soft); } svg text.changed { font-weight: 700; fill: var(--ink); }
svg text.message { font-size: 12px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; } svg line.life { stroke: var(--line); } svg line.arrow { stroke: var(--ink); } svg path, svg circle { fill: var(--ink); }
[hidden] { display: none !important; }
`;
