/**
 * The composition root: the only place where adapters meet each other and the stages.
 * Read top to bottom, it is the product: ingest → decide → deliver → respond → answer.
 */
import { type HttpRoutes, startHttpServer } from "./adapters/http/server.ts"
import { openStore } from "./adapters/sqlite/open-store.ts"
import { type Answers, createAnswers } from "./answers.ts"
import { createChatMemoryOf, createOwnerDesk, createQuestionLossOf } from "./ask-owners.ts"
import { answerLoss, channelLoss } from "./channel-loss.ts"
import { parseCommand } from "./command/parse-command.ts"
import type { Config, CustomerConfig } from "./config/config.ts"
import { customerChannels } from "./config/customer-channels.ts"
import { ourselves } from "./config/ourselves.ts"
import { createProtectionOf } from "./config/protection.ts"
import type { Secrets } from "./config/secrets.ts"
import { connectOutside } from "./connect-outside.ts"
import type { SendTimes } from "./deliver/rate.ts"
import { createOutboxRunner } from "./deliver/run-outbox.ts"
import { takeExplorerLogs } from "./explorer-logs.ts"
import type { Ground } from "./ground.ts"
import { createIncidentRenderer } from "./incident-renderer.ts"
import { automaticFixes } from "./jobs/automatic-fixes.ts"
import { startJobs } from "./jobs/start-jobs.ts"
import { isWebhook } from "./model/delivery.ts"
import { coerceError } from "./model/errors.ts"
import type { TenantId } from "./model/ids.ts"
import type { JsonObject } from "./model/json.ts"
import type { Tenant } from "./model/tenant.ts"
import { readRaw } from "./normalize/read-raw.ts"
import { createCredentialBook } from "./onboard/run-check-credentials.ts"
import { createTenantBook, type TenantBook } from "./onboard/tenant-book.ts"
import type { Log } from "./ports/log.ts"
import type { Store } from "./ports/store.ts"
import { passwordPages } from "./respond/pick-up-page.ts"
import { createPickups } from "./respond/pickups.ts"
import { createAskFirst } from "./respond/run-ask-first.ts"
import { createPickUpDesk } from "./respond/run-pick-up.ts"
import { createBulkPlanner } from "./respond/run-plan-bulk.ts"
import { createPlaybookPlanner } from "./respond/run-plan-playbook.ts"
import { createPressHandler } from "./respond/run-press.ts"
import { createLiveReader, isLiveDue, withReading } from "./respond/run-read-live.ts"
import { createRemediationRunner } from "./respond/run-remediation.ts"
import { createSafeguard } from "./respond/run-safeguard.ts"
import { createThreadNotes } from "./respond/run-thread-note.ts"
import { cardChannels, technicianChannels } from "./route-cards.ts"
import { type IngestWorker, startIngestWorker } from "./run-ingest-worker.ts"
import { healthTeller, withMetrics } from "./run-metrics.ts"
import { settleConfiguration } from "./run-settle-configuration.ts"
import { createKnockNotes, type NoteKnock } from "./trail/run-note-knocks.ts"

export type App = {
  /** Where the bot listens. */
  readonly url: string
  /** Stops taking requests, ends the running jobs, closes the store. Safe to call twice. */
  close(): Promise<void>
}

/** Starts everything. Throws ConfigError when the rules or the configuration are wrong; nothing listens then. */
export async function startApp(
  config: Config,
  secrets: Secrets,
  log: Log,
  now: () => number = Date.now,
): Promise<App> {
  const store = openStore(config.database, { storage: config.storage, readRaw, log })
  const refused = createKnockNotes({ trail: store.trail, now, log })
  const { channels, signingKeys } = store
  const outside = connectOutside(config, secrets, {
    ...{ log, now, linked: channels.linked, signingKeys, refused },
  })
  const book = createTenantBook({ customers: config.customers, directory: outside.directory, log })
  for (const customer of config.customers) await store.feed.watchedSince(customer.id, now())
  await settleConfiguration({ config, store, log, now })
  const protectionOf = createProtectionOf(config)
  const safeguard = createSafeguard({ admin: outside.admin, protectionOf })
  const timeZoneOf = (tenant: TenantId): string => book.get(tenant)?.timeZone ?? "UTC"
  const pickups = createPickups({ publicUrl: config.publicUrl, timeZoneOf, now })
  const credentials = createCredentialBook(outside.credentials, now)
  const ground: Ground = { config, store, outside, book, safeguard, pickups, credentials, log, now }

  const sendTimes = new Map<string, SendTimes>()
  const outbox = buildOutbox(ground, sendTimes)
  const { admin } = outside
  const fixes = createRemediationRunner({
    ...{ store, admin, safeguard, pickups, now, log, people: config.people },
    policyOf: (tenant) => protectionOf(tenant).policy,
    wakeOutbox: outbox.wake,
  })
  const automatic = automaticFixes(ground, fixes.wake)
  const ingest = await startIngest(ground, () => {
    outbox.wake()
    automatic.wake()
  })
  const answers = createAnswers(ground, outbox.wake)
  const { askSchedules, backtests } = answers
  answerTeams(ground, answers, fixes.wake)

  const routes = {
    files: answers.files.file,
    passwords: passwordPages(createPickUpDesk({ pickups, store, wakeOutbox: outbox.wake, now })),
    ...takeExplorerLogs(ground, secrets),
  }
  const server = await withMetrics(ground, ingest, listen(ground, refused, routes)).catch(async (thrown) => {
    await ingest.close()
    throw thrown
  })
  const jobs = startJobs({ ground, ingest, outbox, fixes, automatic, askSchedules, sendTimes })
  await noteStart(ground)
  return { url: server.url, close: closeOnce({ server, jobs, backtests, ingest, store }) }
}

/** Nothing is changed for anybody without its entry, but watching goes on also while the trail can't be written. */
async function noteStart({ config, store, log, now }: Ground): Promise<void> {
  // From when on a customer let fixes run by themselves has to be told later.
  const automatic = config.customers.flatMap((customer) =>
    customer.automatic === undefined ? [] : [{ customer: customer.name, ...customer.automatic }],
  )
  const data: JsonObject = automatic.length === 0 ? {} : { automatic }
  const note = { kind: "start", who: "watchpost", what: "Watchpost started.", data } as const
  try {
    await store.trail.append({ at: now(), ...note })
  } catch (thrown) {
    log.error("the start could not be noted in the trail", { problem: coerceError(thrown).message })
  }
}

const startIngest = ({ config, book, log, now }: Ground, wakeOutbox: () => void): Promise<IngestWorker> =>
  startIngestWorker({ config, tenantOf: (id) => tenantOf(config, book, id), wakeOutbox, now, log })

const listen = (
  ground: Ground,
  refused: NoteKnock,
  { files, passwords, explorerLogs }: Pick<HttpRoutes, "files" | "passwords" | "explorerLogs">,
): ReturnType<typeof startHttpServer> =>
  startHttpServer({
    ...ground.config.listen,
    maxBodyBytes: MAX_BODY_BYTES,
    routes: {
      messages: {
        requireBearer: ground.config.bot.appId !== "",
        handle: ground.outside.teams.handle,
      },
      refused,
      healthz: healthTeller(ground),
      ...(files === undefined ? {} : { files }),
      ...(passwords === undefined ? {} : { passwords }),
      ...(explorerLogs === undefined ? {} : { explorerLogs }),
    },
  })

/** A Teams activity with a card's inputs is a few kilobytes; anything near this isn't one. */
const MAX_BODY_BYTES = 256 * 1024

/** Requests and jobs end side by side, each within its own grace; then nobody needs worker and store any more. */
function closeOnce(parts: {
  readonly server: { close(): Promise<void> }
  readonly jobs: { stop(): Promise<void> }
  readonly backtests: { close(): Promise<void> }
  readonly ingest: { close(): Promise<void> }
  readonly store: Store
}): () => Promise<void> {
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await Promise.allSettled([parts.backtests.close(), parts.server.close(), parts.jobs.stop()])
    await parts.ingest.close()
    parts.store.close()
  }
  return () => {
    closing ??= close()
    return closing
  }
}

/** What concerns a backup server as a whole is the provider's own. */
function tenantOf(config: Config, book: TenantBook<CustomerConfig>, id: TenantId): Tenant {
  const tenant = book.get(id) ?? (id === config.mspTenantId ? ourselves(config) : undefined)
  if (tenant === undefined) throw new Error("a batch came for a tenant that is not in the configuration")
  return tenant
}

function buildOutbox(ground: Ground, times: Map<string, SendTimes>): ReturnType<typeof createOutboxRunner> {
  const { store, outside, safeguard, log, now } = ground
  const render = createIncidentRenderer(ground)
  const { findOwner } = createOwnerDesk(ground)
  const readLive = createLiveReader({ admin: outside.admin, safeguard, findOwner, now })
  const runner = createOutboxRunner({
    outbox: store.outbox,
    incidents: store.incidents,
    messenger: outside.messenger,
    channels: channelLoss(ground),
    times,
    finder: outside.cardFinder,
    render: (owed) => render(owed.incidentId, owed.face, owed.channel.conversationId),
    prepare: async (owed) => {
      const incident = await store.incidents.incident(owed.incidentId)
      if (incident === undefined || !isLiveDue(incident, now())) return
      const read = await readLive(incident)
      // A fix may have come to its end meanwhile.
      const current = await store.incidents.incident(incident.id)
      await store.incidents.noteLive(incident.id, withReading(current, read))
    },
    questionLost: createQuestionLossOf(ground, () => runner.wake()),
    now,
    log,
  })
  return runner
}

function answerTeams(ground: Ground, { answer, offers }: Answers, wakeJobs: () => void): void {
  const { config, store, outside, book, safeguard, pickups, log, now } = ground
  const protectionOf = createProtectionOf(config)
  outside.teams.setHandlers({
    message: createThreadNotes({
      ...{ store, people: config.people, mspTenantId: config.mspTenantId, answer, wakeJobs, now, log },
      isQuestion: (text) => parseCommand(text).kind !== "unknown",
    }),
    file: offers.answer,
    chat: createChatMemoryOf(ground, wakeJobs),
    unanswered: answerLoss(ground),
    press: createPressHandler({
      store,
      people: config.people,
      mspTenantId: config.mspTenantId,
      canRespond: (tenant) => book.get(tenant)?.canRespond ?? false,
      customerOf: (tenant) => book.get(tenant),
      policyOf: (tenant) => protectionOf(tenant).policy,
      askFirst: createAskFirst({
        admin: outside.admin,
        safeguard,
        placeOf: (tenant) => book.get(tenant)?.displayName ?? tenant,
      }),
      planPlaybook: createPlaybookPlanner({ store, admin: outside.admin, safeguard }),
      planBulk: createBulkPlanner({ store, protectionOf, now }),
      pickups,
      lookForOwner: createOwnerDesk(ground).lookForOwner,
      render: createIncidentRenderer(ground),
      channelsOf: (incident) => technicianChannels(config, incident, now()),
      cardsOf: (incident, links) => cardChannels(config, incident, links, now()),
      customerChannelsOf: async (tenant) =>
        customerChannels(config, tenant, await store.channels.linked()).filter((one) => !isWebhook(one)),
      wakeJobs,
      now,
      log,
    }),
  })
}
