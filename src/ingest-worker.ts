/**
 * The ingest worker's own thread: parses, decides, and is the only writer of events. It has its own connection to the
 * main database. One batch after the other; between them it syncs and drops what is old.
 */
import { parentPort, workerData } from "node:worker_threads"
import { readAllRules } from "./adapters/files/read-rules.ts"
import { openCountryDatabase } from "./adapters/geo/country-database.ts"
import { joinIngestStore } from "./adapters/sqlite/ingest-store.ts"
import { buildIngest, type IngestConfig } from "./build-ingest.ts"
import { compileRuleSet } from "./detect/rule-set.ts"
import { type FromWorker, packError, type ToWorker, type Work } from "./ingest-messages.ts"
import { HOUR, MINUTE } from "./lib/time-units.ts"
import { coerceError } from "./model/errors.ts"
import { readRaw } from "./normalize/read-raw.ts"
import type { Log } from "./ports/log.ts"
import type { IngestStore } from "./ports/store.ts"
import type { Ingest } from "./source/run-ingest.ts"
import { stepBack } from "./step-back.ts"

/** How much of what is done a power cut may ask to fetch again. */
const SYNC_MS = MINUTE
const DROP_MS = HOUR

const tell = (message: FromWorker): void => parentPort?.postMessage(message)

const logAt =
  (level: keyof Log): Log["info"] =>
  (message, data) =>
    tell({ kind: "log", level, message, ...(data === undefined ? {} : { data }) })
const log: Log = { info: logAt("info"), warn: logAt("warn"), error: logAt("error") }

/** What the batch at hand came with. */
type Hand = { work: Work | undefined; owed: boolean }

async function start(config: IngestConfig): Promise<void> {
  const reason = stepBack()
  if (reason !== undefined) log.info("The ingest thread keeps its priority.", { reason })
  const rules = compileRuleSet(readAllRules(config.ruleFolders))
  const geo = await openCountryDatabase()
  const store = joinIngestStore(config.database, { storage: config.storage, readRaw, log })
  const hand: Hand = { work: undefined, owed: false }
  const ingest = buildIngest({
    config,
    store,
    rules,
    geo,
    tenantOf: () => current(hand).tenant,
    wakeOutbox: () => {
      hand.owed = true
    },
    now: () => current(hand).now,
    log,
  })
  workOff(store, ingest, hand)
  tell({ kind: "ready" })
}

function current({ work }: Hand): Work {
  if (work === undefined) throw new Error("nothing is at hand")
  return work
}

/** Everything waits for what came before it. */
function workOff(store: IngestStore, ingest: Ingest, hand: Hand): void {
  let last: Promise<void> = Promise.resolve()
  const then = (step: () => Promise<void>): void => {
    last = last.then(step).catch((thrown) => {
      log.error("the ingest worker could not do its chores", { problem: coerceError(thrown).message })
    })
  }
  let droppedAt = Number.NEGATIVE_INFINITY
  const tidy = async (): Promise<void> => {
    await store.records.sync()
    if (performance.now() - droppedAt < DROP_MS) return
    droppedAt = performance.now()
    for (const name of await store.records.dropOld(Date.now()))
      log.info("records are past their days and were dropped", { file: name })
  }
  const ticking = setInterval(() => then(tidy), SYNC_MS)
  parentPort?.on("message", (message: ToWorker) => {
    if (message !== "close") return then(() => handle(message, ingest, hand))
    clearInterval(ticking)
    then(async () => {
      store.close()
      parentPort?.close()
    })
  })
}

async function handle(work: Work, ingest: Ingest, hand: Hand): Promise<void> {
  hand.work = work
  hand.owed = false
  try {
    if ("bytes" in work) await ingest.blob({ ...work.batch, bytes: new Uint8Array(work.bytes) })
    else await ingest.records(work.batch, work.records)
    tell({ kind: "done", id: work.id, owed: hand.owed })
  } catch (thrown) {
    tell({ kind: "failed", id: work.id, error: packError(thrown) })
  }
}

try {
  await start(workerData)
} catch (thrown) {
  tell({ kind: "unfit", error: packError(thrown) })
  parentPort?.close()
}
