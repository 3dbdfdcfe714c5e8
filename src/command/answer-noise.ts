/** Which rules are worth their noise: a row for each, what costs most for nothing first, and what to do about the worst. Pure. */
import type { RuleNoise } from "../alert/measure-noise.ts"
import { noiseAdvice } from "../alert/noise-advice.ts"
import { countText } from "../lib/count-text.ts"
import { durationText } from "../lib/time-text.ts"
import { MINUTE } from "../lib/time-units.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Answer, AnswerRow } from "./answer.ts"

export type NoiseInput = {
  /** As `measureNoise` sorts them. */
  readonly rules: readonly RuleNoise[]
  readonly customers: readonly Tenant[]
  /** As typed. */
  readonly period: string
  readonly scopeSentence: string
  readonly coverage: string
}

export function answerNoise(input: NoiseInput): Answer {
  const { rules, customers, period, coverage } = input
  return {
    title: `Noise, ${period}`,
    lines: [headOf(input), ...noiseAdvice(rules, customers), ...(rules.length === 0 ? [] : [HOW_COUNTED])],
    rows: rules.map(rowOf),
    coverage,
  }
}

const HOW_COUNTED =
  "“Lost time” counts the harmless ones from the first hand to the verdict, 5 min to 1 h each. What Watchpost tells of itself isn't counted."

function headOf({ rules, scopeSentence, period }: NoiseInput): string {
  const start = `For ${scopeSentence}, ${period}:`
  if (rules.length === 0)
    return `${start} no rule told anything. A longer time may tell more: “noise last 90 days”.`
  const sum = (of: (rule: RuleNoise) => number): number => rules.reduce((all, rule) => all + of(rule), 0)
  const [incidents, harmless] = [sum((rule) => rule.incidents), sum((rule) => rule.harmless.length)]
  const told = `${start} ${countText(incidents, "incident")} of ${countText(rules.length, "rule")}`
  const ended = `${sum((rule) => rule.fixed)} fixed, ${harmless} expected or harmless, ${sum((rule) => rule.open)} open`
  // Where nobody closes with a verdict, nothing can be told.
  const verdicts =
    harmless > 0
      ? ""
      : " Nothing was closed as “expected” or “not a threat”: what was noise shows only when people say so."
  return `${told}, ${ended}.${verdicts}`
}

function rowOf(noise: RuleNoise): AnswerRow {
  const { rule, title, incidents, fixed, harmless, open, wasUs, firstHand, forNothing } = noise
  const us = wasUs === 0 ? "" : ` (${wasUs} the customer's own, they say)`
  const parts = [
    ...(fixed === 0 ? [] : [`${fixed} fixed`]),
    ...(harmless.length === 0 ? [] : [`${harmless.length} expected or harmless`]),
    ...(open === 0 ? [] : [`${open} open${us}`]),
  ]
  return {
    heading: title,
    facts: [
      { label: "Rule", value: rule },
      { label: "Incidents", value: `${incidents}: ${parts.join(", ")}` },
      {
        label: "First hand",
        value: firstHand === undefined ? "nobody took one" : `after ${durationText(firstHand)} (median)`,
      },
      { label: "Lost time", value: forNothing === 0 ? "none" : durationText(forNothing) },
    ],
    columns: [
      { label: "Rule", value: rule },
      { label: "Incidents", value: String(incidents) },
      { label: "Fixed", value: String(fixed) },
      { label: "Expected or harmless", value: String(harmless.length) },
      { label: "Open", value: String(open) },
      { label: "Open, the customer's own", value: String(wasUs) },
      { label: "Median minutes to the first hand", value: minutes(firstHand) },
      { label: "Minutes lost", value: minutes(forNothing) },
    ],
  }
}

const minutes = (time: number | undefined): string =>
  time === undefined ? "" : String(Math.round((time / MINUTE) * 10) / 10)
