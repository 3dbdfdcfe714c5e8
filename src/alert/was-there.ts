/**
 * What was there before anybody watched, as an alert: found by the rules that would see it being set, told to technicians,
 * and never loud, because it may stand there for years. Its id is the thing's, so that it is told once. Pure.
 */
import { canonicalHash, wellFormed } from "../lib/canonical-json.ts"
import { plainText } from "../lib/plain-text.ts"
import { CHANGE_NAMES, subjectKind } from "../model/act.ts"
import { bulkFixOf, isFix } from "../model/action.ts"
import type { Alert, Change } from "../model/alert.ts"
import { alertId } from "../model/ids.ts"
import { compareLevels } from "../model/level.ts"

/** What the title of a rule ends in on their cards. */
export const SINCE_BEFORE = ", since before Watchpost watched"

/** Many things of a customer were found by one look: the look is what they have in common, as an account is elsewhere. */
const LOOKED: Pick<Alert, "actor" | "actorName"> = {
  actor: { kind: "application", id: "watchpost" },
  actorName: "Unknown: it was there before Watchpost watched",
}

/** Rules that only tidy up are everywhere: of those that send nothing away only what a rule holds to be serious is told. */
const isTold = ({ level, object, subject }: Alert): boolean =>
  subjectKind(subject) === "forwarding" || object.destination !== undefined
    ? level !== "informational"
    : compareLevels(level, "high") >= 0

/** `judged`: as if it had just been set. Undefined when nobody needs to hear of it. */
export function asFound(judged: Alert): Alert | undefined {
  const { alsoAbout: _alsoAbout, sameBy: _sameBy, ip: _ip, country: _country, ...alert } = judged
  if (!isTold(alert)) return undefined
  const fix = bulkFixOf(alert.rule.actions)
  const { ruleId = "" } = alert.object
  const identity = [alert.tenantId, "was there", alert.subject, ruleId]
  return {
    ...alert,
    ...LOOKED,
    id: alertId(`alr_${canonicalHash(wellFormed(identity)).slice(0, 32)}`),
    level: "low",
    rule: {
      ...alert.rule,
      level: "low",
      title: `${alert.rule.title}${SINCE_BEFORE}`,
      // What locks people out belongs to what somebody just did.
      actions: [
        ...(fix === undefined ? [] : [fix]),
        ...alert.rule.actions.filter((action) => !isFix(action)),
      ],
    },
    operation: "First sweep",
    summary: `${whatIs(alert)} It was there when Watchpost first looked: who set it, and when, isn't known here.`,
    changes: alert.changes.map(({ what, after }) => ({ what, before: "not known", after })),
    count: 1,
    recordIds: [],
    wasThere: true,
  }
}

const whatIs = (alert: Alert): string =>
  subjectKind(alert.subject) === "forwarding" ? forwardingText(alert) : ruleText(alert)

function forwardingText({ target, changes }: Alert): string {
  const to = changes.find(({ what }) => what === CHANGE_NAMES.forwarding)?.after ?? "somebody"
  const keeps = changes.find(({ what }) => what === CHANGE_NAMES.keepsCopy)?.after === "yes"
  return `The mailbox ${plainText(target.name)} forwards all mail to ${to}, ${keeps ? "keeping" : "without keeping"} a copy.`
}

function ruleText({ target, object, changes }: Alert): string {
  const name = plainText(object.ruleName) === "" ? "without a name" : `"${plainText(object.ruleName)}"`
  const does = changes.map(effectOf).join("; ")
  return `The inbox rule ${name} in the mailbox ${plainText(target.name)} is on${does === "" ? "" : `: ${does}`}.`
}

const effectOf = ({ what, after }: Change): string => {
  const label = `${what.charAt(0).toLowerCase()}${what.slice(1)}`
  return after === "yes" ? label : `${label} ${after}`
}

const BY_MAILBOX: readonly string[] = ["forwarding", "inbox-rule"]

/**
 * Records may call a mailbox by its alias, and what was found goes by the sign-in name: the alert is about both, so that it
 * joins the card of what was there before. `signInName` of what a record calls it by; undefined where nobody knows.
 */
export function alsoBySignInName(alert: Alert, signInName: (mailbox: string) => string | undefined): Alert {
  const { subject, target, alsoAbout = [] } = alert
  const kind = subjectKind(subject)
  const given = `${kind}:${target.name.toLowerCase()}`
  const known = BY_MAILBOX.includes(kind) && subject.startsWith(given) ? signInName(target.name) : undefined
  if (known === undefined || known === target.name.toLowerCase()) return alert
  return { ...alert, alsoAbout: [...alsoAbout, `${kind}:${known}${subject.slice(given.length)}`] }
}
