/**
 * What the store still holds of an earlier configuration is put right at each start, before anything is told: what customers
 * are called, channels that came or went, cards of ours about who isn't watched any more, and the health of sources that nobody reads.
 */
import type { Config } from "./config/config.ts"
import type { Ground } from "./ground.ts"
import { coerceError } from "./model/errors.ts"
import { withoutLosses } from "./model/feed-losses.ts"
import type { TenantId } from "./model/ids.ts"
import { closeAllFormer } from "./onboard/run-close-former.ts"
import { settleChannels } from "./run-configured-channels.ts"

type SettleGround = Pick<Ground, "config" | "now" | "log"> & {
  readonly store: Pick<Ground["store"], "channels" | "incidents" | "feed" | "sweeps" | "customerNames">
}

/** A part that fails is logged and tried again at the next start: a damaged row keeps nobody from being watched. */
export async function settleConfiguration(ground: SettleGround): Promise<void> {
  const { config, store, now, log } = ground
  const watched = {
    tenants: new Set(config.customers.map(({ id }) => id)),
    servers: config.veeam.map(({ name }) => name),
    us: config.mspTenantId,
  }
  const parts: readonly (readonly [string, () => Promise<void>])[] = [
    ["names", () => store.customerNames.keep(config.customers)],
    ["channels", () => settleChannels(ground)],
    ["cards of ours", () => closeAllFormer(watched, { incidents: store.incidents, now })],
    ["first sweeps", () => store.sweeps.keepOnly(watched.tenants)],
    ["health", () => store.feed.keepHealth(sourceReader(config))],
  ]
  for (const [part, settle] of parts) {
    try {
      await settle()
    } catch (thrown) {
      const problem = coerceError(thrown).message
      log.error("what an earlier configuration left could not be put right", { part, problem })
    }
  }
}

/** Is this source of this customer read? By the names under which each of them tells its health. */
function sourceReader(config: Config): (tenant: TenantId, source: string) => boolean {
  const types = new Map(config.customers.map(({ id, contentTypes }) => [id, new Set<string>(contentTypes)]))
  const servers = new Set(config.veeam.map(({ name }) => `Veeam ${name}`))
  const logs = new Set(
    config.sites.flatMap(({ tenantId, name }) =>
      ["Explorer", "Server"].map((kind) => `${tenantId} ${kind} logs of ${name}`),
    ),
  )
  return (tenant, source) => {
    if (tenant !== config.mspTenantId && !types.has(tenant)) return false
    if (types.get(tenant)?.has(withoutLosses(source)) === true) return true
    if (servers.has(source) || logs.has(`${tenant} ${source}`)) return true
    return source === "Veeam audit mails" && config.auditMails !== undefined
  }
}
