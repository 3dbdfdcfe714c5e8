/**
 * Reads the mailbox that receives Veeam's audit notifications. Every mail of the sender is kept whole before it is read,
 * so that what isn't understood today may be tomorrow; mails of anybody else are never opened.
 */
import { DAY, HOUR } from "../lib/time-units.ts"
import type { TenantId } from "../model/ids.ts"
import type { ReceivedMail } from "../model/received-mail.ts"
import type { AuditMail } from "../model/restore-evidence.ts"
import type { AuditMails, MailReading } from "../ports/audit-mails.ts"
import type { EvidenceBook } from "../ports/evidence-book.ts"
import type { Mailbox, MailReader } from "../ports/mail-reader.ts"
import type { TrailLog } from "../ports/trail-log.ts"

/** What the parser says of a mail. */
export type ReadMail = (
  mail: ReceivedMail,
) =>
  | { readonly kind: "evidence"; readonly organization?: string; readonly items: readonly AuditMail[] }
  | { readonly kind: "notice" }
  | { readonly kind: "forged" | "not-understood"; readonly problem: string }

export type AuditMailDeps = {
  readonly mails: AuditMails
  readonly book: EvidenceBook
  readonly trail: Pick<TrailLog, "append">
  readonly read: ReadMail
  /** Whose domain it is, among the customers' verified ones. */
  readonly tenantOf: (domain: string) => TenantId | undefined
  readonly now: () => number
}

/** How far back at the first look: further than any period that can be asked for in chat. */
const FIRST_LOOK_MS = 31 * DAY

/** Pages in one round; the rest is read in the next one. */
const MOST_PAGES = 100

/** Takes in what has come since the last time. The cursor moves behind each page: a crash takes the same page in again. */
export async function fetchAuditMails(
  from: { readonly mailbox: Mailbox; readonly sender: string; readonly reader: MailReader },
  { mails, now }: Pick<AuditMailDeps, "mails" | "now">,
  signal: AbortSignal,
): Promise<void> {
  const { mailbox, sender, reader } = from
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const cursor = await mails.cursor(mailbox.address)
    const page = await reader.changes(mailbox, { since: now() - FIRST_LOOK_MS, cursor }, signal)
    for (const glance of page.mails) {
      if (glance.from !== sender) continue
      const mail = await reader.mail(mailbox, glance.id, signal)
      if (mail !== undefined) await mails.keep(mail, now())
    }
    await mails.saveCursor(mailbox.address, page.cursor)
    if (!page.more) return
  }
}

const A_ROUND = 200

/** What wasn't understood, or was nobody's, may be later: domains of a customer are read, or a newer program knows more. */
const AGAIN_MS = HOUR

/** Reads what was kept and not read within the last hour. Answers how many pieces of evidence are new. */
export async function readAuditMails(deps: AuditMailDeps, signal: AbortSignal): Promise<number> {
  const { mails, now } = deps
  const outcomes: Outcome[] = []
  for (const mail of await mails.unread(now() - AGAIN_MS, A_ROUND)) {
    if (signal.aborted) break
    outcomes.push(await readOne(mail, deps))
  }
  const forged = outcomes.flatMap(({ reading }) =>
    reading.state === "forged" ? [reading.problem ?? ""] : [],
  )
  if (forged.length > 0) await tellForged(forged, deps)
  // Last, so that a crash reads and tells them again.
  for (const { id, reading } of outcomes) await mails.saveReading(id, reading, now())
  return outcomes.reduce((sum, { kept }) => sum + kept, 0)
}

type Outcome = { readonly id: string; readonly reading: MailReading; readonly kept: number }

async function readOne(mail: ReceivedMail, deps: AuditMailDeps): Promise<Outcome> {
  const { id } = mail
  const read = deps.read(mail)
  if (read.kind === "notice") return { id, reading: { state: "notice" }, kept: 0 }
  if (read.kind !== "evidence") return { id, reading: { state: read.kind, problem: read.problem }, kept: 0 }
  const tenant = ownerOf(read, deps.tenantOf)
  if (tenant === undefined) return { id, reading: NOBODYS, kept: 0 }
  const kept = await Promise.all(read.items.map((item) => deps.book.keep(tenant, item, deps.now())))
  return { id, reading: { state: "evidence", tenantId: tenant }, kept: kept.filter(Boolean).length }
}

const NOBODYS: MailReading = { state: "nobodys", problem: "Its account belongs to no customer, or to two." }

/** One mailbox takes the mails of all customers: only what names one customer, and no other, is taken. */
function ownerOf(
  { organization, items }: Extract<ReturnType<ReadMail>, { kind: "evidence" }>,
  tenantOf: AuditMailDeps["tenantOf"],
): TenantId | undefined {
  const accounts = items.map(({ mailbox }) => tenantOf(mailbox.slice(mailbox.lastIndexOf("@") + 1)))
  const named = organization === undefined ? undefined : tenantOf(organization)
  const owners = new Set([...accounts, ...(named === undefined ? [] : [named])])
  const [owner] = owners
  return owners.size === 1 ? owner : undefined
}

/** One entry a round: whoever sends thousands must not fill the trail. */
const tellForged = (problems: readonly string[], { trail, now }: AuditMailDeps): Promise<unknown> =>
  trail.append({
    at: now(),
    kind: "refusal",
    who: "watchpost",
    what: `${problems.length === 1 ? "An audit mail wasn't" : `${problems.length} audit mails weren't`} believed: ${problems[0]}`,
    data: { mails: problems.length },
  })
