/**
 * What a person wrote or chose on the way to an own action, parsed: inputs come from outside like everything else.
 * Each action that asks for something has one form here, and one way to read its answers. Pure.
 */
import { z } from "zod"
import type { Askable } from "../alert/who-needed.ts"
import type { Form, FormChoice, FormInput } from "../card/form-card.ts"
import { SEND } from "../card/form-card.ts"
import { HOUR } from "../lib/time-units.ts"
import type { OwnActionName } from "../model/action.ts"
import type { Person } from "../model/person.ts"
import { type Inputs, TypedWords } from "./typed-words.ts"
import { whoForm } from "./who-form.ts"

/** How long an incident may be left alone, milliseconds. */
const SNOOZES = {
  "1h": { title: "1 hour", ms: HOUR },
  "4h": { title: "4 hours", ms: 4 * HOUR },
  "1d": { title: "1 day", ms: 24 * HOUR },
  "3d": { title: "3 days", ms: 72 * HOUR },
  "7d": { title: "1 week", ms: 168 * HOUR },
} as const
const SnoozeKey = z.enum(["1h", "4h", "1d", "3d", "7d"])

/** What a press says, ready to be decided on. */
export type Said =
  | { readonly action: "claim" | "reopen" | "we-dont-know-this" }
  | { readonly action: "expected" | "not-a-threat"; readonly reason: string }
  /** `person` is who made a restore; only asked where it is one. */
  | { readonly action: "that-was-us"; readonly reason: string; readonly person?: string }
  | { readonly action: "say-who"; readonly reason: string; readonly person: string }
  | { readonly action: "ask-who"; readonly to: string }
  | { readonly action: "note"; readonly text: string }
  | { readonly action: "snooze"; readonly until: number; readonly length: string }
  | { readonly action: "hand-over"; readonly to: string }

/** What has a form of its own, elsewhere. */
export type FormedElsewhere = "mute" | "ask-owner"
/** What needs a word, a person or a time. */
export type AskingAction = Exclude<OwnActionName, "claim" | "reopen" | "we-dont-know-this" | FormedElsewhere>

/** Still to be asked: `problem` says what is wrong with what came, one sentence. */
export type Asked = { readonly ask: AskingAction; readonly problem?: string }

export type SaidContext = {
  /** Who can take this incident, by name and object id. */
  readonly takers: readonly Pick<Person, "name" | "objectId">[]
  /** Of a restore: whom the question who needed it can be put to. Missing where it is none. */
  readonly askables?: readonly Pick<Askable, "id" | "title">[]
  /** Milliseconds UTC. */
  readonly now: number
}

/** What the press says, or what is still to be asked. */
export function saidIn(
  action: Exclude<OwnActionName, FormedElsewhere>,
  inputs: Inputs,
  context: SaidContext,
): Said | Asked {
  switch (action) {
    case "claim":
    case "reopen":
    case "we-dont-know-this":
      return { action }
    case "that-was-us":
    case "say-who":
      return saidWho(action, inputs, context)
    case "ask-who": {
      const to = context.askables?.find(({ id }) => id === inputs.to)
      return to === undefined ? asked(action, inputs, "Please choose whom to ask.") : { action, to: to.title }
    }
    case "expected":
    case "not-a-threat": {
      const reason = TypedWords.safeParse(inputs.reason)
      return reason.success
        ? { action, reason: reason.data }
        : asked(action, inputs, "Please give a word of reason.")
    }
    case "note": {
      const text = TypedWords.safeParse(inputs.text)
      return text.success ? { action, text: text.data } : asked(action, inputs, "Please write something.")
    }
    case "snooze": {
      const key = SnoozeKey.safeParse(inputs.length)
      if (!key.success) return asked(action, inputs, "Please choose for how long.")
      const { title, ms } = SNOOZES[key.data]
      return { action, until: context.now + ms, length: title }
    }
    case "hand-over": {
      const to = context.takers.find(({ objectId }) => objectId === inputs.to)
      return to === undefined ? asked(action, inputs, "Please choose who takes it.") : { action, to: to.name }
    }
  }
}

/** Of a restore both are needed: who it was makes no reason, and a reason names nobody. */
function saidWho(action: "that-was-us" | "say-who", inputs: Inputs, { askables }: SaidContext): Said | Asked {
  const reason = TypedWords.safeParse(inputs.reason)
  const person = TypedWords.safeParse(inputs.person)
  if (action === "that-was-us" && askables === undefined)
    return reason.success
      ? { action, reason: reason.data }
      : asked(action, inputs, "Please give a word of reason.")
  return reason.success && person.success
    ? { action, reason: reason.data, person: person.data }
    : asked(action, inputs, "Please say who it was, and what for.")
}

/** The first press brings nothing, and is no mistake. */
const asked = (ask: AskingAction, { plan }: Inputs, problem: string): Asked =>
  plan === SEND ? { ask, problem } : { ask }

type OwnForm = Pick<Form, "title" | "about" | "inputs" | "sends">

const reasonInput = (label: string, hint: string): FormInput => ({ id: "reason", label, hint })

/** The form of an action that asks for something. */
export function ownForm(action: AskingAction, inputs: Inputs, { takers, askables }: SaidContext): OwnForm {
  const isAboutWho = action === "that-was-us" && askables !== undefined
  if (action === "ask-who" || action === "say-who" || isAboutWho)
    return whoForm(action, inputs, askables ?? [])
  switch (action) {
    case "that-was-us":
      return {
        title: "That was us",
        about: "Your IT provider will check it and close it. A word about what it was helps them.",
        inputs: [reasonInput("What was it?", "We moved to the new office")],
        sends: [{ title: "Send", tooltip: "Tells your IT provider that this was expected", plan: SEND }],
      }
    case "expected":
      return {
        title: "Expected",
        about: "Closes the incident: it was planned or asked for. Nothing is changed at the customer.",
        inputs: [reasonInput("Why is it expected?", "Asked for in ticket 4711")],
        sends: [{ title: "Close it", tooltip: "Closes the incident as expected", plan: SEND }],
      }
    case "snooze":
      return {
        title: "Snooze",
        about: "The incident stays open and comes back by itself.",
        inputs: [choiceInput("length", "For how long?", snoozeChoices(), "1h")],
        sends: [{ title: "Snooze it", tooltip: "Leaves it alone until then", plan: SEND }],
      }
    case "hand-over":
      return {
        title: "Hand over",
        about: "Whoever is chosen has the incident from now on.",
        inputs: [choiceInput("to", "Who takes it?", takerChoices(takers), inputs.to)],
        sends: [{ title: "Hand it over", tooltip: "Changes the owner on the card", plan: SEND }],
      }
    case "note":
      return {
        title: "Note",
        about: "Kept with the incident and shown on the technicians' card; the customer doesn't see it.",
        inputs: [{ id: "text", label: "What should be remembered?" }],
        sends: [{ title: "Keep it", tooltip: "Adds the note to the incident", plan: SEND }],
      }
    case "not-a-threat":
      return {
        title: "Not a threat",
        about: "Closes the incident without changing anything. The customer reads that there is no danger.",
        inputs: [reasonInput("Why is it harmless?", "A test by our own staff")],
        sends: [{ title: "Close it", tooltip: "Closes the incident as not a threat", plan: SEND }],
      }
  }
}

const choiceInput = (
  id: string,
  label: string,
  choices: readonly FormChoice[],
  value?: string,
): FormInput => ({ id, label, choices, ...(value === undefined ? {} : { value }) })

const snoozeChoices = (): readonly FormChoice[] =>
  Object.entries(SNOOZES).map(([id, { title }]) => ({ id, title }))

const takerChoices = (takers: SaidContext["takers"]): readonly FormChoice[] =>
  takers.map(({ objectId, name }) => ({ id: objectId, title: name }))
