/**
 * From where somebody signed in. An address tells its network and, through the embedded database, a country. Microsoft's
 * own relays and the customer's own networks (offices, VPN) tell nothing.
 */
import { type Network, network, networkOf } from "../../lib/ip-text.ts"
import { utcDay } from "../../lib/utc-day.ts"
import type { AuditRecord } from "../../model/audit-record.ts"
import { isServiceAddress } from "../service-address.ts"
import type { Fact, FactContext, OtherFacts } from "./fact.ts"
import { readMicrosoftAlert } from "./microsoft-alerts.ts"
import { readSignIn } from "./sign-in.ts"
import { partOfWorld } from "./world-parts.ts"

const compiled = new WeakMap<readonly string[], readonly Network[]>()

/** Lists come from the configuration and live as long as it does: each is read once. */
function isIn(ip: string, list: readonly string[] | undefined): boolean {
  if (list === undefined || list.length === 0) return false
  let networks = compiled.get(list)
  if (networks === undefined) {
    networks = list.flatMap((cidr) => network(cidr) ?? [])
    compiled.set(list, networks)
  }
  return networks.some((inside) => inside(ip))
}

/** The address of a sign-in; undefined for relays, for the customer's own networks and for records of other kinds. */
function placeOf(record: AuditRecord, { tenant }: FactContext): string | undefined {
  const { ip } = record
  if (ip === undefined || readSignIn(record) === undefined) return undefined
  return isNobodysPlace(ip, tenant) ? undefined : ip
}

/** Microsoft's relays and the customer's own networks say nothing about who comes from there. */
export const isNobodysPlace = (ip: string, tenant: FactContext["tenant"]): boolean =>
  isServiceAddress(ip) || isIn(ip, tenant.networks)

/** A place counts only where somebody got in: anybody can fail to sign in from anywhere. */
const successfulPlace = (record: AuditRecord, facts: OtherFacts | undefined): string | undefined =>
  readSignIn(record)?.succeeded === true ? facts?.evidence("SignInAddress") : undefined

const countryOf = (facts: OtherFacts | undefined): string | undefined => facts?.evidence("SignInCountry")

/** Programs renew their tokens from wherever their servers are. */
const isRenewal = (record: AuditRecord): boolean => readSignIn(record)?.requestType === "oauth2:token"

/** "Activity from a Tor IP address", "Anonymous IP address", "Activity from suspicious IP addresses". */
const HIDDEN_PLACE = /anonym|\btor\b|\bprox(y|ies)\b|\b(suspicious|malicious|botnet|risky) ip\b/i

export const SIGN_IN_PLACE_FACTS: readonly Fact[] = [
  { name: "SignInAddress", forGrouping: true, read: placeOf },
  {
    name: "SignInCountry",
    read: (record, context, facts) => {
      const ip = successfulPlace(record, facts)
      return ip === undefined ? undefined : context.country?.(ip)
    },
  },
  {
    // Of a sign-in that failed, too.
    name: "SignInAddressNetwork",
    forGrouping: true,
    read: (_record, _context, facts) => {
      const ip = facts?.evidence("SignInAddress")
      return ip === undefined ? undefined : networkOf(ip)
    },
  },
  {
    name: "SignInNetwork",
    forGrouping: true,
    read: (record, _context, facts) =>
      successfulPlace(record, facts) === undefined ? undefined : facts?.evidence("SignInAddressNetwork"),
  },
  {
    // Of IPv6 and IPv4 the same device uses now one and now the other, so that only the older of the two is compared.
    name: "SessionNetwork",
    forGrouping: true,
    read: (record, _context, facts) => {
      const ip = successfulPlace(record, facts)
      return ip === undefined || ip.includes(":") ? undefined : facts?.evidence("SignInNetwork")
    },
  },
  {
    name: "SignInPartOfWorld",
    forGrouping: true,
    read: (record, _context, facts) => {
      const country = countryOf(facts)
      return country === undefined || isRenewal(record) ? undefined : partOfWorld(country)
    },
  },
  {
    name: "SignInOutsideCountries",
    read: (_record, { tenant }, facts) => {
      const allowed = tenant.countries ?? []
      if (allowed.length === 0) return undefined
      const country = countryOf(facts)
      return country === undefined || allowed.includes(country) ? undefined : country
    },
  },
  {
    name: "SignInFromAnonymizer",
    read: (record, { own }, facts) => {
      if (!own.anonymizers?.length) return undefined
      const ip = successfulPlace(record, facts)
      return ip !== undefined && isIn(ip, own.anonymizers) ? ip : undefined
    },
  },
  {
    // Somebody is there again after being shut out, as the same or as somebody else.
    name: "SignInFromAttackersNetwork",
    read: (record, { unlearned }, facts) => {
      if (unlearned === undefined) return undefined
      const range = facts?.evidence("SignInNetwork")
      const knownSince = range === undefined ? undefined : unlearned.networks.get(range)
      return knownSince !== undefined && record.happenedAt > knownSince
        ? `from the same network (${range}) came an attack on this customer, found on ${utcDay(knownSince)}`
        : undefined
    },
  },
  {
    // Microsoft knows many such networks; it says so in alerts, not in the sign-in itself.
    name: "MicrosoftSaysAnonymous",
    read: (record) => {
      const alert = readMicrosoftAlert(record)
      return alert !== undefined && !alert.closed && HIDDEN_PLACE.test(alert.name) ? alert.name : undefined
    },
  },
]
