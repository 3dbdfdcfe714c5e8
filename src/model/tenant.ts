/** A customer, and what the pure stages need to know of it. */
import type { TenantId } from "./ids.ts"

export type Tenant = {
  readonly id: TenantId
  /** The short name that people type: `contoso`. Unique. */
  readonly name: string
  readonly displayName: string
  /** Lower-cased; mail to them stays inside. Empty means "not known yet". */
  readonly acceptedDomains: readonly string[]
  /** Where its people sign in from (ISO 3166 codes); missing or empty means that no country is out of bounds. */
  readonly countries?: readonly string[]
  /** Its offices and VPN (`198.51.100.0/24`): a sign-in from there is at home, wherever the address is registered. */
  readonly networks?: readonly string[]
  /** Lower-cased sign-in names of people whose account is worth more: an act against them is one level worse. */
  readonly vips?: readonly string[]
  /** Sign-in names and object ids of accounts for emergencies, lower case: nobody signs in with one in everyday work. */
  readonly breakGlass?: readonly string[]
  /** When its people work; missing means Monday to Friday from 7 to 19. */
  readonly workHours?: WorkHours
  /** Lower-cased accounts (`NORTHWIND\\kim`, `kim@contoso.com`) of those who restore for it; missing or empty means that nobody was named. */
  readonly restoreOperators?: readonly string[]
  /** IANA name, used to render every time shown to this customer. */
  readonly timeZone: string
}

/** Minutes after midnight by the customer's clocks; `to` may be the next morning. */
export type WorkHours = { readonly from: number; readonly to: number; readonly weekend: boolean }
export const USUAL_WORK_HOURS: WorkHours = { from: 7 * 60, to: 19 * 60, weekend: false }

/** People and apps that are ours: their acts are named, linked or silent, never "an unknown admin". */
export type OwnIdentity = {
  readonly mspTenantId?: TenantId
  /** Client ids of our own app registrations, lower case. */
  readonly appIds: readonly string[]
  /** Technicians by Entra object id (lower case) in the MSP tenant. */
  readonly technicians: Readonly<Record<string, string>>
  /** Accounts with which Watchpost reads backup servers, lower case: they never restore anything. */
  readonly backupAccounts?: readonly string[]
  /** The mailbox of our own tenant that is read for audit mails, lower case. */
  readonly readsMailbox?: string
  /** Networks of anonymizers and hosters (`198.51.100.0/24`), as the operator lists them. */
  readonly anonymizers?: readonly string[]
}
