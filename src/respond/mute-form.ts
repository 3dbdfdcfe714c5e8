/** Muting from a card: what can be chosen, what was chosen, and what it would have hidden. Pure; inputs are hostile. */
import { z } from "zod"
import { kindWords } from "../alert/kind-words.ts"
import { MUTE_FIELD_WORDS } from "../alert/mute-field-words.ts"
import { criteriaOf, previewMute, tooWide } from "../alert/mutes.ts"
import { isDenial } from "../alert/owner-question.ts"
import { type Form, type FormChoice, SEND } from "../card/form-card.ts"
import { canonicalHash } from "../lib/canonical-json.ts"
import { countryName } from "../lib/country-name.ts"
import { plainText } from "../lib/plain-text.ts"
import { shortInstantText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import type { Alert, Incident } from "../model/alert.ts"
import { MUTE_FIELDS, type MuteCriteria, type MuteField } from "../model/mute.ts"
import { type Inputs, MAX_REASON, TypedWords } from "./typed-words.ts"

/** How far back the preview looks, milliseconds. */
export const PREVIEW_MS = 30 * DAY
/** More alerts than this aren't looked through; the card says so. */
export const MAX_PREVIEW = 2_000

const DAYS = ["1", "7", "30", "90"] as const

export type WantedMute = {
  readonly criteria: MuteCriteria
  readonly days: number
  readonly reason: string
}

const Chosen = z.object({
  fields: z
    .string()
    .max(200)
    .transform((text) => text.split(",").filter((one) => one !== ""))
    .pipe(z.array(z.enum(MUTE_FIELDS)).max(MUTE_FIELDS.length)),
  days: z.enum(DAYS),
  reason: TypedWords,
})

/** What was chosen about this alert, or one sentence why it isn't enough. */
export function wantedMute(alert: Alert, inputs: Inputs): WantedMute | string {
  const chosen = Chosen.safeParse({ ...inputs, fields: inputs.fields ?? "" })
  if (!chosen.success)
    return chosen.error.issues.every(({ path }) => path[0] === "reason")
      ? "Please give a word of reason."
      : "Please choose what to mute and for how long, and give a word of reason."
  const known = criteriaOf(alert)
  const { fields, reason } = chosen.data
  const criteria: MuteCriteria = Object.fromEntries(
    fields.flatMap((field) => (known[field] === undefined ? [] : [[field, known[field]] as const])),
  )
  return tooWide(criteria) ?? { criteria, days: Number(chosen.data.days), reason }
}

/** `digest` stands for what was chosen and for every alert that it would have hidden: only what was shown is saved. */
export type Shown = { readonly lines: readonly string[]; readonly digest: string }

type MuteForm = Pick<Form, "title" | "about" | "inputs" | "sends" | "lines" | "problem">

/** The form, with what was chosen so far; with a preview it also offers to save. */
export function muteForm(
  alert: Alert,
  inputs: Inputs,
  answer: { readonly problem: string } | Shown | undefined,
): MuteForm {
  const shown = answer !== undefined && "lines" in answer ? answer : undefined
  const look = {
    title: "Show what it hides",
    tooltip: "Looks through the last 30 days; saves nothing",
    plan: SEND,
  }
  const save = {
    title: "Mute",
    tooltip: "Saves exactly this; “lift mute” ends it",
    plan: shown?.digest ?? "",
  }
  return {
    title: "Mute",
    about: "Alerts that fit everything chosen are stored and page nobody, until the mute ends by itself.",
    ...(answer !== undefined && "problem" in answer ? { problem: answer.problem } : {}),
    lines: [...(shown?.lines ?? []), "This alert says:", ...knownLines(alert)],
    inputs: [
      {
        id: "fields",
        label: "Mute what fits all of these:",
        choices: fieldChoices(alert),
        many: true,
        value: inputs.fields ?? narrowest(alert).join(","),
      },
      {
        id: "days",
        label: "For how long?",
        choices: DAYS.map((days) => ({ id: days, title: days === "1" ? "1 day" : `${days} days` })),
        value: inputs.days ?? "7",
      },
      {
        id: "reason",
        label: "Why?",
        value: plainText(inputs.reason, MAX_REASON),
        hint: "Migration, ticket 4711",
      },
    ],
    sends: shown === undefined ? [look] : [save, { ...look, title: "Show again" }],
  }
}

const fieldsOf = (alert: Alert): readonly MuteField[] => {
  const criteria = criteriaOf(alert)
  return MUTE_FIELDS.filter((field) => criteria[field] !== undefined)
}

/** Some clients make links of what choices hold, so the values of this alert stand above them, as text. */
const knownLines = (alert: Alert): readonly string[] =>
  fieldsOf(alert).map((field) => {
    return `${MUTE_FIELD_WORDS[field]}: ${plainText(knownText(field, alert), 120)}`
  })

/** As the card tells it, not as it is stored. */
function knownText(field: MuteField, alert: Alert): string | undefined {
  const value = criteriaOf(alert)[field]
  if (field === "rule") return alert.rule.title
  if (field === "kind") return kindWords(value ?? "")
  return field === "country" ? (countryName(value) ?? value) : value
}

const fieldChoices = (alert: Alert): readonly FormChoice[] =>
  fieldsOf(alert).map((field) => ({ id: field, title: MUTE_FIELD_WORDS[field] }))

/** What is ticked at first hides the least: this very thing, done by this very account. */
const narrowest = (alert: Alert): readonly MuteField[] => {
  const criteria = criteriaOf(alert)
  const wanted = ["rule", "actor", "target", "destination"] as const
  return wanted.filter((field) => criteria[field] !== undefined)
}

const MAX_EXAMPLES = 3

/** What the mute would have hidden, newest first: honest about how far it looked, and about what was acted on. */
export function showHidden(
  wanted: WantedMute,
  recent: readonly { readonly alert: Alert; readonly incident: Incident }[],
  { timeZone, now }: { readonly timeZone: string; readonly now: number },
): Shown {
  const held = new Map(recent.map(({ alert, incident }) => [alert.id, incident]))
  const { hidden, actedOn } = previewMute(
    wanted.criteria,
    recent.map(({ alert }) => alert),
    (alert) => wasActedOn(held.get(alert.id)),
  )
  const isAll = recent.length < MAX_PREVIEW
  const atLeast = isAll ? "" : "at least "
  const count = hidden.length === 1 ? "1 alert" : `${hidden.length} alerts`
  const undecided = hidden.filter((alert) => isUndecided(held.get(alert.id))).length
  const acted = actedWords({ hidden: hidden.length, actedOn: actedOn.length, undecided, isAll })
  const examples = [...actedOn, ...hidden.filter((alert) => !actedOn.includes(alert))].slice(0, MAX_EXAMPLES)
  const lines = [
    `In the last 30 days it would have hidden ${atLeast}${count}. ${hidden.length === 0 ? "" : acted}`.trim(),
    ...examples.map(
      (alert) =>
        `${shortInstantText(alert.happenedAt, timeZone, now)}${actedOn.includes(alert) ? " (acted on)" : ""}: ${plainText(alert.summary, 160)}`,
    ),
  ]
  const ids = [hidden, actedOn].map((alerts) => alerts.map(({ id }) => id))
  return { lines, digest: canonicalHash([wanted, ...ids]).slice(0, 24) }
}

type Counts = {
  readonly hidden: number
  readonly actedOn: number
  /** Open, and nobody has it: nobody knows yet whether somebody must act. */
  readonly undecided: number
  readonly isAll: boolean
}

function actedWords({ hidden, actedOn, undecided, isAll }: Counts): string {
  const [it, them] = hidden === 1 ? ["it", "it"] : [`${actedOn} of them`, "any of them"]
  if (actedOn > 0) return `Careful: somebody acted on ${it}.`
  const far = isAll ? "" : `, as far as the newest ${MAX_PREVIEW} alerts tell`
  if (undecided === 0) return `Nobody had to act on ${them}${far}.`
  const open = hidden === 1 ? "it is open" : `${undecided} of them ${undecided === 1 ? "is" : "are"} open`
  return `Nobody has acted on ${them} yet${far}; ${open}.`
}

const isUndecided = (incident: Incident | undefined): boolean => incident?.state === "new"

/**
 * Closed as harmless is no act; a fix, somebody at it, opening it again, or the customer's "we don't know this" is, and so
 * are the owner's "No" and "I don't know".
 */
const wasActedOn = (incident: Incident | undefined): boolean =>
  incident !== undefined &&
  (["claimed", "working", "fixed", "failed", "reopened"].includes(incident.state) ||
    (incident.standing ?? []).length > 0 ||
    incident.customerAnswer?.answer === "unknown" ||
    wasDenied(incident))

const wasDenied = ({ ownerQuestion }: Incident): boolean =>
  ownerQuestion?.answer !== undefined && isDenial(ownerQuestion.answer.word)
