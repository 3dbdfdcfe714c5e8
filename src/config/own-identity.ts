/** Our own people and apps, from the configuration: detection names them instead of alerting on strangers. */
import { isStaff } from "../model/person.ts"
import type { OwnIdentity } from "../model/tenant.ts"
import type { Config } from "./config.ts"

export function ownIdentity(
  config: Pick<Config, "monitorAppId" | "respondAppId" | "bot" | "people" | "mspTenantId"> &
    Partial<Pick<Config, "anonymizers" | "auditMails" | "veeam">>,
): OwnIdentity {
  const appIds = [config.monitorAppId, config.respondAppId, config.bot.appId]
  const technicians = config.people.filter(isStaff)
  return {
    mspTenantId: config.mspTenantId,
    appIds: [...new Set(appIds.filter((id) => id !== "").map((id) => id.toLowerCase()))],
    ...(config.veeam?.length
      ? { backupAccounts: config.veeam.map(({ username }) => username.toLowerCase()) }
      : {}),
    technicians: Object.fromEntries(technicians.map((person) => [person.objectId, person.name])),
    ...(config.auditMails?.mailbox === undefined
      ? {}
      : { readsMailbox: config.auditMails.mailbox.toLowerCase() }),
    ...(config.anonymizers?.length ? { anonymizers: config.anonymizers } : {}),
  }
}
