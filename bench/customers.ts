/** Made-up customers for measuring: tenants with mailboxes, some of which are used far more than others. */
import { practiceGuid, practiceHex } from "../sandbox/world/practice-id.ts"
import { type TenantId, tenantId } from "../src/model/ids.ts"

export type BenchMailbox = {
  readonly upn: string
  readonly mailboxGuid: string
  readonly objectId: string
  readonly puid: string
  readonly sid: string
  /** Where its person usually is. */
  readonly addresses: readonly string[]
}

export type BenchTenant = {
  readonly id: TenantId
  readonly name: string
  readonly domain: string
  readonly mailboxes: readonly BenchMailbox[]
}

const MAILBOXES = 40

/** The same tenants for the same number, in this process and in any other. */
export const makeTenants = (count: number, mailboxes = MAILBOXES): readonly BenchTenant[] =>
  Array.from({ length: count }, (_, index) => makeTenant(index, mailboxes))

function makeTenant(index: number, mailboxes: number): BenchTenant {
  const name = `customer-${String(index).padStart(5, "0")}`
  const domain = `${name}.example`
  return {
    id: tenantId(practiceGuid(`bench tenant ${index}`)),
    name,
    domain,
    mailboxes: Array.from({ length: mailboxes }, (_, person) => makeMailbox(domain, person)),
  }
}

function makeMailbox(domain: string, person: number): BenchMailbox {
  const upn = `person.${String(person).padStart(2, "0")}@${domain}`
  const digits = BigInt(`0x${practiceHex(upn, 12)}`).toString()
  return {
    upn,
    mailboxGuid: practiceGuid(`mailbox ${upn}`),
    objectId: practiceGuid(`user ${upn}`),
    puid: practiceHex(upn, 16).toUpperCase(),
    sid: `S-1-5-21-1376570662-3565232716-${digits.slice(0, 10)}-${1000 + person}`,
    addresses: [
      `198.51.100.${1 + (person % 250)}`,
      `192.0.2.${1 + ((person * 7) % 250)}`,
      `2001:db8:${person.toString(16)}::1`,
    ],
  }
}
