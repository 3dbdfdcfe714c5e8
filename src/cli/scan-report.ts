/** What a scan says: one JSON line an alert, or a table for people; and the summary. */
import { countText } from "../lib/count-text.ts"
import { plainText } from "../lib/plain-text.ts"
import type { Alert } from "../model/alert.ts"
import { LEVELS, type Level } from "../model/level.ts"
import { iso, minute } from "./utc-text.ts"

export type ScanCount = {
  read: number
  duplicates: number
  rejected: number
}

/** One alert as one line of JSON. Times are ISO 8601, UTC. */
export const jsonLine = (alert: Alert): string =>
  JSON.stringify({
    rule: alert.rule.name,
    title: alert.rule.title,
    level: alert.level,
    techniques: alert.rule.techniques,
    tenant: alert.tenantId,
    actor: alert.actor.upn ?? alert.actor.id,
    target: alert.target.name,
    at: iso(alert.happenedAt),
    count: alert.count,
    recordIds: alert.recordIds,
    summary: alert.summary,
  })

export const summaryLine = (count: ScanCount, alerts: readonly Alert[], seconds: number): string =>
  JSON.stringify({
    read: count.read,
    duplicates: count.duplicates,
    rejected: count.rejected,
    alerts: countLevels(alerts),
    seconds: Math.round(seconds * 1000) / 1000,
    recordsPerSecond: Math.round(count.read / Math.max(seconds, 0.001)),
  })

/** Every level, most severe first, so that a reader needs no guessing which are missing. */
const countLevels = (alerts: readonly Alert[]): Record<Level, number> => {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 }
  for (const alert of alerts) counts[alert.level] += 1
  return counts
}

/** Columns of a terminal that everybody has. */
const WIDTH = 100
const INDENT = 15

/** Alerts for people: at most 100 columns, the level as a word, times in UTC. */
export function table(alerts: readonly Alert[]): string {
  const tenants = new Set(alerts.map((alert) => alert.tenantId))
  return [...tenants]
    .map((tenant) => {
      const rows = alerts.filter((alert) => alert.tenantId === tenant).map(row)
      return tenants.size > 1 ? `Tenant ${plainText(tenant, 80)}\n\n${rows.join("\n")}` : rows.join("\n")
    })
    .join("\n")
}

function row(alert: Alert): string {
  const times = alert.count > 1 ? ` (${alert.count} times)` : ""
  const from =
    alert.ip === undefined
      ? ""
      : `From ${alert.ip}${alert.country === undefined ? "" : ` (${alert.country})`}.`
  const [first = "", ...more] = wrap(`${alert.summary} ${from}`.trim(), WIDTH - INDENT)
  const head = `${alert.level.padEnd(INDENT)}${minute(alert.happenedAt)} UTC  ${plainText(alert.rule.title, 58)}${times}`
  const body = [first, ...more].map((line) => `${" ".repeat(INDENT)}${line}`)
  return [head, ...body, ""].join("\n")
}

/** Breaks at blanks; a word longer than the line is cut. */
function wrap(text: string, width: number): readonly string[] {
  const words = text.split(" ").flatMap((word) => word.match(new RegExp(`.{1,${width}}`, "gu")) ?? [])
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** The last words of a scan for people. */
export function closing(count: ScanCount, alerts: readonly Alert[], seconds: number): string {
  const levels = countLevels(alerts)
  const found = LEVELS.toReversed()
    .filter((level) => levels[level] > 0)
    .map((level) => `${levels[level]} ${level}`)
    .join(", ")
  const read = `${countText(count.read, "record")} read in ${seconds.toFixed(1)} s`
  const extras = [
    ...(count.duplicates > 0 ? [countText(count.duplicates, "duplicate")] : []),
    ...(count.rejected > 0 ? [`${count.rejected} that could not be read`] : []),
  ]
  const details = extras.length > 0 ? ` (${extras.join(", ")})` : ""
  if (alerts.length > 0) return `${countText(alerts.length, "alert")}: ${found}. ${read}${details}.`
  return `Nothing found: no record matches a rule. ${read}${details}.`
}
