/**
 * Samples of rules: `<folder>/<rule name>/match-<level>-*.json` must match at that level, `miss-*.json` must not match.
 * The command line and the product's own tests judge them by the same code.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { createMemory, EMPTY_MEMORY } from "../detect/memory.ts"
import type { RuleSet } from "../detect/rule-set.ts"
import type { Detection } from "../model/alert.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { BackupChange } from "../model/backup-change.ts"
import { coerceError } from "../model/errors.ts"
import { tenantId } from "../model/ids.ts"
import type { JudgedAlert } from "../model/judged-alert.ts"
import type { Tenant } from "../model/tenant.ts"
import { normalizeBackupChange, normalizeUnseenRestore } from "../normalize/normalize-backup-change.ts"
import { normalizeRecord } from "../normalize/normalize-record.ts"
import { normalizeRestore } from "../normalize/normalize-restore.ts"
import { type DecideContext, type Decision, decideRecords } from "../pipeline.ts"
import type { RestoreEvent, RestoreSession } from "../ports/backup-server.ts"
import { organizationOf } from "./file-tenant.ts"
import { sampleRecords } from "./sample-records.ts"

/** The customer of whom samples speak: own domains contoso.example and contoso.onmicrosoft.com. */
export const SAMPLE_TENANT = tenantId("3f1d6a52-7c0e-4b1d-9d43-6a1f0c2b8e11")

/** A second customer, of whom the first must not hear. */
const OTHER_CUSTOMER = tenantId("7d0f2b3c-5a41-4e0e-9c55-1b2a3c4d5e6f")

/** Where the documentation's networks are in the samples: at home, abroad, and far away. */
const SAMPLE_COUNTRIES = {
  "203.0.113.": "DE",
  "203.0.115.": "DE",
  "192.0.2.": "AT",
  "198.51.100.": "NG",
} as const

/** From 203.0.117.* came an attack on Ivo's account, which was secured on 25 February 2026 at noon. */
const SAMPLE_JUDGED: readonly JudgedAlert[] = [
  {
    judgement: { as: "attack", at: Date.UTC(2026, 1, 25, 12) },
    happenedAt: Date.UTC(2026, 1, 25, 9),
    ip: "203.0.117.66",
    account: "ivo.brand@contoso.example",
  },
]

/** The world of the samples: that customer, the provider that looks after it, its app and its one technician. */
export const sampleContext = (rules: RuleSet): DecideContext => ({
  tenant: {
    id: SAMPLE_TENANT,
    name: "contoso",
    displayName: "Contoso",
    acceptedDomains: ["contoso.example", "contoso.onmicrosoft.com"],
    countries: ["DE", "AT"],
    networks: ["198.51.100.240/28"],
    vips: ["board@contoso.example"],
    breakGlass: ["rescue@contoso.example"],
    restoreOperators: ["backup\\kim"],
    timeZone: "Europe/Berlin",
  },
  source: "Audit.Exchange",
  own: {
    mspTenantId: tenantId("9a4b1c77-5e02-4f3a-8b11-2d6f7c8e9001"),
    appIds: ["5d2f8a10-9b3c-4e6d-a7f1-0c1b2d3e4f50"],
    technicians: { "0b9c8d7e-1f2a-4b3c-8d4e-5f6a7b8c9d01": "Kim Vega" },
    backupAccounts: ["backup\\svc-watchpost"],
    anonymizers: ["192.0.2.128/25"],
  },
  rules,
  country: (ip) => Object.entries(SAMPLE_COUNTRIES).find(([start]) => ip.startsWith(start))?.[1],
  recentFixes: [],
  now: Date.UTC(2026, 2, 2, 9),
})

type RestoreSample = { readonly session: RestoreSession; readonly event: RestoreEvent }

/** Samples are our own files: their shape is trusted once they have the two parts. */
const isRestore = (sample: unknown): sample is RestoreSample =>
  typeof sample === "object" && sample !== null && "session" in sample && "event" in sample

const isChange = (sample: unknown): sample is { readonly change: BackupChange } =>
  typeof sample === "object" && sample !== null && "change" in sample
const isUnseen = (sample: unknown): sample is { readonly unseen: RestoreSession } =>
  typeof sample === "object" && sample !== null && "unseen" in sample

/**
 * A sample is one record or a list of records (bursts written short): raw, the session and the event of a restore, what a
 * poll found changed on a backup server, or a session without a sign-in.
 * Records of another organization are another customer's and came before, for correlations that look at all customers.
 */
export const detectSample = (sample: unknown, context: DecideContext): readonly Detection[] =>
  decideSample(sample, context).detections

/** All that follows from a sample. */
export function decideSample(sample: unknown, context: DecideContext): Decision {
  const items = sampleRecords(sample)
  const memory = createMemory({ ...EMPTY_MEMORY, judged: () => SAMPLE_JUDGED })
  const decideAs = (tenant: Tenant, some: readonly unknown[]): Decision => {
    const records = some.flatMap((item, index) => readItem(item, index + 1, tenant))
    const decision = decideRecords(records, { ...context, tenant, memory })
    for (const entry of decision.memory.entries) memory.keepEntry(entry)
    return decision
  }
  const others = items.filter((item) => organizationOf(item) === OTHER_CUSTOMER)
  if (others.length > 0) decideAs({ ...context.tenant, id: OTHER_CUSTOMER }, others)
  return decideAs(
    context.tenant,
    items.filter((item) => !others.includes(item)),
  )
}

function readItem(item: unknown, position: number, { id }: Tenant): readonly AuditRecord[] {
  if (isRestore(item)) return [normalizeRestore(item.session, item.event, id)]
  if (isChange(item)) return [normalizeBackupChange(item.change, id)]
  if (isUnseen(item)) return [normalizeUnseenRestore(item.unseen, id)]
  const read = normalizeRecord(item, { tenantId: id, source: "Audit.Exchange", position })
  return "record" in read ? [read.record] : []
}

export type SampleResult = {
  readonly rule: string
  readonly file: string
  /** What is wrong; undefined when the rule does what the file's name says. */
  readonly problem?: string
}

/** Every sample below the folder, and every rule or folder that lacks its other half. */
export function judgeSamples(folder: string, rules: RuleSet): readonly SampleResult[] {
  const context = sampleContext(rules)
  const all = [...rules.rules, ...rules.correlations]
  const names = new Set(all.map(({ info }) => info.name))
  const strangers = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !names.has(entry.name))
    .map(({ name }) => ({ rule: name, file: "", problem: `there is no rule named "${name}"` }))
  const results = all.flatMap(({ info, silent }): readonly SampleResult[] => {
    const { name: rule, id } = info
    const files = filesOf(join(folder, rule))
    // A silent rule is proven by the samples of the correlations that it feeds.
    const wanted = silent && files.length === 0 ? [] : ["match-", "miss-"]
    const lacking = wanted.filter((kind) => !files.some((file) => file.startsWith(kind)))
    return [
      ...lacking.map((kind) => ({ rule, file: "", problem: `there is no sample ${kind}*.json` })),
      ...files.map((file) => {
        const problem = judgeSample(join(folder, rule, file), file, id, context)
        return { rule, file, ...(problem === undefined ? {} : { problem }) }
      }),
    ]
  })
  return [...strangers, ...results]
}

const filesOf = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])

function judgeSample(path: string, file: string, ruleId: string, context: DecideContext): string | undefined {
  const [, kind, level] = /^(?:(match)-([a-z]+)-|miss-).*\.json$/.exec(file) ?? []
  if (kind === undefined && !/^miss-.*\.json$/.test(file))
    return "a sample is named match-<level>-<what>.json or miss-<what>.json"
  try {
    const detections = detectSample(JSON.parse(readFileSync(path, "utf8")), context)
    const levels = detections.filter((one) => one.ruleId === ruleId).map((one) => one.level)
    if (kind === undefined) return levels.length === 0 ? undefined : `must not match, but does (${levels[0]})`
    if (levels.length === 0) return "must match, but doesn't"
    return levels.some((one) => one === level)
      ? undefined
      : `must match at ${level}, but does at ${levels.join(", ")}`
  } catch (error) {
    return `can't be judged: ${coerceError(error).message}`
  }
}
