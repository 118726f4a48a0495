/** Readable on a phone, in light and dark; no picture, no script, nothing from outside. */
export const consoleStyle = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #5c6672; --paper: #fff; --back: #f2f4f7;
  --line: #d9dfe6; --good: #0a6b3b; --bad: #b3261e; --mark: #0958d9 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a3adb9; --paper: #1c1f24;
  --back: #111316; --line: #343a42; --good: #6fd79f; --bad: #ff8a80; --mark: #8ab4ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--ink);
  font: 15px/1.6 "PingFang SC", "Noto Sans SC", "Microsoft YaHei", system-ui, sans-serif }
span[lang=en] { display: block; font-size: .75rem; font-weight: 400; color: var(--soft);
  line-height: 1.4 }
header { padding: 1.25rem 1.5rem; max-width: 60rem }
h1 { margin: 0; font-size: 1.4rem }
header p { margin: .5rem 0 0 }
.done { margin: 0 1.5rem 1rem; color: var(--good); font-weight: 600 }
.grid { display: grid; gap: 1rem; padding: 0 1.5rem 2rem; align-items: start;
  grid-template-columns: minmax(0, 18rem) minmax(0, 19rem) minmax(0, 1fr) }
@media (max-width: 64rem) { .grid { grid-template-columns: minmax(0, 1fr); padding: 0 1rem 2rem } }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1rem; min-width: 0 }
h2 { margin: 0 0 .75rem; font-size: 1.05rem }
h3 { margin: .9rem 0 .4rem; font-size: .85rem }
summary { cursor: pointer; font-weight: 600; padding: .4rem 0 }
form { display: grid; gap: .4rem; grid-template-columns: 1fr 1fr }
button { min-height: 2.75rem; padding: .35rem .6rem; border: 1px solid var(--line);
  border-radius: .5rem; background: transparent; color: inherit; font: inherit; font-size: .85rem;
  text-align: start; cursor: pointer }
button:hover, a:hover { border-color: var(--mark) }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 1px }
ol { list-style: none; margin: 0; padding: 0 }
.wire { display: grid; gap: .4rem; max-height: 70vh; overflow: auto }
.wire a { display: block; padding: .5rem .7rem; border: 1px solid var(--line); border-radius: .5rem;
  color: inherit; text-decoration: none }
.wire a[aria-current] { border-color: var(--mark); border-width: 2px }
.what, .meta { display: block; font-size: .75rem; color: var(--soft) }
.label { font-family: ui-monospace, monospace; font-size: .8rem; overflow-wrap: anywhere }
mark { background: none; color: var(--bad); font-weight: 600 }
.steps > li { display: grid; grid-template-columns: 1.5rem minmax(0, 1fr); padding: .6rem 0;
  border-top: 1px solid var(--line) }
.steps p { margin: 0 }
.holds b { color: var(--good) } .fails b { color: var(--bad) } .fails p { color: var(--bad) }
pre { margin: .4rem 0 0; padding: .6rem .7rem; background: var(--back); border-radius: .5rem;
  font: .75rem/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
  max-height: 18rem; overflow: auto }
`
