/** Reads from the store what each answer needs, for the customers in scope and no other. */
import type { Config, CustomerConfig } from "../config/config.ts"
import { ourselves } from "../config/ourselves.ts"
import type { Tenant } from "../model/tenant.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import type { Store } from "../ports/store.ts"
import type { Answer } from "./answer.ts"
import { answerAlerts, MAX_ALERTS, OPEN_STATES } from "./answer-alerts.ts"
import { answerRestores } from "./answer-restores.ts"
import { answerStatus } from "./answer-status.ts"
import type { Command } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { periodOf } from "./period.ts"

type Deps = {
  readonly store: Pick<Store, "feed" | "incidents" | "restores">
  readonly config: Config
  readonly now: () => number
}

async function healthIn(scope: Scope, deps: Deps): Promise<readonly FeedHealth[]> {
  const ids = new Set<string>(scope.customers.map((customer) => customer.id))
  const all = await deps.store.feed.health()
  return all.filter((one) => ids.has(one.tenantId))
}

const expectedOf =
  (customers: readonly CustomerConfig[]) =>
  (tenant: { readonly id: string }): readonly string[] =>
    customers.find((customer) => customer.id === tenant.id)?.contentTypes ?? []

export async function queryStatus(scope: Scope, deps: Deps): Promise<Answer> {
  return answerStatus({
    customers: scope.customers,
    health: await healthIn(scope, deps),
    face: scope.face,
    scopeSentence: scope.sentence,
    expected: expectedOf(scope.customers),
    now: deps.now(),
  })
}

/** What concerns several customers is told where all of them are, to technicians. */
const ownHouse = ({ face, person, customers }: Scope, config: Config): readonly Tenant[] =>
  face === "technician" && person.scope === "all" && customers.length === config.customers.length
    ? [ourselves(config)]
    : []

export async function queryAlerts(scope: Scope, deps: Deps): Promise<Answer> {
  const now = deps.now()
  const owners = [...scope.customers, ...ownHouse(scope, deps.config)]
  const incidents = await deps.store.incidents.list({
    tenants: owners.map(({ id }) => id),
    states: OPEN_STATES,
    limit: MAX_ALERTS,
  })
  const health = await healthIn(scope, deps)
  return answerAlerts({
    customers: owners,
    incidents,
    face: scope.face,
    scopeSentence: scope.sentence,
    coverage: feedCoverage(scope.customers, expectedOf(scope.customers), { health, now }),
    now,
  })
}

export async function queryRestores(
  command: Extract<Command, { kind: "who-restored" }>,
  scope: Scope,
  deps: Deps,
): Promise<Answer> {
  const now = deps.now()
  const customers = await Promise.all(
    scope.customers.map(async (customer) => {
      const period = periodOf(command.period, customer.timeZone, now)
      const restores = await deps.store.restores.between(customer.id, period.from, period.to)
      return { customer, period, restores: restores.filter((one) => one.tenantId === customer.id) }
    }),
  )
  return answerRestores({
    mailbox: command.mailbox,
    periodName: command.period,
    customers,
    health: await healthIn(scope, deps),
    servers: deps.config.veeam.map((server) => server.name),
    face: scope.face,
    now,
  })
}
