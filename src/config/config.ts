/** The product's configuration, parsed and complete. Secrets are another type (`secrets.ts`) and never travel with it. */
import type { ContentType } from "../model/audit-record.ts"
import type { AutomaticPolicy } from "../model/automatic.ts"
import type { Channel } from "../model/delivery.ts"
import type { EscalationPolicy } from "../model/escalation.ts"
import type { TenantId } from "../model/ids.ts"
import type { Person } from "../model/person.ts"
import type { Policy } from "../model/protection.ts"
import type { QuietHours } from "../model/quiet-hours.ts"
import type { Route } from "../model/route.ts"
import type { StoragePolicy } from "../model/storage-policy.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Cloud, CloudEndpoints } from "./clouds.ts"

export type BotConfig = {
  /** Empty only in practice: then no token is asked for, and only loopback is listened on. */
  readonly appId: string
  readonly tenantId: TenantId
}

export type CustomerConfig = Tenant & {
  readonly contentTypes: readonly ContentType[]
  /** The customer's own channel; missing when the customer has none. */
  readonly channel?: Channel
  /** True: the customer's Teams has no bot, but a Workflows webhook; its address is a secret. */
  readonly hasWebhook?: boolean
  /** True: a card with the month's figures comes into their channels when the month is over. */
  readonly monthlyReport?: boolean
  /** False when the customer only consented to watching: fix buttons are then absent, with the reason. */
  readonly canRespond: boolean
  /** False: nothing is written into its audit log to see it come back; else something is, where fixing is allowed. */
  readonly canary?: boolean
  readonly policy?: Policy
  /** Missing: nothing runs by itself. */
  readonly automatic?: AutomaticPolicy
  /** Whose computer a machine is: a sign-in name, a Windows account or a name. */
  readonly machines?: readonly { readonly name: string; readonly person: string }[]
}

export type VeeamConfig = {
  readonly name: string
  readonly baseUrl: string
  readonly username: string
  /** SHA-256 of the server's certificate, hex without colons; missing for http (loopback only) or a public certificate. */
  readonly certificateSha256?: string
  /** Whose organizations these are, where the server's own word doesn't tell or isn't to be followed. */
  readonly organizations?: readonly { readonly organization: string; readonly tenantId: TenantId }[]
}

/** A place of a customer whose machines send logs of Veeam Explorers. */
export type SiteConfig = {
  readonly name: string
  /** The customer's; of a backup server our own. */
  readonly tenantId: TenantId
  /** Whose own logs it sends, as a name below `veeam`; missing: it is a customer's. */
  readonly server?: string
  /** IANA name, where the server's logs don't tell it. */
  readonly timeZone?: string
  /** What the server's REST service writes when it has opened a session, with `{id}` in it. */
  readonly sessionLine?: string
}

/** Veeam's audit notifications. */
export type AuditMailConfig = {
  /** A mailbox of our own tenant that is read; missing where mails are only imported. */
  readonly mailbox?: string
  /** The address that Veeam sends from. */
  readonly sender: string
  /** IANA name: the backup server's own. */
  readonly timeZone: string
}

export type Config = {
  /** Allows plain http endpoints on loopback, listens on loopback only. */
  readonly practice: boolean
  readonly listen: { readonly host: string; readonly port: number }
  /** Where monitoring on this machine reads figures; missing: nowhere. */
  readonly metricsPort?: number
  /** Where people reach this process, without a slash at the end; missing when files can't be handed over. */
  readonly publicUrl?: string
  /** The SQLite file; the files of events lie beside it. */
  readonly database: string
  readonly storage: StoragePolicy
  /** Folders of rules beside those that come with the product. */
  readonly ruleFolders: readonly string[]
  readonly mspTenantId: TenantId
  readonly mspName: string
  /** Lower case. */
  readonly mspDomains: readonly string[]
  readonly bot: BotConfig
  /** Client ids of the two app registrations (they may be one and the same). */
  readonly monitorAppId: string
  readonly respondAppId: string
  readonly triageChannel: Channel
  /** The first that fits an incident decides; without one it goes to the triage channel and the customer's own. */
  readonly routes: readonly Route[]
  /** Missing: nothing escalates. */
  readonly escalation?: EscalationPolicy
  /** Missing: everything is told at once. */
  readonly quietHours?: QuietHours
  readonly customers: readonly CustomerConfig[]
  readonly people: readonly Person[]
  readonly veeam: readonly VeeamConfig[]
  /** Accounts that several people use, as names without domain, lower case; `*` stands for any text. */
  readonly sharedAccounts: readonly string[]
  readonly sites: readonly SiteConfig[]
  /** Missing: no mailbox is read. */
  readonly auditMails?: AuditMailConfig
  /** Networks of anonymizers and hosters: a sign-in from one of them alerts. */
  readonly anonymizers: readonly string[]
  /** `sweepSeconds`: from the start until customers are looked through for what was there before and get their first canary, and between such looks. */
  readonly poll: {
    readonly feedSeconds: number
    readonly backupSeconds: number
    readonly sweepSeconds: number
  }
  /** Says for whom tokens are made out, also where an address is another. */
  readonly cloud: Cloud
  /** The cloud's own, unless the file says otherwise. */
  readonly endpoints: CloudEndpoints
}
