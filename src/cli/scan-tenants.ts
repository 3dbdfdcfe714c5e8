/**
 * Records of files, sorted into tenants. Own domains may show only in a later record, so that what a rule could match is
 * kept until everything is read; Microsoft's own records, nearly all of a real export, are dropped at once.
 */
import { toldTogether } from "../alert/bursts.ts"
import { domainsOfRecord } from "../detect/facts/destinations.ts"
import { createMemory } from "../detect/memory.ts"
import type { RuleSet } from "../detect/rule-set.ts"
import { isGuid } from "../lib/guid.ts"
import type { Alert } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { TenantId } from "../model/ids.ts"
import { normalizeRecord } from "../normalize/normalize-record.ts"
import { decideRecords, identityOf, isWatched } from "../pipeline.ts"
import { fileTenant, NOBODY, organizationOf } from "./file-tenant.ts"

type ScannedTenant = { readonly id: TenantId; readonly domains: Set<string>; readonly records: AuditRecord[] }

export class TenantSorter {
  readonly #tenants = new Map<TenantId, ScannedTenant>()
  readonly #seen = new Set<string>()
  readonly #rules: RuleSet
  readonly #acceptedDomains: readonly string[]

  constructor(rules: RuleSet, acceptedDomains: readonly string[]) {
    this.#rules = rules
    this.#acceptedDomains = acceptedDomains.map((domain) => domain.trim().replace(/^@/, "").toLowerCase())
  }

  /** What became of the record; a rejected one says why. */
  add(raw: unknown, position: number): "kept" | "duplicate" | { readonly rejected: string } {
    const id = organizationOf(raw)
    const result = normalizeRecord(raw, { tenantId: id, source: "File", position })
    if ("rejected" in result) return { rejected: result.rejected.reason }
    const { record } = result
    const key = identityOf(record)
    if (this.#seen.has(key)) return "duplicate"
    this.#seen.add(key)
    const tenant = this.#tenants.get(id) ?? { id, domains: new Set(), records: [] }
    this.#tenants.set(id, tenant)
    // A masked organization may stand for many: their records don't vouch for each other's domains.
    if (isGuid(id) && /exchange/i.test(record.workload)) {
      for (const domain of domainsOfRecord(record)) tenant.domains.add(domain)
    }
    if (isWatched(record, this.#rules)) tenant.records.push(record)
    return "kept"
  }

  /** Alerts of all tenants, oldest first; a burst is one. */
  alerts(country: (ip: string) => string | undefined, now: number): readonly Alert[] {
    const memory = createMemory()
    const alerts = [...this.#tenants.values()].flatMap(({ id, domains, records }) => {
      const acceptedDomains = this.#acceptedDomains.length > 0 ? this.#acceptedDomains : [...domains]
      const context = {
        tenant: fileTenant(id, acceptedDomains),
        source: "File" as const,
        own: NOBODY,
        rules: this.#rules,
        country,
        memory,
        recentFixes: [],
        now,
      }
      const decision = decideRecords(records, context)
      for (const entry of decision.memory.entries) memory.keepEntry(entry)
      return decision.alerts
    })
    return toldTogether(alerts)
  }
}
