/** How well a backup server is read, as health of each customer that it concerns. */
import { allEnded } from "../lib/all-ended.ts"
import type { TenantId } from "../model/ids.ts"
import type { BackupOrganization } from "../ports/backup-server.ts"
import type { FeedHealth } from "../ports/feed-ledger.ts"
import type { BackupPollDeps, LeftOut, Memory } from "./backup-round.ts"
import type { Owner } from "./organization-owners.ts"
import { adviceOf } from "./poll-round.ts"

/** Gives back the sentence that was told. */
export async function tellBackupTrouble(deps: BackupPollDeps, memory: Memory, error: Error): Promise<string> {
  const { server, log, ownTenant } = deps
  const sentence = adviceOf(error)
  log.warn("restore sessions could not be read", { server: server.name, problem: error.message })
  await deps.book.noteTrouble(server.name, sentence)
  const everybody = new Set([...memory.tenants, ...(ownTenant === undefined ? [] : [ownTenant])])
  for (const tenant of everybody) await tell(deps, tenant, "trouble", sentence)
  return sentence
}

/** Which customers the server concerns from now on; what was told of it to others is taken back. */
export async function noteCustomers(
  deps: BackupPollDeps,
  memory: Memory,
  organizations: readonly BackupOrganization[],
): Promise<void> {
  const owners = organizations.map(({ id }) => memory.owners?.byId(id) ?? NOBODY)
  memory.unclear = new Set(owners.flatMap(candidatesOf))
  const concerned = new Set([...memory.unclear, ...owners.flatMap(customerOf)])
  await takeBack(deps, memory, concerned)
  memory.tenants = concerned
}

/** Whose restores may be among those that were left out: of an organization, or of a session whose name fits several. */
export const unclearCustomers = ({ unclear, leftOut }: Memory): readonly TenantId[] => [
  ...new Set([...unclear, ...[...leftOut.values()].flatMap(({ owner }) => candidatesOf(owner))]),
]

/** After a round that read everything. Gives back what the operator was told; empty when there was nothing to tell. */
export async function tellBackupRound(
  deps: BackupPollDeps,
  memory: Memory,
  organizations: readonly BackupOrganization[],
): Promise<string> {
  const unclear = unclearCustomers(memory)
  for (const tenant of memory.tenants) {
    const sentence = unclear.includes(tenant) ? unclearSentence(deps.server.name) : ""
    await tell(deps, tenant, sentence === "" ? "ok" : "trouble", sentence)
  }
  const owners = organizations.map(({ id, name: organization }) => {
    return { organization, owner: memory.owners?.byId(id) ?? NOBODY }
  })
  return tellOperator(deps, owners, [...memory.leftOut.values()])
}

const NOBODY: Owner = { kind: "nobody" }

const candidatesOf = (owner: Owner): readonly TenantId[] =>
  owner.kind === "ambiguous" ? owner.candidates : []
const customerOf = (owner: Owner): readonly TenantId[] => (owner.kind === "customer" ? [owner.tenantId] : [])

/** Names no organization: it may be another customer's. */
const unclearSentence = (server: string): string =>
  `An organization on ${server} may be this customer's or another's, so that its restores are left out: say whose it is under veeam, organizations in the configuration.`

/** What was told of this server to customers that it doesn't concern any more. */
async function takeBack(deps: BackupPollDeps, memory: Memory, told: ReadonlySet<TenantId>): Promise<void> {
  const source = sourceOf(deps)
  // After a start only the store knows to whom an earlier run has told something.
  const earlier =
    memory.lastRoundAt === undefined
      ? (await deps.ledger.health()).flatMap((one) => (one.source === source ? [one.tenantId] : []))
      : memory.tenants
  const over = [...earlier].filter((tenant) => !told.has(tenant) && tenant !== deps.ownTenant)
  await allEnded(over.map((tenant) => deps.ledger.forgetHealth(tenant, source)))
}

const sourceOf = ({ server }: BackupPollDeps): string => `Veeam ${server.name}`

const tell = (
  deps: BackupPollDeps,
  tenant: TenantId,
  state: FeedHealth["state"],
  sentence: string,
): Promise<void> => deps.ledger.saveHealth(tenant, sourceOf(deps), state, sentence, deps.now())

/** Never told in a customer's health: the name of one customer's organization is nothing for another. */
async function tellOperator(
  deps: BackupPollDeps,
  owners: readonly LeftOut[],
  leftOut: readonly LeftOut[],
): Promise<string> {
  const { server, log, ownTenant } = deps
  const unclear = new Set(
    [...owners, ...leftOut].flatMap(({ organization, owner }) =>
      owner.kind === "ambiguous" ? [organization] : [],
    ),
  )
  const nobodys = new Set(
    leftOut.flatMap(({ organization, owner }) => (owner.kind === "nobody" ? [organization] : [])),
  )
  const sentences = [
    ...(unclear.size === 0
      ? []
      : [
          `It isn't clear whose organization ${[...unclear].join(", ")} on ${server.name} is, so that its restores are left out: say so under veeam, organizations in the configuration.`,
        ]),
    ...(nobodys.size === 0
      ? []
      : [
          `${server.name} has restore sessions of organizations that belong to no configured customer: ${[...nobodys].join(", ")}. Add them to the configuration.`,
        ]),
  ]
  if (sentences.length > 0) {
    log.warn("restore sessions of organizations that can't be given to a customer were left out", {
      server: server.name,
      organizations: [...unclear, ...nobodys],
    })
  }
  const told = sentences.join(" ")
  if (ownTenant !== undefined) await tell(deps, ownTenant, told === "" ? "ok" : "trouble", told)
  return told
}
