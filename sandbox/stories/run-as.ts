/** A person of a story does something in Exchange: the practice Exchange changes and writes its own audit record. */
import {
  actAsUser,
  type OutlookRule,
  outlookUpdatesRules,
  type PracticeActor,
} from "../exchange/act-as-user.ts"
import { customer, mailboxOf, type Stage } from "./story.ts"

/** Who acts, in which customer's tenant, from which address. */
export type StoryActor = { readonly tenant: string; readonly alias: string; readonly ip: string }

const resolve = (cloud: Stage, { tenant: name, alias, ip }: StoryActor) => {
  const tenant = customer(cloud, name)
  const actor: PracticeActor = { userUpn: mailboxOf(tenant, alias).upn, ip }
  return { tenant, actor }
}

/** Throws when Exchange would refuse the cmdlet. */
export function runAs(
  cloud: Stage,
  who: StoryActor,
  cmdlet: string,
  parameters: Readonly<Record<string, unknown>>,
): void {
  const { tenant, actor } = resolve(cloud, who)
  actAsUser(cloud.world, tenant, actor, cmdlet, parameters)
}

/** A rule saved in Outlook for the desktop: no cmdlet runs. */
export function saveRuleInOutlook(cloud: Stage, who: StoryActor, rule: OutlookRule): void {
  const { tenant, actor } = resolve(cloud, who)
  outlookUpdatesRules(cloud.world, tenant, actor, rule)
}
