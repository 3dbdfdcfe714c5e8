/** Audit notifications as they were received, whole, with what reading them came to. */
import type { TenantId } from "../model/ids.ts"
import type { ReceivedMail } from "../model/received-mail.ts"

/**
 * - evidence: it proves something, and that is in the evidence book
 * - notice: it says nothing about a restore
 * - forged: it isn't proven who sent it
 * - not-understood, nobodys (of no customer we know): read again from time to time
 */
const MAIL_STATES = ["evidence", "notice", "forged", "not-understood", "nobodys"] as const
export type MailState = (typeof MAIL_STATES)[number]

/** `problem` is one plain sentence, missing where there is none; `tenantId` is whose evidence it is. */
export type MailReading = {
  readonly state: MailState
  readonly problem?: string
  readonly tenantId?: TenantId
}

export interface AuditMails {
  /** How far a mailbox was read, as Graph calls it; undefined before the first time. */
  cursor(mailbox: string): Promise<string | undefined>
  saveCursor(mailbox: string, cursor: string): Promise<void>
  /** False when it is known: then nothing changes. */
  keep(mail: ReceivedMail, now: number): Promise<boolean>
  /**
   * Mails that weren't read since `since` (milliseconds UTC) and could still become evidence, oldest first. One that is damaged
   * is left out, and counts as read then and not understood.
   */
  unread(since: number, limit: number): Promise<readonly ReceivedMail[]>
  saveReading(id: string, reading: MailReading, now: number): Promise<void>
  /** Drops what was kept before that (milliseconds UTC), but for customers on legal hold; what it proved stays. */
  forget(before: number): Promise<void>
  counts(): Promise<Readonly<Record<MailState, number>>>
}
