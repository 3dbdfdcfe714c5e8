/** What a technician sees before one fix runs for everything that a card stands for. Shown to the presser alone. */
import { firstFew } from "../lib/first-few.ts"
import { plainText } from "../lib/plain-text.ts"
import { type ActionName, type FixName, isUndo } from "../model/action.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { ButtonId } from "../model/ids.ts"
import { titleOf } from "./button-labels.ts"
import { confirmButtons, factView } from "./confirm-card.ts"
import { row } from "./incident-text.ts"
import { renderCard, type View } from "./template.ts"

export type Bulk = {
  readonly fix: FixName
  readonly isTakingBack: boolean
  /** What each of them is about, for people. */
  readonly names: readonly string[]
}

export type BulkInput = Bulk & {
  readonly action: ActionName
  /** The opaque id of the button that was pressed. */
  readonly button: ButtonId
  /** The customer and the incident. */
  readonly place: string
  /** What can be undone and what can't. */
  readonly reversibility: string
  readonly digest: string
}

/** What is said of so many at once: `Remove all 120`. */
export function bulkTitle(action: ActionName, fix: FixName, count: number): string {
  const verb = isUndo(action) ? "Undo" : (titleOf(fix).split(" ", 1)[0] ?? "")
  return `${verb} ${count === 1 ? "1" : `all ${count}`}`
}

/** So many are named; the card itself lists them all. */
const MAX_NAMES = 8

export function bulkCard(input: BulkInput): RenderedCard {
  const title = bulkTitle(input.action, input.fix, input.names.length)
  return renderCard("confirm", bulkView(input), `Please confirm: ${title} · ${plainText(input.place, 120)}`)
}

export function bulkView(input: BulkInput): View {
  const { action, button, place, names, digest } = input
  const title = bulkTitle(action, input.fix, names.length)
  return {
    title,
    place: plainText(place, 120),
    reasons: bulkLines(input).map((text) => ({ text })),
    facts: [factView(row("On", namesText(names), 600)), factView(row("Undo", input.reversibility, 400))],
    inputs: [],
    buttons: confirmButtons({
      button,
      digest,
      title,
      tooltip: "Runs it for each of these, and reads each back",
    }),
  }
}

/** What will happen, for cards and forms alike. */
export const bulkLines = ({ fix, isTakingBack, names }: Bulk): readonly string[] => [
  `“${titleOf(fix)}” is ${isTakingBack ? "taken back" : "run"} ${names.length === 1 ? "once" : `${names.length} times`}, one after the other.`,
  isTakingBack
    ? "Each is read first, and refused where somebody changed it since. One that fails doesn't stop the others."
    : "Each is read first; what is gone already is left alone. One that fails doesn't stop the others.",
]

/** `box1, box2, … and 118 more`. */
export function namesText(names: readonly string[]): string {
  const shown = firstFew(names, MAX_NAMES).map((name) => plainText(name, 60))
  const more = names.length - shown.length
  return `${shown.join(", ")}${more > 0 ? `, … and ${more} more` : ""}`
}
