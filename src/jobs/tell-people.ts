/** What becomes louder by time: escalation, the morning after quiet hours, messages of our own. */
import { isUnclaimed } from "../alert/escalation.ts"
import { isHandedOver } from "../alert/hand-over.ts"
import { isClosed } from "../alert/incident-state.ts"
import { tellMorning } from "../alert/run-digest.ts"
import { endSnoozes } from "../alert/run-end-snoozes.ts"
import { escalate } from "../alert/run-escalate.ts"
import { createUndeliveredTeller, isStillUndelivered } from "../alert/run-tell-undelivered.ts"
import { isOpenQuestion } from "../alert/who-needed.ts"
import { channelLoss } from "../channel-loss.ts"
import { ourselves } from "../config/ourselves.ts"
import type { SendTimes } from "../deliver/rate.ts"
import { sendNotices } from "../deliver/run-notices.ts"
import type { Ground } from "../ground.ts"
import type { Incident } from "../model/alert.ts"
import { ContractError } from "../model/errors.ts"
import type { Notice, PlaceKind } from "../model/notice.ts"
import type { Tenant } from "../model/tenant.ts"
import { createNoticeSender } from "../notice-sender.ts"
import { endApprovals } from "../respond/run-end-approvals.ts"
import { endQuestions } from "../respond/run-end-questions.ts"
import { technicianChannels } from "../route-cards.ts"
import { createHeadTeller } from "../trail/run-tell-head.ts"
import { every } from "./every.ts"

const LOOK_MS = 15_000
const SEND_MS = 2_000
/** After the first looks. */
const FIRST_SEND_MS = 200

/** The webhook is called for what nobody sees in Teams, so it never waits for Teams. */
const SENDERS: readonly (readonly [name: string, places: readonly PlaceKind[]])[] = [
  ["messages", ["channel", "person"]],
  ["webhook", ["webhook"]],
]

type PeopleGround = Pick<Ground, "config" | "store" | "log" | "now"> & {
  readonly outside: Pick<Ground["outside"], "messenger" | "cardFinder" | "escalationWebhook">
  readonly book: Pick<Ground["book"], "get">
}

/** `times` are shared with the cards: Teams counts what goes into a thread, whoever sent it. */
export function tellPeople(
  ground: PeopleGround,
  parts: { readonly times: Map<string, SendTimes>; readonly wakeOutbox: () => void },
  signal: AbortSignal,
): Promise<unknown> {
  const { config, store, outside, book, log, now } = ground
  const tenantOf = (incident: Incident): Tenant | undefined =>
    book.get(incident.tenantId) ?? (incident.tenantId === config.mspTenantId ? ourselves(config) : undefined)
  const { incidents, notices, outbox: arrivals } = store
  const tellHead = createHeadTeller({ trail: store.trail, notices, triage: config.triageChannel, now })
  const wake = parts.wakeOutbox
  const channelsOf = (incident: Incident) => technicianChannels(config, incident, now())
  const personNamed = (name: string) =>
    config.people.find((person) => person.name === name && person.homeTenantId === config.mspTenantId)
  const { escalation: policy, quietHours } = config
  const looking = { incidents, notices, arrivals, policy, quietHours, channelsOf, tenantOf, now, log }
  const deps = {
    notices: store.notices,
    sender: createNoticeSender({ config, messenger: outside.messenger, webhook: outside.escalationWebhook }),
    finder: outside.cardFinder,
    isWaiting: incidentAsker(store, (incident) => isStillUndelivered(incident, looking)),
    times: parts.times,
    channels: channelLoss(ground),
    unnoted: new Map(),
    now,
    log,
  }
  // Each alone: what one of them can't do keeps no other from its work.
  const looks: readonly (readonly [string, () => Promise<void>])[] = [
    ["the trail's head", tellHead],
    ["morning digests", () => tellMorning({ incidents, notices, tenantOf, wake, now })],
    ["approvals", () => endApprovals({ incidents, wake, now })],
    ["questions to owners", () => endQuestions({ incidents, wake, now })],
    ["snoozes", () => endSnoozes({ incidents, notices, channelsOf, tenantOf, personNamed, wake, now })],
    ["what Teams doesn't take", createUndeliveredTeller(looking)],
    ...(policy === undefined ? [] : [["escalation", () => escalate({ ...looking, policy })] as const]),
  ]
  return Promise.all([
    ...looks.map(([name, look]) => every(LOOK_MS, look, { signal, log, name })),
    ...SENDERS.map(([name, places]) =>
      every(SEND_MS, async () => void (await sendNotices(deps, signal, places)), {
        ...{ signal, log, name, delayMs: FIRST_SEND_MS },
      }),
    ),
  ])
}

/** Of a damaged incident nobody knows what became of it: somebody has to look. */
const incidentAsker =
  (
    { incidents }: Pick<Ground["store"], "incidents">,
    isUndelivered: (incident: Incident) => Promise<boolean>,
  ) =>
  async (id: Incident["id"], notice: Notice): Promise<boolean> => {
    try {
      const incident = await incidents.incident(id)
      if (incident === undefined) return false
      return notice.kind === "undelivered" ? await isUndelivered(incident) : isWaiting(incident, notice)
    } catch (thrown) {
      if (thrown instanceof ContractError) return true
      throw thrown
    }
  }

/** Nobody is called for what needs nobody any more. */
function isWaiting(incident: Incident, notice: Notice): boolean {
  if (notice.kind === "question") return isOpenQuestion(incident)
  // Whoever has it has to hear of it, too.
  if (notice.kind === "customer-unknown") return !isClosed(incident.state)
  return notice.kind === "hand-over" ? isHandedOver(incident, notice) : isUnclaimed(incident)
}
