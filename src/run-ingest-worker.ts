/**
 * Ingest on a thread of its own, as the bot's thread sees it: bytes are handed over, a small answer comes back, and
 * whoever waits for it holds its turn. A worker that dies takes no blob with it: what was at hand fails and stays
 * open, and the next batch starts a new worker.
 */
import { Worker } from "node:worker_threads"
import type { IngestConfig } from "./build-ingest.ts"
import { type FromWorker, type ToWorker, unpackError, type Work } from "./ingest-messages.ts"
import type { TenantId } from "./model/ids.ts"
import type { Tenant } from "./model/tenant.ts"
import type { Log } from "./ports/log.ts"
import type { Ingest, RawBatch } from "./source/run-ingest.ts"

export type IngestWorker = Ingest & {
  /** How many batches were handed over and aren't stored or failed yet. */
  waiting(): number
  /** Waits for what was handed over, up to a limit; then the thread ends. */
  close(): Promise<void>
}

export type IngestWorkerDeps = {
  readonly config: IngestConfig
  readonly tenantOf: (id: TenantId) => Tenant
  readonly wakeOutbox: () => void
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** A blob of 100 MB is decided in parts: more than this is a leak or an attack, and ends the worker, not the bot. */
const MEMORY = { maxOldGenerationSizeMb: 1024 }
/** What is not stored by then is open and will be fetched again. */
const LAST_WAIT_MS = 5_000
const ENTRY = new URL("./ingest-worker.ts", import.meta.url)

type Waiting = { readonly done: (owed: boolean) => void; readonly fail: (error: Error) => void }
type Living = {
  readonly thread: Worker
  readonly waiting: Map<number, Waiting>
  readonly ready: Promise<void>
  readonly ended: Promise<void>
}

/** Resolves when the worker is ready. Throws ConfigError when the rules or the database can't be used. */
export async function startIngestWorker(deps: IngestWorkerDeps, entry = ENTRY): Promise<IngestWorker> {
  let living: Living | undefined = live(deps, entry)
  let closing = false
  let count = 0
  await living.ready
  const worker = (): Living => {
    if (closing) throw new Error("the ingest worker is being closed")
    living ??= live(deps, entry)
    const one = living
    void one.ended.then(() => {
      if (living === one) living = undefined
    })
    return one
  }
  const send = async (batch: RawBatch, load: Load, moved: readonly ArrayBuffer[]): Promise<void> => {
    // What is sent before the worker is ready waits in its port.
    const { thread, waiting } = worker()
    count += 1
    const work = { id: count, batch, tenant: deps.tenantOf(batch.tenantId), now: deps.now(), ...load }
    const owed = await new Promise<boolean>((done, fail) => {
      waiting.set(work.id, { done, fail })
      thread.postMessage(work satisfies ToWorker, [...moved])
    })
    if (owed) deps.wakeOutbox()
  }
  return {
    blob: ({ bytes, ...batch }) => {
      const buffer = wholeBuffer(bytes)
      return send(batch, { bytes: buffer }, [buffer])
    },
    records: (batch, records) => send(batch, { records }, []),
    waiting: () => living?.waiting.size ?? 0,
    close: async () => {
      closing = true
      if (living !== undefined) await end(living)
    },
  }
}

type Load =
  | Pick<Extract<Work, { bytes: unknown }>, "bytes">
  | Pick<Extract<Work, { records: unknown }>, "records">

/** A buffer moves to the worker as a whole; one that others share is copied. */
function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
    ? buffer
    : new Uint8Array(bytes).buffer
}

function live({ config, log }: IngestWorkerDeps, entry: URL): Living {
  const thread = new Worker(entry, { workerData: config, name: "ingest", resourceLimits: MEMORY })
  const waiting = new Map<number, Waiting>()
  const { promise: ready, resolve: beReady, reject: beUnfit } = Promise.withResolvers<void>()
  // Nobody may be waiting when it dies; whoever hands something over afterwards meets the next worker.
  ready.catch(() => undefined)
  const settle = (id: number, how: (one: Waiting) => void): void => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (one !== undefined) how(one)
  }
  thread.on("message", (message: FromWorker) => {
    if (message.kind === "ready") beReady()
    else if (message.kind === "unfit") beUnfit(unpackError(message.error))
    else if (message.kind === "log") log[message.level](message.message, message.data)
    else if (message.kind === "done") settle(message.id, (one) => one.done(message.owed))
    else settle(message.id, (one) => one.fail(unpackError(message.error)))
  })
  let problem = "it ended by itself"
  thread.on("error", (error) => {
    problem = error.message
  })
  const ended = new Promise<void>((resolve) => {
    thread.on("exit", (code) => {
      const error = new Error(`the ingest worker died: ${problem}`)
      beUnfit(error)
      for (const id of [...waiting.keys()]) settle(id, (one) => one.fail(error))
      if (code !== 0)
        log.error("the ingest worker died; what it had at hand stays open, and a new one starts", { problem })
      resolve()
    })
  })
  return { thread, waiting, ready, ended }
}

async function end({ thread, ended }: Living): Promise<void> {
  thread.postMessage("close" satisfies ToWorker)
  const late = setTimeout(() => void thread.terminate(), LAST_WAIT_MS)
  await ended
  clearTimeout(late)
}
