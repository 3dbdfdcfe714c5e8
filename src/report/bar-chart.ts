/** A bar chart as inline SVG: no script, no outside part, readable in black and white and by a screen reader. */
import { type Html, html } from "../lib/html-text.ts"

export type Bar = {
  /** Below the bar; empty for none. */
  readonly label: string
  readonly value: number
  /** What a screen reader says, and what shows under the pointer. */
  readonly title: string
}

const HEIGHT = 120
const STEP = 24

/** `title` says in a sentence what the chart shows. */
export function barChart(title: string, bars: readonly Bar[]): Html {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const width = bars.length * STEP
  return html`<svg role="img" viewBox="0 0 ${width} ${HEIGHT + 24}" width="${width}" aria-label="${title}">
<line class="axis" x1="0" y1="${HEIGHT + 0.5}" x2="${width}" y2="${HEIGHT + 0.5}"/>
${bars.map((bar, index) => barPart(bar, index, most))}
</svg>`
}

function barPart({ label, value, title }: Bar, index: number, most: number): Html {
  const height = value === 0 ? 0 : Math.max(3, Math.round((value / most) * (HEIGHT - 18)))
  const x = index * STEP
  const count =
    value === 0 ? html`` : html`<text x="${x + STEP / 2}" y="${HEIGHT - height - 4}">${value}</text>`
  return html`<g><title>${title}</title><rect x="${x + 4}" y="${HEIGHT - height}" width="${STEP - 8}" height="${height}"/>${count}<text class="label" x="${x + STEP / 2}" y="${HEIGHT + 16}">${label}</text></g>
`
}
