/** How the report looks: on a screen light and dark, on a phone, and on paper (A4 and Letter alike). */
import { type Html, html } from "../lib/html-text.ts"

export const PAGE_STYLE: Html = html`
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --accent: #4f52b2; --bad: #b3261e; --line: #8886; }
@media (prefers-color-scheme: dark) { :root { --accent: #9b9dff; --bad: #ff897d; } }
body { max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin-bottom: .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; break-after: avoid; }
.quiet { opacity: .75; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(9rem, 45%), 1fr)); gap: .75rem; break-inside: avoid; }
.tile { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.2; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
tr, li, figure { break-inside: avoid; }
figure { margin: 0; overflow-x: auto; }
th, td.short { white-space: nowrap; }
td.when { min-width: 6.5rem; }
ul { padding-left: 1.2rem; }
svg { max-width: 100%; height: auto; }
svg .bar { fill: var(--accent); }
svg .gap { fill: var(--bad); }
svg .track { fill: currentColor; opacity: .1; }
svg .axis { stroke: currentColor; opacity: .4; }
svg text { fill: currentColor; font-size: 11px; }
svg .middle { text-anchor: middle; }
svg .end { text-anchor: end; }
svg .label { opacity: .75; }
@media (max-width: 36rem) {
  thead { display: none; }
  tr, td { display: block; }
  td { border: 0; padding: 0; }
  td:not(:empty)::before { content: attr(data-name) ": "; opacity: .75; }
  td.when::before { content: none !important; }
  td.when { font-weight: 600; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  svg text { font-size: 18px; }
  svg.days g:not(:nth-of-type(5n + 1)) .label { display: none; }
  figure.said-below { display: none; }
}
@page { margin: 18mm 16mm; }
@media print {
  :root { color-scheme: light; font-size: 11pt; --accent: #333; --bad: #fff; --line: #999; }
  svg .gap { stroke: #000; }
  body { margin: 0; padding: 0; max-width: none; }
  p { orphans: 3; widows: 3; }
}`
