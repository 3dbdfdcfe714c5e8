/** What a technician sees before a playbook runs: every step, what it does, whether it can be undone, and what is skipped and why. */
import { plainText } from "../lib/plain-text.ts"
import { withLocalTimes } from "../lib/time-text.ts"
import type { ActionName, FixName } from "../model/action.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { ButtonId } from "../model/ids.ts"
import type { PlannedCall } from "../model/remediation.ts"
import { titleOf } from "./button-labels.ts"
import { callText, confirmButtons, factView } from "./confirm-card.ts"
import { type FormInput, inputView } from "./form-card.ts"
import { row } from "./incident-text.ts"
import { renderCard, type View } from "./template.ts"

export type PlaybookStep = {
  readonly fix: FixName
  /** True: done only where it is chosen. */
  readonly optional?: boolean
  /** What can be undone and what can't. */
  readonly reversibility: string
  /** Why it isn't tried. */
  readonly skipped?: string
  /** What would run; missing when that couldn't be read. */
  readonly calls?: readonly PlannedCall[]
  /** How it is now. */
  readonly now?: string
  /** What can't be taken back, or reaches further, in this case. */
  readonly warning?: string
}

export type PlaybookInput = {
  readonly action: ActionName
  /** The opaque id of the button that was pressed. */
  readonly button: ButtonId
  /** The customer and the incident. */
  readonly place: string
  /** Whose account it is. */
  readonly account: string
  readonly steps: readonly PlaybookStep[]
  /** The customer's, in which times are told. */
  readonly timeZone: string
  /** So many more things that alerts tell of are in none of the steps. */
  readonly left?: number
  /** Stands for the steps: a press with another one is asked again. */
  readonly digest: string
}

/** What would run is told to its end. */
const MAX_STEP = 600

export const playbookCard = (input: PlaybookInput): RenderedCard =>
  renderCard(
    "confirm",
    playbookView(input),
    `Please confirm: ${titleOf(input.action)} · ${plainText(input.account, 150)}`,
  )

export function playbookView(input: PlaybookInput): View {
  const { action, button, place, account, steps, left = 0, digest } = input
  const title = titleOf(action)
  const name = plainText(account, 150)
  const rowOf = (label: string, step: PlaybookStep): View => {
    const told = withLocalTimes(stepText(step), input.timeZone)
    return factView(row(label, told, MAX_STEP), { lead: `${titleOf(step.fix)}. `, runs: runsText(step) })
  }
  return {
    title,
    place: plainText(place, 120),
    reasons: [
      {
        text: `These steps are run for ${name}, in this order. A step that fails doesn't stop the others.`,
      },
      ...(left === 0 ? [] : [{ text: leftText(left) }]),
    ],
    facts: [
      ...steps.filter(({ optional }) => !optional).map((step, index) => rowOf(`Step ${index + 1}`, step)),
      ...steps.filter(({ optional }) => optional).map((step) => rowOf("Optional", step)),
    ],
    inputs: chooseSteps(steps).map(inputView),
    buttons: confirmButtons({
      button,
      digest,
      title,
      tooltip: "Runs these steps and reads each of them back",
    }),
  }
}

/** The name under which the chosen steps come back. */
export const CHOSEN_STEPS = "also"

/** Asks which optional steps are wanted; nothing where none of them can do anything. */
export function chooseSteps(
  steps: readonly Pick<PlaybookStep, "fix" | "optional" | "skipped" | "calls">[],
  chosen: readonly FixName[] = [],
): readonly FormInput[] {
  const choices = steps
    .filter(({ optional, skipped, calls }) => optional && skipped === undefined && calls?.length !== 0)
    .map(({ fix }) => ({ id: fix, title: titleOf(fix) }))
  const value = chosen.join(",")
  return choices.length === 0
    ? []
    : [{ id: CHOSEN_STEPS, label: "Also do, if you choose it", value, choices, many: true }]
}

function stepText({ fix, optional, skipped, calls, now, warning, reversibility }: PlaybookStep): string {
  if (skipped !== undefined) return `${optional ? "Can't work here" : "Skipped"}: ${skipped}`
  const undo = warning ?? `${labelOf(reversibility)}.`
  if (calls === undefined) return `Couldn't be read just now, is tried all the same. ${undo}`
  if (fix === "keep-evidence") return undo
  if (calls.length === 0) return `Nothing to do.${now ? ` ${now}.` : ""}`
  return `${now}. ${undo}`
}

/** Nothing where the step isn't tried, or can't be told yet. */
const runsText = ({ fix, skipped, calls = [] }: PlaybookStep): string =>
  skipped !== undefined || fix === "keep-evidence" || calls.length === 0
    ? ""
    : plainText(`Runs ${calls.map(callText).join("; ")}`, MAX_STEP)

/** `Can be undone`, without what comes after it. */
const labelOf = (reversibility: string): string => reversibility.split(/[:.]/, 1)[0] ?? ""

const leftText = (left: number): string =>
  left === 1
    ? "One more thing that an alert tells of this account is left to its own card."
    : `${left} more things that alerts tell of this account are left to their own cards.`
