/** What a person may do about a rule that costs much for nothing, in the words to type. Pure; it does nothing by itself. */
import { plainText } from "../lib/plain-text.ts"
import { durationText } from "../lib/time-text.ts"
import type { SubjectKind } from "../model/act.ts"
import type { TenantId } from "../model/ids.ts"
import { kindOfSubject } from "../model/mute.ts"
import type { RuleIncident } from "../model/rule-incident.ts"
import type { Tenant } from "../model/tenant.ts"
import type { RuleNoise } from "./measure-noise.ts"
import { MUTE_FIELD_WORDS } from "./mute-field-words.ts"

/** Fewer are no pattern. */
const FEWEST = 3
/** Of the harmless ones so many must have something in common that it is worth muting: two of three. */
const MOST_OF = 2 / 3

/** What "expect" calls the kinds that can be announced of an address. */
const EXPECTED_AS: Partial<Record<SubjectKind, string>> = {
  forwarding: "forwarding",
  "inbox-rule": "rule",
  permission: "access",
  "directory-role": "role",
  restore: "restore",
}
const ADDRESS = /^[\w.+-]+@[\w.-]+$/

type Customers = readonly Pick<Tenant, "id" | "name" | "displayName">[]

/** Sentences about the noisiest rule; nothing where no rule was harmless three times. `rules` as `measureNoise` sorts them. */
export function noiseAdvice(rules: readonly RuleNoise[], customers: Customers): readonly string[] {
  const worst = rules.find(({ harmless }) => harmless.length >= FEWEST)
  if (worst === undefined) return []
  const { harmless, incidents, fixed, forNothing } = worst
  const real = fixed === 0 ? "none was fixed" : `${fixed} ${fixed === 1 ? "was" : "were"} fixed`
  return [
    `“${plainText(worst.title, 100)}” costs most for nothing: ${harmless.length} of ${incidents} were expected or harmless, ${real}. About ${durationText(forNothing)} went into those ${harmless.length}.`,
    ...(muteAdvice(worst, customers) ?? filterAdvice(worst)),
  ]
}

/** Undefined where the harmless ones share neither who did it nor what it is about at one customer. */
function muteAdvice({ harmless }: RuleNoise, customers: Customers): readonly string[] | undefined {
  const shared = sharedIn(harmless, "actor") ?? sharedIn(harmless, "target")
  const newest = shared?.of.at(-1)
  const customer = customers.find(({ id }) => id === newest?.tenantId)
  if (shared === undefined || newest === undefined || customer === undefined) return undefined
  const [all, some] = [harmless.length, shared.of.length]
  const how = shared.field === "actor" ? "were done by" : "were about"
  const where = plainText(customer.displayName, 60)
  const choose = `“${MUTE_FIELD_WORDS.rule}” and “${MUTE_FIELD_WORDS[shared.field]}”`
  const expect = expectWords(shared.of, customer)
  return [
    `${some === all ? `All ${all}` : `${some} of the ${all}`} ${how} ${plainText(newest[shared.field], 100)} at ${where}. If that stays so: press “Mute” on the card of incident ${newest.id} and choose ${choose}; the form shows what that would have hidden.`,
    ...(expect === undefined ? [] : [`If more of it is planned, write in chat: ${expect}`]),
  ]
}

type Shared = { readonly field: "actor" | "target"; readonly of: readonly RuleIncident[] }

/** What most of them have in common. A mute is of one customer. */
function sharedIn(incidents: readonly RuleIncident[], field: Shared["field"]): Shared | undefined {
  const keyOf = (one: RuleIncident): string => JSON.stringify([one.tenantId, one[field].toLowerCase()])
  const groups = [...Map.groupBy(incidents, keyOf).values()]
  const of = groups.find(
    (group) =>
      group.length >= FEWEST && group.length >= incidents.length * MOST_OF && group[0]?.[field] !== "",
  )
  return of === undefined ? undefined : { field, of }
}

/** As `parseExpect` reads it; undefined for kinds that nobody can announce, and where they are about several. */
function expectWords(
  incidents: readonly RuleIncident[],
  { name }: { readonly id: TenantId; readonly name: string },
): string | undefined {
  const [first, ...others] = new Set(incidents.map(({ target }) => target.toLowerCase()))
  const [kind, ...kinds] = new Set(incidents.map(kindOfSubject))
  const said = Object.entries(EXPECTED_AS).find(([one]) => one === kind)?.[1]
  const isOne = others.length === 0 && kinds.length === 0
  if (first === undefined || said === undefined || !isOne || !ADDRESS.test(first)) return undefined
  return `expect ${said} for ${first} at ${name} until in 30 days`
}

function filterAdvice({ rule, fixed }: RuleNoise): readonly string[] {
  const level =
    fixed === 0 ? "or give the rule a lower level" : "its level should stay, because some of it was real"
  return [
    `They share neither who did it nor what it is about, so that a mute would hide too little or too much. Say what is honest in a filter of ${rule}, of a correlation in one of the rules that it lists (docs/rules.md, “Rules that are noisy”), and try it before: watchpost rules backtest filter.yml --days 30; ${level}.`,
  ]
}
