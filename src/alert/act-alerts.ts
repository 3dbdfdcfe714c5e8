/** Findings of single records → alerts, also where one act's records came in several batches. */
import { sha256Hex } from "../lib/sha256.ts"
import { DAY, HOUR } from "../lib/time-units.ts"
import { type Alert, isMicrosofts } from "../model/alert.ts"
import type { WritableMemory } from "../model/detect-memory.ts"
import { BURST_PAUSE_MS, burstKey, RESTORES_FROM } from "./bursts.ts"
import { actGroup, type Finding, groupFindings, growAlert, makeAlert, spanOf } from "./make-alert.ts"

/** New alerts, and those of earlier batches that have grown. Keeps in `memory` which act became which alert. */
export const actAlerts = (
  findings: readonly Finding[],
  country: (ip: string) => string | undefined,
  memory: WritableMemory,
): readonly Alert[] =>
  groupFindings(findings).flatMap((group): readonly Alert[] => {
    const [first] = group
    const alert = makeAlert(group, country)
    if (first === undefined || alert === undefined) return []
    const from = first.record.happenedAt
    const to = group.at(-1)?.record.happenedAt ?? from
    const where = actGroup(first)
    const { pause, longest } = spanOf(first)
    const known = memory
      .bursts(where, from - pause, to + pause)
      .find((burst) => Math.max(to, burst.to) - Math.min(from, burst.from) <= longest)
    const id = known?.alertId ?? alert.id
    memory.keepBurst({
      ...where,
      alertId: id,
      from: Math.min(from, known?.from ?? from),
      to: Math.max(to, known?.to ?? to),
    })
    return kept(withOthers(withStory({ ...alert, id }, memory), memory), memory)
  })

/** Microsoft's alert follows the act by minutes to hours. */
const FOLLOWS_MS = DAY
/** Clocks of different services, and acts that go on. */
const PRECEDES_MS = HOUR

/**
 * An alert of Microsoft's and one of ours about the same person at the same time tell one story. Which of them comes first
 * doesn't matter: each leaves its trace, and each looks for the other's.
 */
function withStory(alert: Alert, memory: WritableMemory): Alert {
  const theirs = isMicrosofts(alert)
  const at = alert.happenedAt
  const [from, to] = theirs ? [at - FOLLOWS_MS, at + PRECEDES_MS] : [at - PRECEDES_MS, at + FOLLOWS_MS]
  const others = personsOf(alert).flatMap((name) => {
    const { tenantId: scope, id: alertId, lastAt = at } = alert
    const key = sha256Hex(name).slice(0, 24)
    memory.keepBurst({ scope, rule: theirs ? THEIRS : OURS, key, alertId, from: at, to: lastAt })
    return memory.bursts({ scope, rule: theirs ? OURS : THEIRS, key }, from, to)
  })
  const subjects = new Set(others.flatMap(({ alertId }) => subjectsFor(memory.alert(alertId))))
  return subjects.size === 0 ? alert : { ...alert, alsoAbout: [...subjects] }
}

/** Under which the other's incident may be open: of several acts by one account it stands for all. */
function subjectsFor(other: Alert | undefined): readonly string[] {
  if (other === undefined) return []
  const burst = burstKey(other)
  return burst === undefined ? [other.subject] : [other.subject, burst]
}

/** The last so many tell which cards are open: with one more they are a burst of any kind. */
const MAX_OTHERS = RESTORES_FROM - 1
/** With so many in an hour the burst has its card long since; thousands aren't read for each of thousands. */
const MAX_KEPT = 20

/** What the same account did of the same kind shortly before and after, in whatever order it came. */
function withOthers(alert: Alert, memory: WritableMemory): Alert {
  const kind = burstKey(alert)
  if (kind === undefined) return alert
  const { tenantId: scope, id: alertId, happenedAt: from, lastAt: to = from } = alert
  const group = { scope, rule: SAME, key: sha256Hex(kind).slice(0, 24) }
  const near = memory.bursts(group, from - BURST_PAUSE_MS, to + BURST_PAUSE_MS)
  if (near.length < MAX_KEPT || near.some((burst) => burst.alertId === alertId))
    memory.keepBurst({ ...group, alertId, from, to })
  const others = near.filter((burst) => burst.alertId !== alertId).slice(-MAX_OTHERS)
  const subjects = new Set(others.flatMap((burst) => memory.alert(burst.alertId)?.subject ?? []))
  return subjects.size === 0 ? alert : { ...alert, sameBy: [...subjects] }
}

const SAME = "alerts of one kind by an account"
const OURS = "alerts about a person"
const THEIRS = "Microsoft's alerts about a person"

/** Sign-in names, lower case: whose account or mailbox it is, and who acted. */
const personsOf = ({ object, actor }: Alert): readonly string[] => [
  ...new Set(
    [object.mailbox, object.user, actor.upn].flatMap((name) =>
      name?.includes("@") === true ? [name.toLowerCase()] : [],
    ),
  ),
]

/** The alert as it is now; nothing when it is as it was. */
function kept(alert: Alert, memory: WritableMemory): readonly Alert[] {
  const before = memory.alert(alert.id)
  const now = before === undefined ? alert : growAlert(before, alert)
  if (now === before) return []
  memory.keepAlert(now)
  return [now]
}
