/** A store with incidents, a Teams that is up or down, and a webhook that is really called; time is the test's. */
import { onTestFinished } from "vitest"
import { createHttpClient } from "../../src/adapters/http/http-client.ts"
import { createSignedWebhook } from "../../src/adapters/webhook/signed-webhook.ts"
import { createUndeliveredTeller, isStillUndelivered } from "../../src/alert/run-tell-undelivered.ts"
import { sendNotices } from "../../src/deliver/run-notices.ts"
import { createOutboxRunner } from "../../src/deliver/run-outbox.ts"
import type { Face } from "../../src/model/delivery.ts"
import { UpstreamError } from "../../src/model/errors.ts"
import type { EscalationPolicy } from "../../src/model/escalation.ts"
import { alertId, incidentId } from "../../src/model/ids.ts"
import type { Level } from "../../src/model/level.ts"
import { createNoticeSender } from "../../src/notice-sender.ts"
import type { Store } from "../../src/ports/store.ts"
import { CHANNEL, makeAlert, makeBatch, mergeInto, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { createCloser, startLoopback } from "../adapters/start-loopback.ts"
import { stage } from "../deliver/stage.ts"

export const MINUTE = 60_000
const PROVIDER = { triageChannel: CHANNEL, mspTenantId: CHANNEL.teamsTenantId }
const signal = new AbortController().signal

/** What the webhook was told: `incident.undelivered 1 2`. */
export async function outage(change: Partial<EscalationPolicy> = {}, isSet = true) {
  const closer = createCloser()
  onTestFinished(closer.closeAll)
  const webhook = { isUp: true }
  const server = closer.add(await startLoopback(() => ({ status: webhook.isUp ? 204 : 503 })))
  const { state, deps: lane } = stage([])
  state.now = NOW
  const down = (): Promise<void> =>
    Promise.reject(new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Teams does not answer right now."))
  state.teams = down
  const policy: EscalationPolicy = {
    onCall: [],
    after: {},
    ...change,
    ...(isSet ? { webhookUrl: server.url } : {}),
  }
  const now = () => state.now
  const process = (path?: string) => {
    const { store, path: file } = openTemporaryStore(path)
    const finding = {
      incidents: store.incidents,
      arrivals: store.outbox,
      policy,
      quietHours: undefined,
      tenantOf: () => ({ displayName: "Contoso Ltd", timeZone: "UTC" }),
      now,
    }
    const tell = createUndeliveredTeller({ ...finding, notices: store.notices, log: lane.log })
    const outbox = createOutboxRunner({ ...lane, outbox: store.outbox, incidents: store.incidents })
    const send = createSignedWebhook({
      url: server.url,
      secret: "a secret of at least 24 characters",
      http: createHttpClient(),
      now,
    })
    const deps = {
      notices: store.notices,
      sender: createNoticeSender({ config: PROVIDER, messenger: lane.messenger, webhook: send }),
      finder: lane.finder,
      isWaiting: async (id: number) => {
        const incident = await store.incidents.incident(incidentId(id))
        return incident !== undefined && isStillUndelivered(incident, finding)
      },
      times: new Map(),
      unnoted: new Map(),
      now,
      log: lane.log,
      chance: () => 0,
    }
    /** So many minutes, each with a look at everything. */
    const wait = async (minutes: number): Promise<void> => {
      for (const end = state.now + minutes * MINUTE; state.now < end; state.now += MINUTE) {
        // The outbox last: a call that is made too early isn't hidden by a card that was posted a moment before.
        await tell()
        await sendNotices(deps, signal, ["webhook"])
        await outbox.runOnce(signal)
      }
    }
    return { store, path: file, wait }
  }
  const told = () =>
    server.seen.map(({ body }): { type: string; incidents: { id: number }[] } => JSON.parse(body))
  return {
    ...process(),
    state,
    webhook,
    restarted: process,
    teams: {
      down: () => {
        state.teams = down
      },
      up: () => {
        state.teams = async () => {}
      },
    },
    told,
    calls: () => told().map(({ type, incidents }) => [type, ...incidents.map(({ id }) => id)].join(" ")),
  }
}

export const openAgain = (store: Store, at: number) =>
  store.incidents.change(incidentId(1), (incident) => {
    const line = { at, who: "Kim", what: "Opened again.", customerSafe: true, kind: "reopen" } as const
    return { incident: { ...incident, state: "reopened", history: [...incident.history, line] }, notes: [] }
  })

/** Opens one incident for each subject. */
export async function open(
  store: Store,
  subjects: readonly string[],
  {
    level = "high",
    faces = ["technician"],
    at = NOW,
  }: Partial<{ level: Level; faces: readonly Face[]; at: number }> = {},
): Promise<void> {
  for (const subject of subjects) {
    const alert = makeAlert({ id: alertId(`alr_${subject}`), subject, level })
    await store.records.saveBatch(makeBatch({ alerts: [alert], fetchedAt: at }), mergeInto(faces))
  }
}
