/** What an alert says that was changed, or else recorded: the rows below its facts. Pure. */
import { plainText } from "../lib/plain-text.ts"
import { shortInstantText } from "../lib/time-text.ts"
import { CHANGE_NAMES, restoreOf } from "../model/act.ts"
import type { Change } from "../model/alert.ts"
import type { IncidentInput } from "./incident-input.ts"
import type { View } from "./template.ts"

const MAX_CHANGES = 6

type ChangesView = View & { readonly changes: readonly View[] }

/** `sentence` stands above: the steps of a sequence aren't told again. */
export function changesView(input: IncidentInput, sentence: string): ChangesView {
  const { alert } = input.incident
  const told = alert.changes.filter(({ what, after }) => !(isStep(what) && sentence.includes(after)))
  // Taken from a backup, or put back: nothing was set.
  const isSetting =
    restoreOf(input.incident.subject) === undefined &&
    told.some((change) => change.before !== undefined || mayHaveBefore(change))
  return {
    changes: told.slice(0, MAX_CHANGES).map((change) => changeView(change, input)),
    changesLabel: alert.wasThere === true ? "Setting" : isSetting ? "Changed" : "Record",
  }
}

const isStep = (what: string): boolean => /^Step \d+$/.test(what)

/** Of which something was there before, whether or not anybody knows it: what a mailbox snapshot tells. */
const mayHaveBefore = ({ what }: Change): boolean => Object.values<string>(CHANGE_NAMES).includes(what)

function changeView(change: Change, input: IncidentInput): View {
  // Nothing is known of what was there before that.
  const isAlone =
    input.incident.alert.wasThere === true || (change.before === undefined && !mayHaveBefore(change))
  return {
    what: plainText(change.what, 80),
    ...(isAlone ? { before: "", arrow: "" } : { before: beforeText(change, input), arrow: " → " }),
    after: plainText(change.after) || "(empty)",
  }
}

/** What was read earlier says when: "off (seen 02:10)". */
function beforeText({ before, beforeSeenAt }: Change, { tenant, now }: IncidentInput): string {
  if (before === undefined) return "not in Microsoft's record"
  const seen =
    beforeSeenAt === undefined ? "" : ` (seen ${shortInstantText(beforeSeenAt, tenant.timeZone, now)})`
  return `${plainText(before) || "(empty)"}${seen}`
}
