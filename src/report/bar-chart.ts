/** Charts as inline SVG: no script, no outside part, readable in black and white and by a screen reader. */
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
  return html`<svg class="days" role="img" viewBox="0 0 ${width} ${HEIGHT + 24}" width="${width}" aria-label="${title}">
<line class="axis" x1="0" y1="${HEIGHT + 0.5}" x2="${width}" y2="${HEIGHT + 0.5}"/>
${bars.map((bar, index) => barPart(bar, index, most))}
</svg>`
}

function barPart({ label, value, title }: Bar, index: number, most: number): Html {
  const height = value === 0 ? 0 : Math.max(3, Math.round((value / most) * (HEIGHT - 18)))
  const x = index * STEP
  const count =
    value === 0
      ? html``
      : html`<text class="middle" x="${x + STEP / 2}" y="${HEIGHT - height - 4}">${value}</text>`
  return html`<g><title>${title}</title><rect class="bar" x="${x + 4}" y="${HEIGHT - height}" width="${STEP - 8}" height="${height}"/>${count}<text class="middle label" x="${x + STEP / 2}" y="${HEIGHT + 16}">${label}</text></g>
`
}

export type Span = {
  /** Shares of the whole, 0 to 1. */
  readonly from: number
  readonly to: number
  readonly title: string
}

const STRIP = { width: 744, height: 18 }
/** What is shorter would not be seen. */
const NARROWEST = 3

/** A strip of time: what is there, and the holes in it. The words beside it say the same. */
export function timeStrip(
  title: string,
  { there, holes }: { readonly there: readonly Span[]; readonly holes: readonly Span[] },
): Html {
  const part =
    (name: string) =>
    ({ from, to, title: words }: Span): Html => {
      const x = Math.round(from * STRIP.width)
      const width = Math.max(NARROWEST, Math.round((to - from) * STRIP.width))
      return html`<rect class="${name}" x="${Math.min(x, STRIP.width - width)}" y="0" width="${width}" height="${STRIP.height}"><title>${words}</title></rect>`
    }
  return html`<svg role="img" viewBox="0 0 ${STRIP.width} ${STRIP.height}" width="${STRIP.width}" aria-label="${title}">
<rect class="track" x="0" y="0" width="${STRIP.width}" height="${STRIP.height}"/>
${there.map(part("bar"))}${holes.map(part("gap"))}
</svg>`
}

export type Row = { readonly label: string; readonly value: number; readonly text: string }

const LABELS = 250
const ROW = 26

/** Horizontal bars, each with its label before it and its value in words behind it. */
export function rowChart(title: string, rows: readonly Row[]): Html {
  const most = Math.max(1, ...rows.map(({ value }) => value))
  const longest = STRIP.width - LABELS - 130
  const parts = rows.map(({ label, value, text }, index) => {
    const y = index * ROW
    const width = Math.max(NARROWEST, Math.round((value / most) * longest))
    return html`<g><title>${label}: ${text}</title><text class="end label" x="${LABELS - 10}" y="${y + 17}">${label}</text><rect class="bar" x="${LABELS}" y="${y + 5}" width="${width}" height="16"/><text x="${LABELS + width + 8}" y="${y + 17}">${text}</text></g>
`
  })
  return html`<svg role="img" viewBox="0 0 ${STRIP.width} ${rows.length * ROW}" width="${STRIP.width}" aria-label="${title}">
${parts}</svg>`
}
