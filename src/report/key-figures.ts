/** The month in a few sentences: at the top of the page, on the card, and as the answer in chat. */
import { durationText } from "../lib/time-text.ts"
import type { MonthFigures } from "./measure-month.ts"
import { countOf, type ReportInput } from "./report-input.ts"

type Told = Pick<ReportInput, "figures" | "restores" | "records" | "mailboxes">

export function keyFigures(input: Told): readonly string[] {
  const { figures, mailboxes } = input
  return [
    incidentSentence(input),
    ...fixSentence(figures),
    ...paceSentence(figures),
    restoreSentence(input.restores.length),
    ...(mailboxes === undefined ? [] : [auditSentence(mailboxes)]),
  ]
}

export function incidentSentence({ figures, records }: Pick<Told, "figures" | "records">): string {
  const { incidents, fixed, harmless, open } = figures
  if (incidents.length === 0)
    return records === 0
      ? "Nothing was seen that needed a person."
      : `A quiet month: of ${countOf(records, "record")} none showed anything that needed a person.`
  const parts = [
    ...(fixed === 0 ? [] : [`${fixed} put right and checked`]),
    ...(harmless === 0 ? [] : [`${harmless} found harmless`]),
    ...(open === 0 ? [] : [`${open} still open`]),
  ]
  return `${countOf(incidents.length, "incident")}: ${parts.join(", ")}.`
}

function fixSentence({ fixesVerified, fixesFailed, fixesUndone }: MonthFigures): readonly string[] {
  if (fixesVerified + fixesFailed === 0) return []
  const failed = fixesFailed === 0 ? "" : `, ${fixesFailed} did not work`
  const undone = fixesUndone === 0 ? "" : `, ${fixesUndone} taken back later`
  return [`${countOf(fixesVerified, "fix", "fixes")} made and proven${failed}${undone}.`]
}

function paceSentence({ toCard, toFix }: MonthFigures): readonly string[] {
  const parts = [
    ...(toCard === undefined ? [] : [`Reported within ${durationText(toCard.median)}`]),
    ...(toFix === undefined ? [] : [`put right within ${durationText(toFix.median)}`]),
  ]
  return parts.length === 0 ? [] : [`${parts.join(", ")} (half of them faster).`]
}

export const restoreSentence = (restores: number): string =>
  restores === 0
    ? "No restore from the backup was recorded."
    : `${countOf(restores, "restore")} from the backup ${restores === 1 ? "was" : "were"} recorded.`

export function auditSentence({ total, withoutAudit }: NonNullable<ReportInput["mailboxes"]>): string {
  const off = withoutAudit.length
  if (off === 0)
    return total === 1
      ? "Your one mailbox is audited."
      : `All ${countOf(total, "mailbox", "mailboxes")} are audited.`
  return `${off} of ${countOf(total, "mailbox", "mailboxes")} ${off === 1 ? "isn't" : "aren't"} audited: what happens there leaves no trace.`
}
