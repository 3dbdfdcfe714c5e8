/** Reads from the store what each answer needs, for the customers in scope and no other. */
import type { Config } from "../config/config.ts"
import { ourselves } from "../config/ourselves.ts"
import { agoText } from "../lib/time-text.ts"
import type { Incident } from "../model/alert.ts"
import { frozenSentence } from "../model/freeze.ts"
import { incidentId, type TenantId } from "../model/ids.ts"
import { holdSentence } from "../model/legal-hold.ts"
import type { CredentialEnd } from "../model/own-credential.ts"
import type { Tenant } from "../model/tenant.ts"
import type { Store } from "../ports/store.ts"
import { accountLines } from "./account-lines.ts"
import type { Answer } from "./answer.ts"
import { answerAlerts, answerBoard, MAX_OPEN, OPEN_STATES } from "./answer-alerts.ts"
import { answerExplain, ownerHere } from "./answer-explain.ts"
import { answerStatus } from "./answer-status.ts"
import { automaticLines } from "./automatic-lines.ts"
import { backupLines } from "./backup-lines.ts"
import { canaryLines } from "./canary-lines.ts"
import type { Command } from "./command.ts"
import type { Scope } from "./command-scope.ts"
import { feedCoverage } from "./coverage.ts"
import { credentialLines } from "./credential-lines.ts"
import { expectedOf, healthIn, type QuestionDeps } from "./question-deps.ts"
import { type StuckStore, stuckLines } from "./run-stuck-lines.ts"
import { type UndeliveredStore, undeliveredLines } from "./run-undelivered-lines.ts"
import { sweepLines } from "./sweep-lines.ts"

type Deps = Pick<QuestionDeps, "store" | "config" | "now">
export type CredentialDeps = {
  /** When what our own apps sign in with ends. */
  readonly credentials: () => readonly CredentialEnd[]
}

export async function queryStatus(
  scope: Scope,
  deps: Deps &
    CredentialDeps & {
      readonly store: StuckStore &
        UndeliveredStore &
        Pick<Store, "accounts" | "brake" | "canaries" | "holds" | "sweeps">
    },
): Promise<Answer> {
  const now = deps.now()
  const servers = deps.config.veeam.map(({ name }) => name)
  const status = answerStatus({
    customers: scope.customers,
    health: await healthIn(scope, deps),
    face: scope.face,
    scopeSentence: scope.sentence,
    expected: expectedOf(scope.customers),
    undelivered: [
      ...(await undeliveredLines([...scope.customers, ...ownHouse(scope, deps.config)], scope, deps)),
      ...(await stuckLines(scope, deps.config, deps.store)),
    ],
    backups: [
      ...(await backupLines(scope, servers, deps.store.backups, now)),
      ...(await ownSources(scope, deps)),
      ...ownCredentials(scope, deps),
    ],
    now,
  })
  const { accounts, brake, canaries, feed: ledger, holds, sweeps } = deps.store
  const more = [
    ...(await holdLines(scope, deps.config, holds)),
    ...(await accountLines(scope, accounts)),
    ...(await canaryLines(scope, { canaries, ledger, now: deps.now })),
    ...(await sweepLines(scope, sweeps)),
    ...automaticLines(scope),
  ]
  return { ...status, lines: [...(await brakeLines(scope, brake)), ...status.lines, ...more] }
}

/** Whoever wonders why no button works. */
async function brakeLines({ face, customers }: Scope, brake: Store["brake"]): Promise<readonly string[]> {
  if (face !== "technician") return []
  const own = new Set(customers.map(({ id }) => id))
  const standing = await brake.all()
  return standing.filter(({ customer }) => customer === undefined || own.has(customer.id)).map(frozenSentence)
}

/** Whose records stay past their days, for technicians. Former customers are told to who is answered for all. */
async function holdLines(
  { face, customers }: Scope,
  config: Config,
  holds: Store["holds"],
): Promise<readonly string[]> {
  if (face !== "technician") return []
  const own = new Set(customers.map(({ id }) => id))
  const isAll = config.customers.every(({ id }) => own.has(id))
  const former = (tenant: TenantId): boolean => isAll && !config.customers.some(({ id }) => id === tenant)
  return (await holds.standing())
    .filter(({ tenantId }) => own.has(tenantId) || former(tenantId))
    .map(holdSentence)
}

/** What is read for all customers at once: audit mails of backup servers, logs that they send. */
async function ownSources(scope: Scope, { store, config, now }: Deps): Promise<readonly string[]> {
  const [own] = ownHouse(scope, config)
  const health = own === undefined ? [] : await store.feed.health(own.id)
  return health.map(({ source, state, sentence, lastOkAt }) => {
    if (state !== "ok") return `${source}: ${sentence}`
    return `${source}: read ${lastOkAt === undefined ? "without trouble" : agoText(lastOkAt, now())}.`
  })
}

const ownCredentials = (scope: Scope, { config, credentials, now }: Deps & CredentialDeps) =>
  ownHouse(scope, config).flatMap(() => credentialLines(credentials(), now()))

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
    limit: MAX_OPEN,
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

export async function queryBoard(scope: Scope, deps: Deps): Promise<Answer> {
  const now = deps.now()
  const owners = [...scope.customers, ...ownHouse(scope, deps.config)]
  const tenants = owners.map(({ id }) => id)
  return answerBoard({
    customers: owners,
    incidents: await deps.store.incidents.list({ tenants, states: OPEN_STATES, limit: MAX_OPEN }),
    face: scope.face,
    scopeSentence: scope.sentence,
    coverage: feedCoverage(scope.customers, expectedOf(scope.customers), {
      health: await healthIn(scope, deps),
      now,
    }),
    now,
  })
}

export async function queryExplain(
  { number }: Extract<Command, { kind: "explain" }>,
  scope: Scope,
  deps: Deps,
): Promise<Answer> {
  const found = await numbered(number, scope, deps)
  return answerExplain({ number, ...found, face: scope.face, now: deps.now() })
}

type NumberedDeps = { readonly store: Pick<Store, "incidents">; readonly config: Config }

export type IncidentHere = { readonly incident: Incident; readonly owner: Tenant }

/** The incident that a number means here, and whose it is; undefined where it isn't told of. */
export async function incidentHere(
  number: number,
  scope: Scope,
  deps: NumberedDeps,
): Promise<IncidentHere | undefined> {
  const { incident, customers } = await numbered(number, scope, deps)
  const owner = ownerHere({ incident, customers, face: scope.face })
  return incident === undefined || owner === undefined ? undefined : { incident, owner }
}

const numbered = async (number: number, scope: Scope, { store, config }: NumberedDeps) => ({
  incident: await store.incidents.incident(incidentId(number)),
  customers: [...scope.customers, ...ownHouse(scope, config)],
})
