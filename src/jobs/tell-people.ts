/** What becomes louder by time: escalation, the morning after quiet hours, messages of our own. */
import { isUnclaimed } from "../alert/escalation.ts"
import { tellMorning } from "../alert/run-digest.ts"
import { endSnoozes } from "../alert/run-end-snoozes.ts"
import { escalate } from "../alert/run-escalate.ts"
import type { Config } from "../config/config.ts"
import { ourselves } from "../config/ourselves.ts"
import type { SendTimes } from "../deliver/rate.ts"
import { sendNotices } from "../deliver/run-notices.ts"
import type { Ground } from "../ground.ts"
import type { Incident } from "../model/alert.ts"
import type { Channel } from "../model/delivery.ts"
import type { Tenant } from "../model/tenant.ts"
import { createNoticeSender } from "../notice-sender.ts"
import { cardChannels } from "../route-cards.ts"
import { createHeadTeller } from "../trail/run-tell-head.ts"
import { every } from "./every.ts"

const LOOK_MS = 15_000
const SEND_MS = 2_000

/** `times` are shared with the cards: Teams counts what goes into a thread, whoever sent it. */
export function tellPeople(
  ground: Ground,
  parts: { readonly times: Map<string, SendTimes>; readonly wakeOutbox: () => void },
  signal: AbortSignal,
): Promise<unknown> {
  const { config, store, outside, book, log, now } = ground
  const tenantOf = (incident: Incident): Tenant | undefined =>
    book.get(incident.tenantId) ?? (incident.tenantId === config.mspTenantId ? ourselves(config) : undefined)
  const tellHead = createHeadTeller({
    trail: store.trail,
    notices: store.notices,
    triage: config.triageChannel,
    now,
  })
  const look = async (): Promise<void> => {
    const { incidents, notices } = store
    await tellHead()
    await tellMorning({ incidents, notices, tenantOf, wake: parts.wakeOutbox, now })
    const channelsOf = (incident: Incident) => technicianChannels(config, incident, now())
    const personNamed = (name: string) =>
      config.people.find((person) => person.name === name && person.homeTenantId === config.mspTenantId)
    await endSnoozes({ incidents, notices, channelsOf, tenantOf, personNamed, wake: parts.wakeOutbox, now })
    if (config.escalation === undefined) return
    await escalate({ incidents, notices, policy: config.escalation, channelsOf, tenantOf, now })
  }
  const deps = {
    notices: store.notices,
    sender: createNoticeSender({ config, messenger: outside.messenger, webhook: outside.escalationWebhook }),
    isWaiting: async (id: Incident["id"]): Promise<boolean> => {
      const incident = await store.incidents.incident(id)
      return incident !== undefined && isUnclaimed(incident)
    },
    times: parts.times,
    now,
    log,
  }
  return Promise.all([
    every(LOOK_MS, look, { signal, log, name: "escalation and digests" }),
    every(SEND_MS, async () => void (await sendNotices(deps, signal)), { signal, log, name: "messages" }),
  ])
}

/** An incident that is routed to no technicians still has somebody to call: those in the triage channel. */
function technicianChannels(config: Config, incident: Incident, now: number): readonly Channel[] {
  const channels = cardChannels(config, incident, [], now).flatMap(({ face, channel }) =>
    face === "technician" ? [channel] : [],
  )
  return channels.length === 0 ? [config.triageChannel] : channels
}
