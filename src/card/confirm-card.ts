/** What a technician sees before a fix that can't simply be taken back: what will run, where, and why it asks. Shown to the presser alone. */
import { plainText } from "../lib/plain-text.ts"
import type { ActionName } from "../model/action.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { ButtonId } from "../model/ids.ts"
import type { JsonObject } from "../model/json.ts"
import { isCmdlet, type PlannedCall } from "../model/remediation.ts"
import { titleOf } from "./button-labels.ts"
import { type Row, row } from "./incident-text.ts"
import { renderCard, type View } from "./template.ts"

export type ConfirmInput = {
  readonly action: ActionName
  /** The opaque id of the button that was pressed. */
  readonly button: ButtonId
  /** The customer's name. */
  readonly place: string
  /** Why it asks, one sentence each. */
  readonly reasons: readonly string[]
  readonly calls: readonly PlannedCall[]
  /** What can be undone and what can't. */
  readonly reversibility: string
  /** Stands for the plan: a press with another one is asked again. */
  readonly digest: string
}

/** A row of the card: `lead` is read first, `runs` is for whoever wants to know exactly. */
export const factView = ({ label, value }: Row, { lead = "", runs = "" } = {}): View => ({
  ...{ label, lead, value, runs },
  hasRuns: runs !== "",
})

/** What the button that goes back sends instead of a digest. */
export const BACK = "back"

export function confirmCard(input: ConfirmInput): RenderedCard {
  const place = plainText(input.place, 80)
  return renderCard("confirm", confirmView(input), `Please confirm: ${titleOf(input.action)} · ${place}`)
}

export function confirmView(input: ConfirmInput): View {
  const { action, button, reasons, calls, reversibility, digest } = input
  const title = titleOf(action)
  return {
    title,
    place: plainText(input.place, 80),
    reasons: reasons.map((text) => ({ text: plainText(text, 400) })),
    facts: [
      factView(row("Undo", reversibility, 400)),
      ...calls.map((call) => factView(row("Runs", callText(call), 500))),
    ],
    inputs: [],
    buttons: confirmButtons({ button, digest, title, tooltip: "Runs exactly this, then reads it back" }),
  }
}

/** What every question before a fix ends with: to do exactly what it shows, or to go back. */
export const confirmButtons = (asked: {
  readonly button: ButtonId
  readonly digest: string
  readonly title: string
  readonly tooltip: string
}): readonly View[] => [
  {
    id: asked.button,
    plan: asked.digest,
    title: `${asked.title} now`,
    tooltip: asked.tooltip,
    style: "destructive",
  },
  {
    id: asked.button,
    plan: BACK,
    title: "Back",
    tooltip: "Shows the alert again; nothing is done",
    style: "default",
  },
]

/** `Set-Mailbox Identity=anna@contoso.com ForwardingAddress=(empty)`, as it will be sent. */
export function callText(call: PlannedCall): string {
  if (isCmdlet(call)) return `${call.cmdlet} ${valuesText(call.parameters)}`
  return `${call.method} ${call.path}${call.body === undefined ? "" : ` ${JSON.stringify(call.body)}`}`
}

const valuesText = (values: JsonObject): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        `${name}=${value === null ? "(empty)" : typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    .join(" ")
