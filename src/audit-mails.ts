/** Audit notifications from end to end: the mailbox is read, and what is understood becomes evidence of one customer. */
import type { AuditMailConfig } from "./config/config.ts"
import type { Ground } from "./ground.ts"
import { coerceError } from "./model/errors.ts"
import type { TenantId } from "./model/ids.ts"
import type { Tenant } from "./model/tenant.ts"
import { readAuditMail } from "./normalize/audit-mail.ts"
import { adviceOf } from "./source/poll-round.ts"
import { fetchAuditMails, readAuditMails } from "./source/run-audit-mails.ts"

/** What a round needs of all that there is. */
type Parts = Pick<Ground, "log" | "now"> & {
  readonly config: Pick<Ground["config"], "mspTenantId">
  readonly store: Pick<Ground["store"], "auditMails" | "evidenceBook" | "trail" | "feed">
  readonly outside: Pick<Ground["outside"], "mailReader">
  readonly book: { all(): readonly Pick<Tenant, "id" | "acceptedDomains">[] }
}

/** One round. Trouble with the mailbox is told in `status`, as that of our own tenant; what was kept is read all the same. */
export function createAuditMailRound(
  ground: Parts,
  source: AuditMailConfig,
): (signal: AbortSignal) => Promise<void> {
  const { config, store, now } = ground
  return async (signal) => {
    const trouble = await fetchRound(ground, source, signal)
    const { auditMails: mails, evidenceBook: book, trail } = store
    const read = (mail: Parameters<typeof readAuditMail>[0]) => readAuditMail(mail, source)
    await readAuditMails({ mails, book, trail, read, tenantOf: ownerOf(ground), now }, signal)
    const sentence = trouble ?? (await openSentence(ground))
    await store.feed.saveHealth(
      config.mspTenantId,
      "Veeam audit mails",
      sentence === undefined ? "ok" : "trouble",
      sentence ?? "",
      now(),
    )
  }
}

/** What is wrong with the mailbox; undefined when it was read. */
async function fetchRound(
  { config, store, outside, log, now }: Parts,
  { mailbox, sender }: AuditMailConfig,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (mailbox === undefined) return undefined
  const from = {
    mailbox: { tenantId: config.mspTenantId, address: mailbox },
    sender,
    reader: outside.mailReader,
  }
  try {
    await fetchAuditMails(from, { mails: store.auditMails, now }, signal)
    return undefined
  } catch (thrown) {
    signal.throwIfAborted()
    const error = coerceError(thrown)
    log.warn("the mailbox of audit mails could not be read", { problem: error.message })
    return adviceOf(error)
  }
}

async function openSentence({ store }: Parts): Promise<string | undefined> {
  const counts = await store.auditMails.counts()
  const open = counts["not-understood"] + counts.nobodys
  return open === 0
    ? undefined
    : `Audit mails that are kept and prove nothing: ${counts["not-understood"]} not understood, ${counts.nobodys} of no customer or of two.`
}

/** Verified domains are read from each customer's tenant; a domain of two customers is nobody's. */
const ownerOf =
  ({ book }: Parts) =>
  (domain: string): TenantId | undefined => {
    const [owner, ...others] = book.all().filter(({ acceptedDomains }) => acceptedDomains.includes(domain))
    return others.length === 0 ? owner?.id : undefined
  }
