/** The provider's mailbox that receives Veeam's audit notifications. */
import { practiceGuid } from "./practice-id.ts"

export type PracticeMail = {
  id: string
  internetMessageId: string
  from: string
  subject: string
  receivedAt: number
  html: string
  headers: { name: string; value: string }[]
}

export type PracticeAuditMailbox = {
  address: string
  /** Apps that Exchange's RBAC for Applications lets read it. */
  readers: string[]
  /** In the order in which they came. */
  mails: PracticeMail[]
  /** Delta tokens of an older one are forgotten. */
  generation: number
}

export const createAuditMailbox = (): PracticeAuditMailbox => ({
  address: "veeam-audit@northwind.example",
  readers: [practiceGuid("app monitor")],
  mails: [],
  generation: 1,
})
