/** Labeled records against the alerts that were made of them: what was found, what was missed, and what was told for nothing. Pure. */
import { z } from "zod"
import type { Alert } from "../model/alert.ts"
import { compareLevels, type Level } from "../model/level.ts"

/**
 * What a person knows of a record: part of an attack, honest work of an administrator or user, or the service's own.
 * A record without label counts as unlabeled: an alert about it is neither right nor wrong.
 */
const LABELS = ["attack", "honest", "system"] as const

const lineSchema = z.object({
  id: z.string().trim().min(1),
  label: z.enum(LABELS),
  /** What kind of attack or work: `password-spray`. Figures are told by it. */
  kind: z.string().trim().min(1).default("other"),
})
export type LabelLine = z.infer<typeof lineSchema>

/** One line of a labels file, or the sentence that says what is wrong with it. */
export function readLabelLine(text: string): LabelLine | { readonly problem: string } {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(text))
    if (parsed.success) return { ...parsed.data, id: parsed.data.id.toLowerCase() }
    const [issue] = parsed.error.issues
    return { problem: `${issue?.path.join(".") ?? "line"}: ${issue?.message ?? "not a label"}` }
  } catch {
    return { problem: "not JSON" }
  }
}

export type Share = { readonly found: number; readonly of: number }
export type RuleHits = {
  readonly rule: string
  readonly alerts: number
  /** Attack records inside this rule's alerts. */
  readonly attackRecords: number
  /** Alerts that hold no attack record although all their labeled records are known to be harmless. */
  readonly falseAlerts: number
}

export type Quality = {
  /** Attack records inside an alert, whatever its level; then at medium or above. */
  readonly inAlert: Share
  readonly atMedium: Share
  readonly byKind: readonly (Share & { readonly kind: string; readonly atMedium: number })[]
  readonly alerts: number
  readonly rightAlerts: number
  readonly falseOnHonest: number
  readonly falseOnSystem: number
  /** Alerts of which no record has a label. */
  readonly unlabeledAlerts: number
  readonly byRule: readonly RuleHits[]
  /** Attack records in no alert, by id. */
  readonly missed: readonly string[]
}

type Verdict = "right" | "honest" | "system" | "unlabeled"

/** Only alerts that page somebody count: what is informational is stored and can be asked for. */
export function measureQuality(alerts: readonly Alert[], labels: readonly LabelLine[]): Quality {
  const byId = new Map(labels.map((line) => [line.id, line]))
  const paging = alerts.filter((alert) => alert.level !== "informational")
  const best = bestLevels(paging)
  const attacks = [...byId.values()].filter(({ label }) => label === "attack")
  const judged = paging.map((alert) => ({ alert, verdict: verdictOf(alert, byId) }))
  const counted = (wanted: Verdict): number => judged.filter(({ verdict }) => verdict === wanted).length
  return {
    inAlert: shareOf(attacks, (line) => best.has(line.id)),
    atMedium: shareOf(attacks, (line) => isMedium(best.get(line.id))),
    byKind: kindsOf(attacks, best),
    alerts: paging.length,
    rightAlerts: counted("right"),
    falseOnHonest: counted("honest"),
    falseOnSystem: counted("system"),
    unlabeledAlerts: counted("unlabeled"),
    byRule: rulesOf(judged, byId),
    missed: attacks.filter((line) => !best.has(line.id)).map(({ id }) => id),
  }
}

/** The highest level of an alert that each record is part of. */
function bestLevels(alerts: readonly Alert[]): ReadonlyMap<string, Level> {
  const best = new Map<string, Level>()
  for (const { level, recordIds } of alerts) {
    for (const id of recordIds.map((one) => one.toLowerCase())) {
      const known = best.get(id)
      if (known === undefined || compareLevels(level, known) > 0) best.set(id, level)
    }
  }
  return best
}

const isMedium = (level: Level | undefined): boolean =>
  level !== undefined && compareLevels(level, "medium") >= 0

const shareOf = (lines: readonly LabelLine[], isFound: (line: LabelLine) => boolean): Share => ({
  found: lines.filter(isFound).length,
  of: lines.length,
})

const kindsOf = (attacks: readonly LabelLine[], best: ReadonlyMap<string, Level>): Quality["byKind"] =>
  [...Map.groupBy(attacks, ({ kind }) => kind)]
    .map(([kind, lines]) => ({
      kind,
      ...shareOf(lines, (line) => best.has(line.id)),
      atMedium: lines.filter((line) => isMedium(best.get(line.id))).length,
    }))
    .toSorted((a, b) => b.of - a.of || (a.kind < b.kind ? -1 : 1))

function verdictOf(alert: Alert, byId: ReadonlyMap<string, LabelLine>): Verdict {
  const labels = alert.recordIds.flatMap((id) => byId.get(id.toLowerCase())?.label ?? [])
  if (labels.includes("attack")) return "right"
  if (labels.includes("honest")) return "honest"
  return labels.includes("system") ? "system" : "unlabeled"
}

function rulesOf(
  judged: readonly { readonly alert: Alert; readonly verdict: Verdict }[],
  byId: ReadonlyMap<string, LabelLine>,
): readonly RuleHits[] {
  const isAttack = (id: string): boolean => byId.get(id.toLowerCase())?.label === "attack"
  return [...Map.groupBy(judged, ({ alert }) => alert.rule.name)]
    .map(([rule, of]) => ({
      rule,
      alerts: of.length,
      attackRecords: new Set(of.flatMap(({ alert }) => alert.recordIds.filter(isAttack))).size,
      falseAlerts: of.filter(({ verdict }) => verdict === "honest" || verdict === "system").length,
    }))
    .toSorted((a, b) => b.alerts - a.alerts || (a.rule < b.rule ? -1 : 1))
}
