/** The one stylesheet of the server-rendered pages. No images, no fonts: it is small and needs nothing else. */
export const STYLE = `:root {
  color-scheme: light dark;
  --ground: #f3f4f8; --card: #fff; --ink: #16181f; --soft: #545a69; --line: #c6cad4; --edge: #737988;
  --accent: #1d4ed8; --accent-ink: #fff; --accent-deep: #1e3a8a; --bad: #b42318; --bad-ground: #fef3f2; --good: #067647; --quote: #eef1f8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1016; --card: #171a22; --ink: #e9ebf1; --soft: #a6adbd; --line: #343a48; --edge: #7d8496;
    --accent: #8fb2ff; --accent-ink: #0b1220; --accent-deep: #b9cfff; --bad: #ff9b90; --bad-ground: #2b1614; --good: #6fdca5; --quote: #1f2430;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink); display: flex; flex-direction: column; align-items: center; padding: 2rem 1rem 3rem; }
.brand { display: flex; align-items: center; gap: .6rem; font-size: 1.15rem; font-weight: 650; letter-spacing: -.01em; margin: 4vh 0 1.25rem; }
.mark { width: 1.5rem; height: 1.5rem; border: .3rem solid var(--accent); border-bottom: 0; border-radius: .85rem .85rem 0 0; }
.card { width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--line); border-radius: .9rem; padding: 1.75rem; overflow-wrap: anywhere; box-shadow: 0 1px 2px rgb(0 0 0 / .06), 0 8px 24px rgb(0 0 0 / .05); }
.card.wide { max-width: 60rem; }
.wide button { width: auto; }
h1 { font-size: 1.35rem; line-height: 1.25; letter-spacing: -.015em; margin: 0 0 1rem; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
p { margin: .6rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
code, .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
.who, .hint { color: var(--soft); }
.hint { font-size: .9rem; margin: .2rem 0 .4rem; }
form + .hint { margin-top: 1rem; }
.field { margin: 1rem 0; }
label { display: block; font-weight: 600; margin-bottom: .3rem; }
input:not([type=hidden], [type=checkbox]) { width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .55rem; padding: .6rem .75rem; min-height: 2.9rem; }
input[hidden], form[hidden] { display: none; }
input[aria-invalid] { border-color: var(--bad); border-width: 2px; }
.code-input { letter-spacing: .18em; text-transform: uppercase; }
button, .button { display: inline-block; font: inherit; font-weight: 600; text-align: center; text-decoration: none; border: 1px solid var(--accent); border-radius: .55rem; padding: .65rem 1.1rem; min-height: 2.9rem; background: var(--accent); color: var(--accent-ink); cursor: pointer; width: 100%; margin-top: .6rem; }
button:hover, .button:hover { background: var(--accent-deep); border-color: var(--accent-deep); }
button.second, a.button { background: transparent; color: var(--accent); border-color: var(--edge); }
button.second:hover, a.button:hover { background: var(--quote); color: var(--accent); border-color: var(--edge); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem { background: var(--bad-ground); border: 1px solid var(--bad); border-left-width: .35rem; border-radius: .55rem; padding: .7rem .9rem; margin: 0 0 1rem; }
.refusal { background: var(--quote); border-left: .35rem solid var(--bad); border-radius: .55rem; padding: .3rem 1.1rem; margin: 0 0 1rem; }
.refusal h2 { margin-top: .8rem; }
.problem a, .error { color: var(--bad); font-weight: 600; }
.error { margin: 0 0 .35rem; font-size: .95rem; }
.good { color: var(--good); font-weight: 600; }
.big-code { font: 700 1.9rem/1.2 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .12em; text-align: center; background: var(--quote); border-radius: .55rem; padding: .8rem .5rem; margin: .8rem 0; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 1rem 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; }
ul { padding-left: 1.2rem; }
.rules { color: var(--soft); font-size: .9rem; margin: .2rem 0 .4rem; }
.rules .met { color: var(--good); list-style-type: "✓ "; }
.rules .unmet { list-style-type: "○ "; }
.second + .hint { margin: .2rem 0 1rem; }
.check { display: flex; gap: .6rem; align-items: start; }
.check label { font-weight: 400; margin: 0; }
.check input { inline-size: 1.15rem; block-size: 1.15rem; margin: .2rem 0 0; flex: none; accent-color: var(--accent); }
.or { display: flex; gap: .8rem; align-items: center; color: var(--soft); }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.qr { max-width: 14rem; margin: 1rem auto; background: #fff; border-radius: .55rem; overflow: hidden; }
.qr svg { display: block; width: 100%; height: auto; }
.secret { user-select: all; }
button:disabled { opacity: .55; cursor: not-allowed; }
.scroll { overflow-x: auto; overflow-wrap: normal; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .5rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
pre { background: var(--quote); border-radius: .55rem; padding: .8rem; overflow: auto; }
@media (max-width: 40rem) { .scroll thead { position: absolute; clip-path: inset(50%); } .scroll tr, .scroll td { display: block; } .scroll td { padding: .15rem 0; border: 0; overflow-wrap: anywhere; } .scroll tr { padding: .6rem 0; border-bottom: 1px solid var(--line); } }
@media (max-width: 26rem) { body { padding: 1rem .75rem 2rem; } .card { padding: 1.25rem; } dl.facts { grid-template-columns: 1fr; gap: 0 0; } dl.facts dd { margin-bottom: .5rem; } }
@media (prefers-reduced-motion: no-preference) { button, .button { transition: background-color .12s, border-color .12s; } }
`
