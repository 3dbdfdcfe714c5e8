/** What monitoring is told, by name. docs/runbook.md says what to do about each. Pure. */
import type { CustomerConfig } from "./config/config.ts"
import type { Figure, Sample } from "./lib/metrics-text.ts"
import type { TenantId } from "./model/ids.ts"
import { LEVELS } from "./model/level.ts"
import type { CredentialEnd } from "./model/own-credential.ts"
import type { Figures } from "./ports/figures.ts"

type Read<Part extends keyof Figures> = Awaited<ReturnType<Figures[Part]>>

/** One reading of everything. Instants: milliseconds UTC. */
export type Reading = {
  readonly customers: readonly Pick<CustomerConfig, "id" | "name">[]
  readonly mspTenantId: TenantId
  readonly feeds: Read<"feeds">
  readonly sources: Read<"sources">
  readonly waiting: Read<"waiting">
  readonly openIncidents: Read<"openIncidents">
  readonly runningFixes: number
  readonly canaries: Read<"canaries">
  readonly sizes: Read<"sizes">
  /** Incidents of level high or critical of which Teams takes no card. */
  readonly undelivered: number
  readonly lostChannels: number
  readonly ingestQueue: number
  /** When Teams' signing keys were fetched; missing: never. */
  readonly keysAt?: number
  readonly credentials: readonly CredentialEnd[]
  readonly memoryBytes: number
  readonly startedAt: number
  readonly now: number
}

/** What is ours and no customer's. No short name of a customer has a bracket. */
const OWN = "(own)"

/** Customers by their short names; a tenant that isn't in the configuration any more is left out. */
export function figuresOf(reading: Reading): readonly Figure[] {
  const names = new Map<TenantId, string>(reading.customers.map(({ id, name }) => [id, name]))
  names.set(reading.mspTenantId, names.get(reading.mspTenantId) ?? OWN)
  const named = <T extends { readonly tenantId: TenantId }>(
    rows: readonly T[],
    sample: (row: T, customer: string) => readonly Sample[],
  ): readonly Sample[] =>
    rows.flatMap((row) => {
      const customer = names.get(row.tenantId)
      return customer === undefined ? [] : sample(row, customer)
    })
  return [...feedFigures(reading, named), ...workFigures(reading), ...ownFigures(reading)]
}

type Named = <T extends { readonly tenantId: TenantId }>(
  rows: readonly T[],
  sample: (row: T, customer: string) => readonly Sample[],
) => readonly Sample[]

function feedFigures({ feeds, sources, canaries, now }: Reading, named: Named): readonly Figure[] {
  const ofFeeds = (value: (feed: Reading["feeds"][number]) => number | undefined) =>
    named(feeds, (feed, customer) => maybe(value(feed), { customer, content_type: feed.type }))
  return [
    {
      name: "watchpost_feed_behind_seconds",
      help: "Age of the time up to which everything that Microsoft offered is listed.",
      samples: ofFeeds(({ listedTo }) => age(listedTo, now)),
    },
    {
      name: "watchpost_feed_open_blobs",
      help: "Blobs that are listed and not yet stored.",
      samples: ofFeeds(({ openBlobs }) => openBlobs),
    },
    {
      name: "watchpost_feed_oldest_open_blob_seconds",
      help: "How long the oldest of them has been available.",
      samples: ofFeeds(({ oldestOpenAt }) => age(oldestOpenAt, now)),
    },
    {
      name: "watchpost_feed_open_gaps",
      help: "Times that were not read and are neither healed nor lost.",
      samples: ofFeeds(({ openGaps }) => openGaps),
    },
    {
      name: "watchpost_source_trouble",
      help: "1 while a source is in trouble; status says which trouble.",
      samples: named(sources, ({ source, isTrouble }, customer) =>
        maybe(isTrouble ? 1 : 0, { customer, source }),
      ),
    },
    {
      name: "watchpost_source_read_timestamp_seconds",
      help: "When a source was last read without trouble.",
      samples: named(sources, ({ source, lastOkAt }, customer) =>
        maybe(seconds(lastOkAt), { customer, source }),
      ),
    },
    {
      name: "watchpost_canary_arrived_timestamp_seconds",
      help: "When a line that Watchpost wrote into the customer's audit log last came back as a record.",
      samples: named(canaries, ({ arrivedAt }, customer) => maybe(seconds(arrivedAt), { customer })),
    },
  ]
}

function workFigures(reading: Reading): readonly Figure[] {
  const { waiting, openIncidents, now } = reading
  return [
    {
      name: "watchpost_outbox_waiting",
      help: "What is owed and isn't sent yet.",
      samples: (["card", "message", "webhook"] as const).map((what) => ({
        labels: { what },
        value: waiting.find((one) => one.what === what)?.count ?? 0,
      })),
    },
    {
      name: "watchpost_outbox_oldest_seconds",
      help: "Age of the oldest of it; of cards: of the oldest incident that was never in one of its channels.",
      samples: waiting.flatMap(({ what, oldestAt }) => maybe(age(oldestAt, now), { what })),
    },
    {
      name: "watchpost_incidents_open",
      help: "Open incidents by level.",
      samples: LEVELS.map((level) => ({
        labels: { level },
        value: openIncidents.find((one) => one.level === level)?.count ?? 0,
      })),
    },
    single(
      "watchpost_incidents_undelivered",
      "Incidents of level high or critical of which Teams takes no card for too long.",
      reading.undelivered,
    ),
    single("watchpost_channels_lost", "Channels that Teams doesn't let us write to.", reading.lostChannels),
    single(
      "watchpost_fixes_running",
      "Fixes that are requested or begun and not over.",
      reading.runningFixes,
    ),
    single(
      "watchpost_ingest_queue",
      "Batches of records that the ingest worker was given and hasn't stored.",
      reading.ingestQueue,
    ),
  ]
}

function ownFigures({ sizes, keysAt, credentials, memoryBytes, startedAt }: Reading): readonly Figure[] {
  return [
    {
      name: "watchpost_database_bytes",
      help: "Size on the disk of the main database and of the event files of each kind.",
      samples: sizes.map(({ part, bytes }) => ({ labels: { part }, value: bytes })),
    },
    {
      name: "watchpost_signing_keys_fetched_timestamp_seconds",
      help: "When the keys with which Teams signs were last fetched; they are good for five days.",
      samples: maybe(seconds(keysAt)),
    },
    {
      name: "watchpost_credential_ends_timestamp_seconds",
      help: "When what one of our own apps signs in with ends.",
      samples: credentials.flatMap(({ app, end }) => maybe(seconds(end?.at), { app })),
    },
    single("process_resident_memory_bytes", "Resident memory size in bytes.", memoryBytes),
    single(
      "process_start_time_seconds",
      "Start time of the process since unix epoch in seconds.",
      startedAt / 1_000,
    ),
  ]
}

const single = (name: string, help: string, value: number): Figure => ({ name, help, samples: [{ value }] })

/** What isn't known has no sample: a zero would be read as good. */
const maybe = (
  value: number | undefined,
  labels: Readonly<Record<string, string>> = {},
): readonly Sample[] => (value === undefined ? [] : [{ value, labels }])

const seconds = (at: number | undefined): number | undefined => (at === undefined ? undefined : at / 1_000)

/** Seconds; what another clock dated ahead of ours has no age. */
const age = (at: number | undefined, now: number): number | undefined =>
  at === undefined ? undefined : Math.max(0, now - at) / 1_000
