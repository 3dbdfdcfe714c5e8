/** What the customer's service holds now, beside what an alert says that was changed. Pure. */
import { plainText } from "../lib/plain-text.ts"
import { shortInstantText } from "../lib/time-text.ts"
import type { Incident } from "../model/alert.ts"
import type { Remediation } from "../model/remediation.ts"
import type { Tenant } from "../model/tenant.ts"
import type { View } from "./template.ts"

const MAX_LIVE = 8

type LiveView = View & { readonly hasLive: boolean }
const NO_LIVE: LiveView = { hasLive: false, live: "", liveLabel: "", liveNote: "" }

type LiveInput = {
  readonly incident: Incident
  readonly tenant: Tenant
  readonly runs?: readonly Pick<Remediation, "finishedAt">[]
  /** Milliseconds UTC. */
  readonly now: number
}

/**
 * What was read before the last step is no news any more: it gets its time, and after a fix that ran it goes.
 * Where nothing is read, nothing is said.
 */
export function liveView({ incident, tenant, runs = [], now }: LiveInput): LiveView {
  const { live, history, state } = incident
  if (live === undefined) return NO_LIVE
  const stale = live.at < (history.at(-1)?.at ?? live.at)
  const problem = plainText(live.problem)
  const text = live.lines.slice(0, MAX_LIVE).map(liveText).join(" · ")
  const isBeforeFix = state === "fixed" || runs.some(({ finishedAt = 0 }) => finishedAt > live.at)
  if ((stale && isBeforeFix) || (text === "" && problem === "")) return NO_LIVE
  const at = shortInstantText(live.at, tenant.timeZone, now)
  // A label that is a time says it already.
  const when = stale ? "" : ` at ${at}`
  const note = problem === "" ? (stale ? "" : `read${when}`) : `not readable${when}: ${problem}`
  return {
    hasLive: true,
    live: text,
    liveLabel: stale ? `At ${at}` : "Now",
    liveNote:
      text === "" ? `${note.charAt(0).toUpperCase()}${note.slice(1)}` : note === "" ? "" : ` (${note})`,
  }
}

const liveText = ({ label, value }: { readonly label: string; readonly value: string }): string =>
  `${plainText(label, 150)}: ${plainText(value) || "unknown"}`
