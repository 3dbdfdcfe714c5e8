/** The steps of a playbook on a technician's card: a mark and a word for how each of them stands, and what was seen. */
import { plainText } from "../lib/plain-text.ts"
import { withLocalTimes } from "../lib/time-text.ts"
import { bulkRuns, playbookSteps } from "../model/playbook.ts"
import type { Remediation, RemediationState } from "../model/remediation.ts"
import { titleOf } from "./button-labels.ts"
import { methodsByHand } from "./sign-in-methods.ts"
import type { View } from "./template.ts"

type Standing = RemediationState | "running"

/** Told by word and mark; colors tell nothing here. */
const WORDS: Readonly<Record<Standing, string>> = {
  requested: "○ Waits",
  running: "… Working",
  intended: "… Working",
  verified: "✓ Done",
  "already-done": "✓ Nothing to do",
  failed: "✗ Failed",
  skipped: "– Skipped",
  unapproved: "– Not approved",
  undone: "↩ Taken back",
  overtaken: "✓ Done",
}

/** Longest result in a row; whole it stands among the details. */
const MAX_RESULT = 240

/** What no program can decide, said once the steps are over. */
const byHand = (steps: readonly Remediation[]): readonly string[] => [
  ...methodsByHand(steps),
  ...rulesByHand(steps),
  ...(steps.some(({ action, state }) => action === "unblock-sender" && state !== "failed")
    ? []
    : ["If mail was sent from it, look whether Defender blocks it from sending (Restricted entities)."]),
  "Before sign-in is allowed again: give the user the new password by phone or in person, and have app passwords deleted, which outlive it.",
]

const MAX_RULES = 5

/** Inbox rules that no cmdlet reaches. Source: Get-InboxRule, "SupportedByTask"; rules hidden through MAPI are in no list. */
function rulesByHand(steps: readonly Remediation[]): readonly string[] {
  const step = steps.find(({ action }) => action === "disable-inbox-rules")
  if (step === undefined) return []
  const left = (Array.isArray(step.after?.clientSide) ? step.after.clientSide : []).map((name) =>
    plainText(String(name), 40),
  )
  const more = left.length - MAX_RULES
  const names = [...left.slice(0, MAX_RULES), ...(more > 0 ? [`${more} more`] : [])].join(", ")
  return [
    ...(names === ""
      ? []
      : [`Look at these inbox rules in Outlook, which can't be switched off from here: ${names}.`]),
    "If mail still vanishes: rules can be hidden even from Exchange. Outlook started with /cleanrules deletes all that the mailbox has.",
  ]
}

export type StepsView = View & { readonly hasSteps: boolean; readonly steps: readonly View[] }

/** `timeZone` is the customer's. */
export function stepsView(some: readonly Remediation[], timeZone: string): StepsView {
  const runs = some.map((run) =>
    run.result === undefined ? run : { ...run, result: withLocalTimes(run.result, timeZone) },
  )
  const many = bulkRuns(runs)
  return many.length > 0 ? bulkView(many) : playbookView(playbookSteps(runs))
}

/** More that failed are counted. */
const MAX_FAILED = 8

/** A hundred runs of one fix are numbers; only what failed stands by itself, each with its reason. */
function bulkView(runs: readonly Remediation[]): StepsView {
  const failed = runs.filter(({ state }) => state === "failed")
  const more = failed.length - MAX_FAILED
  const [first] = runs
  return {
    hasSteps: true,
    stepsHeading: `${first === undefined ? "" : titleOf(first.action)}: ${countsText(runs)}`,
    steps: failed.slice(0, MAX_FAILED).map(({ subject, result }) => ({
      word: WORDS.failed,
      step: plainText(subject.targetName || subject.target, 60),
      result: ` ${plainText(result, MAX_RESULT)}`,
    })),
    byHand: more > 0 ? [{ text: `… and ${more} more failed; the trail has each with its reason.` }] : [],
  }
}

function countsText(runs: readonly Remediation[]): string {
  const count = (...wanted: readonly RemediationState[]): number =>
    runs.filter(({ state }) => wanted.includes(state)).length
  const parts = [
    [count("requested", "intended"), "to go"],
    [count("failed"), "failed"],
    [count("skipped"), "skipped"],
    [count("unapproved"), "not approved"],
    [count("undone"), "taken back"],
  ] as const
  const bad = parts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]))
  return [`${count("verified", "already-done")} of ${runs.length} done`, ...bad].join(", ")
}

function playbookView(steps: readonly Remediation[]): StepsView {
  const running = steps.find(({ state }) => state === "requested" || state === "intended")
  const standings = steps.map((step) => (step === running ? "running" : step.state))
  const isAsked = steps.some(({ state }) => state === "unapproved")
  const over = running === undefined && steps.length > 0 && !isAsked
  return {
    hasSteps: steps.length > 0,
    stepsHeading: headingOf(steps, standings),
    steps: steps.map((step, index) => ({
      word: WORDS[standings[index] ?? step.state],
      step: titleOf(step.action),
      result: step.result === undefined ? "" : ` ${plainText(step.result, MAX_RESULT)}`,
    })),
    byHand: over ? byHand(steps).map((text) => ({ text: `By hand: ${text}` })) : [],
  }
}

/** Evidence alone secures nothing. */
function headingOf(steps: readonly Remediation[], standings: readonly Standing[]): string {
  const count = (...wanted: readonly Standing[]): number =>
    standings.filter((one) => wanted.includes(one)).length
  const [failed, skipped, undone] = [count("failed"), count("skipped"), count("undone")]
  const unapproved = count("unapproved")
  const done = count("verified", "already-done")
  const over = count("requested", "running", "intended") === 0
  const bad = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(unapproved === 0 ? [] : [`${unapproved} not approved`]),
    ...(undone === 0 ? [] : [`${undone} taken back`]),
  ]
  const title = titleOf("secure-account")
  const something = steps.some(
    ({ action, state }) => action !== "keep-evidence" && (state === "verified" || state === "already-done"),
  )
  const ended = bad.length === 0 ? "secured" : something ? "partly secured" : "not secured"
  return [`${title}: ${over ? `${ended}, ` : ""}${done} of ${standings.length} steps done`, ...bad].join(", ")
}
