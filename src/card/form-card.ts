/** Asks the presser for a word before a press does something: a reason, a person, a time. Shown to the presser alone. */
import { markdownSafe, plainText } from "../lib/plain-text.ts"
import type { RenderedCard } from "../model/delivery.ts"
import type { ButtonId } from "../model/ids.ts"
import { BACK } from "./confirm-card.ts"
import { renderCard, type View } from "./template.ts"

export type FormChoice = { readonly id: string; readonly title: string }

export type FormInput = {
  /** The name under which the answer comes back. */
  readonly id: string
  readonly label: string
  /** What is filled in already: a text, or the ids of choices separated by commas. */
  readonly value?: string
  /** What to choose from; missing for a text of at most 300 characters. */
  readonly choices?: readonly FormChoice[]
  /** Several may be chosen. */
  readonly many?: boolean
  readonly hint?: string
}

export type Form = {
  readonly title: string
  /** The customer and the incident. */
  readonly place: string
  /** What is asked, one or two sentences. */
  readonly about: string
  /** Why what was sent isn't enough, one sentence; missing the first time. */
  readonly problem?: string
  readonly lines?: readonly string[]
  readonly inputs: readonly FormInput[]
  /** The opaque id of the button that was pressed; it is pressed again with the answers. */
  readonly button: ButtonId
  /** What sends the answers; `plan` tells presses of one form apart. */
  readonly sends: readonly { readonly title: string; readonly tooltip: string; readonly plan: string }[]
}

/** What the button that sends a form carries, where nothing has to be compared. */
export const SEND = "send"

export type FormView = View & { readonly summary: string; readonly spoken: string }

export function formView(form: Form): FormView {
  const title = plainText(form.title, 120)
  const place = plainText(form.place, 120)
  const problem = plainText(form.problem, 300)
  const about = plainText(form.about, 500)
  return {
    summary: `${title} · ${place}`,
    spoken: `${title}. ${problem} ${about}`,
    title,
    place,
    about,
    problem,
    hasProblem: problem !== "",
    lines: (form.lines ?? []).map((text) => ({ text: plainText(text, 300) || " " })),
    inputs: form.inputs.map(inputView),
    buttons: [
      ...form.sends.map((send) => ({ ...send, id: form.button, style: "positive" })),
      {
        id: form.button,
        plan: BACK,
        title: "Back",
        tooltip: "Shows the alert again; nothing is done",
        style: "default",
      },
    ],
  }
}

export function formCard(form: Form): RenderedCard {
  const view = formView(form)
  return renderCard("form", view, view.summary, view.spoken)
}

/** Labels and choices are read as Markdown by some clients, so their marks are taken out. */
export const inputView = ({ id, label, value, choices, many, hint }: FormInput): View => ({
  id,
  label: markdownSafe(plainText(label, 120)),
  value: value ?? "",
  hint: plainText(hint, 120),
  isText: choices === undefined,
  isLong: id === "text",
  isChoice: choices !== undefined,
  isMany: many === true,
  choices: (choices ?? []).map((choice) => ({
    id: choice.id,
    title: markdownSafe(plainText(choice.title, 120)),
  })),
})
