/** Routes, escalation and quiet hours as the stages need them, and what one field of them alone can't tell. */
import { MINUTE } from "../lib/time-units.ts"
import type { Channel } from "../model/delivery.ts"
import type { EscalationPolicy, StepTimes } from "../model/escalation.ts"
import { tenantId } from "../model/ids.ts"
import { isStaff, type Person } from "../model/person.ts"
import type { Route, RouteEnd } from "../model/route.ts"
import type { Config } from "./config.ts"
import { type Complaint, listed, shown, valueAt } from "./config-problems.ts"
import type { ConfigFile } from "./config-schema.ts"

type NamedChannel = ConfigFile["channels"][number]

/** `customers`, `to` and `onCall` were checked: whatever is named exists. */
export function routesOf(file: ConfigFile, channelOf: (file: NamedChannel) => Channel): readonly Route[] {
  const ends = (name: string): readonly RouteEnd[] =>
    name === "triage" || name === "customer"
      ? [name]
      : file.channels.filter((one) => one.name === name).map(channelOf)
  return file.routes.map(({ customers, levels, categories, to }) => ({
    ...(customers === undefined
      ? {}
      : {
          tenants: file.customers
            .filter((one) => customers.includes(one.name))
            .map((one) => tenantId(one.tenantId)),
        }),
    ...(levels === undefined ? {} : { levels }),
    ...(categories === undefined ? {} : { categories }),
    to: to.flatMap(ends),
  }))
}

export function escalationOf(
  { escalation }: ConfigFile,
  people: readonly Person[],
): Pick<Config, "escalation"> {
  if (escalation === undefined) return {}
  const { onCall, webhook, undelivered, critical, high, medium, low } = escalation
  const policy: EscalationPolicy = {
    onCall: people
      .filter((person) => isStaff(person) && onCall.includes(person.objectId))
      .map(({ objectId, name }) => ({ objectId, name })),
    ...(webhook === undefined ? {} : { webhookUrl: webhook }),
    ...(undelivered === undefined ? {} : { undeliveredAfterMs: undelivered * MINUTE }),
    after: {
      critical: inMilliseconds(critical),
      high: inMilliseconds(high),
      medium: inMilliseconds(medium),
      low: inMilliseconds(low),
    },
  }
  return { escalation: policy }
}

type Minutes = NonNullable<ConfigFile["escalation"]>["critical"]

const inMilliseconds = ({ mention, message, webhook }: Minutes): StepTimes => ({
  ...(mention === undefined ? {} : { mention: mention * MINUTE }),
  ...(message === undefined ? {} : { message: message * MINUTE }),
  ...(webhook === undefined ? {} : { webhook: webhook * MINUTE }),
})

export const quietHoursOf = ({ quietHours }: ConfigFile): Pick<Config, "quietHours"> =>
  quietHours === undefined ? {} : { quietHours }

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : []

const items = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Names that must exist: of customers and channels in routes, of technicians on call. */
export function checkRouting(file: unknown): readonly Complaint[] {
  const names = (key: string, field: string): readonly string[] =>
    items(valueAt(file, [key])).flatMap((item) => texts([valueAt(item, [field])]))
  const ends = new Set(["triage", "customer", ...names("channels", "name")])
  const customers = new Set(names("customers", "name"))
  const technicians = new Set(names("technicians", "objectId").map((id) => id.toLowerCase()))
  const places = listed([...ends])
  const unknown = (path: Complaint["path"], known: ReadonlySet<string>, what: string): readonly Complaint[] =>
    texts(valueAt(file, path)).flatMap((name) =>
      known.has(name) || known.has(name.toLowerCase())
        ? []
        : [{ path, sentence: `${path.join(".")} must name only ${what}; it names ${shown(name)}` }],
    )
  return [
    ...items(valueAt(file, ["routes"])).flatMap((_route, index) => [
      ...unknown(["routes", index, "to"], ends, places),
      ...unknown(["routes", index, "customers"], customers, "customers' short names"),
    ]),
    ...unknown(["escalation", "onCall"], technicians, "object ids of technicians"),
  ]
}
