/** What the first sweep decides: what is still to be read, what somebody knows already, and what it says of itself. Pure. */
import { cleanText } from "../lib/fold.ts"
import { instantText } from "../lib/time-text.ts"
import type { Alert, Incident } from "../model/alert.ts"
import type { FirstSweep, FoundSetting } from "../model/first-sweep.ts"
import type { TenantId } from "../model/ids.ts"
import type { Tenant } from "../model/tenant.ts"
import { type MailboxRow, mailboxKey } from "./exchange-rows.ts"

export const newSweep = (tenantId: TenantId, now: number): FirstSweep => ({
  tenantId,
  startedAt: now,
  mailboxes: 0,
  read: 0,
  unaudited: 0,
  after: "",
  found: [],
})

/** In an order that is the same after a restart, whoever came or went meanwhile. */
export const mailboxesLeft = (
  rows: readonly MailboxRow[],
  { after }: Pick<FirstSweep, "after">,
): readonly MailboxRow[] =>
  rows
    .filter((row) => mailboxKey(row) > after)
    .toSorted((a, b) => (mailboxKey(a) < mailboxKey(b) ? -1 : Number(mailboxKey(a) > mailboxKey(b))))

type Known = { readonly alert: Alert; readonly incident: Incident }

/** Its records have told it: somebody is looking at it, or has said that it was expected or is no threat. */
export function isKnown({ operation, names, parameters }: FoundSetting, known: readonly Known[]): boolean {
  const kind = operation === "Set-Mailbox" ? "forwarding:" : "inbox-rule:"
  const rule = cleanText(parameters.Name ?? "").toLowerCase()
  return known.some(
    ({ alert, incident }) =>
      incident.state !== "fixed" &&
      alert.subject.startsWith(kind) &&
      names.includes(alert.target.name.toLowerCase()) &&
      (kind === "forwarding:" || (alert.object.ruleName ?? "").toLowerCase() === rule),
  )
}

/** What technicians read of it. Undefined before it began. */
export function sweepSentence(
  sweep: FirstSweep | undefined,
  { displayName, timeZone }: Pick<Tenant, "displayName" | "timeZone">,
): string | undefined {
  if (sweep === undefined) return undefined
  const { doneAt, problem, read, mailboxes } = sweep
  if (doneAt !== undefined) return doneSentence({ ...sweep, doneAt }, { displayName, timeZone })
  const far = `${read} of ${mailboxes} mailboxes so far`
  return problem === undefined
    ? `What was there before at ${displayName} is being read: the inbox rules of ${far}.`
    : `What was there before at ${displayName} couldn't be read to its end (${far}). ${problem.sentence} It is tried again by itself.`
}

function doneSentence(
  sweep: FirstSweep & { readonly doneAt: number },
  { displayName, timeZone }: Pick<Tenant, "displayName" | "timeZone">,
): string {
  const { doneAt, told = 0, read, mailboxes, unaudited } = sweep
  const at = instantText(doneAt, timeZone)
  const whole = read >= mailboxes ? `${mailboxes} mailboxes` : `${read} of ${mailboxes} mailboxes`
  const found =
    told === 0
      ? "Nothing that was there before sends mail outside or hides it"
      : `${told === 1 ? "1 thing that was" : `${told} things that were`} there before ${told === 1 ? "was" : "were"} told`
  const audit = unaudited === 0 ? "" : ` Auditing is off for ${unaudited} of them: “posture” names them.`
  return `${found} at ${displayName}: ${whole} read, ${at}.${audit}`
}
