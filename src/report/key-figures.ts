/** The month in a few sentences: at the top of the page, on the card, and as the answer in chat. */
import { countText } from "../lib/count-text.ts"
import { durationText, localTimeText } from "../lib/time-text.ts"
import { HOUR } from "../lib/time-units.ts"
import type { MonthFigures } from "./measure-month.ts"
import type { ReportInput } from "./report-input.ts"

type Told = Omit<ReportInput, "mspName" | "fixes" | "told" | "admins">

export function keyFigures(input: Told): readonly string[] {
  const { figures, mailboxes } = input
  if (!wasWatched(input)) return [...watchedSentences(input), restoreSentence(input)]
  return [
    incidentSentence(input),
    ...fixSentence(figures),
    ...paceSentence(figures),
    restoreSentence(input),
    ...(mailboxes === undefined ? [] : [auditSentence(mailboxes)]),
    ...watchedSentences(input),
  ]
}

/** Without a single record or incident, a time that wasn't read tells nothing: neither good nor bad. */
export const wasWatched = ({ coverage, records, figures }: Told): boolean =>
  coverage.isWatched || records > 0 || figures.incidents.length > 0

/** What of the month isn't known; nothing for a month that was watched whole and is over. */
export function watchedSentences(input: Told): readonly string[] {
  const { coverage, month, tenant, now } = input
  const { complete, holes, sentence } = coverage
  if (!wasWatched(input))
    return [`${month.title} was not watched: nothing is known of it, neither good nor bad.`]
  const end = Math.min(month.to, now)
  const at = (time: number): string => localTimeText(time, tenant.timeZone)
  return [
    ...(complete === undefined ? [`Audit records are ${sentence}.`] : []),
    ...(complete !== undefined && complete.from - month.from > HOUR
      ? [`Watched from ${at(complete.from)} on: what was before is not known.`]
      : []),
    ...(complete !== undefined && end - complete.to > HOUR
      ? [`Watched until ${at(complete.to)}: what came after is not known.`]
      : []),
    ...(holes.length > 0
      ? [`${countText(holes.length, "gap")} in it ${holes.length === 1 ? "is" : "are"} listed on the page.`]
      : []),
    ...(now < month.to ? [`The month is not over: this is as of ${at(now)}.`] : []),
  ]
}

export function incidentSentence(input: Pick<Told, "figures" | "records" | "before">): string {
  const { before } = input
  const compared =
    before === undefined
      ? ""
      : ` In ${before.title} there ${before.incidents === 1 ? "was" : "were"} ${before.incidents === 0 ? "none" : before.incidents}.`
  return `${ownSentence(input)}${compared}`
}

function ownSentence({ figures, records }: Pick<Told, "figures" | "records">): string {
  const { incidents, fixed, harmless, open } = figures
  if (incidents.length === 0)
    return records === 0
      ? "Nothing was seen that needed a person."
      : `A quiet month: of ${countText(records, "record")} none showed anything that needed a person.`
  const parts = [
    ...(fixed === 0 ? [] : [`${fixed} put right and checked`]),
    ...(harmless === 0 ? [] : [`${harmless} found harmless`]),
    ...(open === 0 ? [] : [`${open} still open`]),
  ]
  return `${countText(incidents.length, "incident")}: ${parts.join(", ")}.`
}

function fixSentence({ fixesVerified, fixesFailed, fixesUndone }: MonthFigures): readonly string[] {
  if (fixesVerified + fixesFailed === 0) return []
  const failed = fixesFailed === 0 ? "" : `, ${fixesFailed} did not work`
  const undone = fixesUndone === 0 ? "" : `, ${fixesUndone} taken back later`
  return [`${countText(fixesVerified, "fix", "fixes")} made and proven${failed}${undone}.`]
}

function paceSentence({ toCard, toFix }: MonthFigures): readonly string[] {
  const parts = [
    ...(toCard === undefined ? [] : [`Reported within ${durationText(toCard.median)}`]),
    ...(toFix === undefined ? [] : [`put right within ${durationText(toFix.median)}`]),
  ]
  return parts.length === 0 ? [] : [`${parts.join(", ")} (half of them faster).`]
}

export function restoreSentence({ restores, backup }: Pick<Told, "restores" | "backup">): string {
  const count = restores.length
  const unread = backup.unread?.length ?? 0
  const more =
    unread === 0 ? "" : ` Of ${countText(unread, "session")} it isn't known whether anything was restored.`
  if (count > 0)
    return `${countText(count, "restore")} from the backup ${count === 1 ? "was" : "were"} recorded.${more}`
  return backup.isRead
    ? `No restore from the backup was recorded.${more}`
    : "Whether anything was restored from the backup is unknown: no backup server was read."
}

export function auditSentence({ total, withoutAudit }: NonNullable<ReportInput["mailboxes"]>): string {
  const off = withoutAudit.length
  if (off === 0)
    return total === 1
      ? "Your one mailbox is audited now."
      : `All ${countText(total, "mailbox", "mailboxes")} are audited now.`
  return `${off} of ${countText(total, "mailbox", "mailboxes")} ${off === 1 ? "isn't" : "aren't"} audited now: what happens there leaves no trace.`
}
