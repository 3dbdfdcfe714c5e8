/** Backtests for chat: each on a thread of its own, one at a time, with limits on time and memory. */
import { Worker } from "node:worker_threads"
import { ownIdentity } from "./config/own-identity.ts"
import type { Ground } from "./ground.ts"
import { type PackedError, unpackError } from "./ingest-messages.ts"
import type { BacktestOutcome, RunBacktest } from "./ports/backtest.ts"
import type { BacktestData } from "./run-rule-backtest.ts"

export type Backtests = {
  readonly run: RunBacktest
  /** Ends what is running; nobody waits for it any more. */
  close(): Promise<void>
}

/** A chat waits about 15 s. */
const LATE_MS = 12_000
/** What is more ends the thread, not the bot. */
const MEMORY = { maxOldGenerationSizeMb: 768 }
const ENTRY = new URL("./backtest-worker.ts", import.meta.url)

/** `entry` and `lateMs` are for tests. */
export function createBacktests(
  { config, book }: Pick<Ground, "config" | "book">,
  { entry = ENTRY, lateMs = LATE_MS }: { readonly entry?: URL; readonly lateMs?: number } = {},
): Backtests {
  let running: Worker | undefined
  let closing = false
  return {
    run: async (wanted) => {
      if (running !== undefined || closing) return { kind: "busy" }
      const tenants = wanted.customers.flatMap((id) => book.get(id) ?? [])
      const { database, ruleFolders } = config
      const workerData: BacktestData = { database, ruleFolders, own: ownIdentity(config), tenants, wanted }
      const worker = new Worker(entry, { workerData, name: "backtest", resourceLimits: MEMORY })
      running = worker
      worker.once("exit", () => {
        running = undefined
      })
      const outcome = await outcomeOf(worker, lateMs).finally(() => void worker.terminate())
      // One that reads a large file just now ends when it has: nobody waits for that, and the next one begins after it.
      if (outcome.kind !== "late") await worker.terminate()
      return outcome
    },
    close: async () => {
      closing = true
      await running?.terminate()
    },
  }
}

type FromWorker = { readonly outcome: BacktestOutcome } | { readonly error: PackedError }

const TOO_MUCH = "ERR_WORKER_OUT_OF_MEMORY"

async function outcomeOf(worker: Worker, lateMs: number): Promise<BacktestOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<BacktestOutcome>()
  const late = setTimeout(() => resolve({ kind: "late" }), lateMs)
  worker.on("message", (message: FromWorker) =>
    "outcome" in message ? resolve(message.outcome) : reject(unpackError(message.error)),
  )
  worker.on("error", (error) =>
    "code" in error && error.code === TOO_MUCH ? resolve({ kind: "late" }) : reject(error),
  )
  worker.on("exit", () => reject(new Error("the thread of a backtest ended without an answer")))
  try {
    return await promise
  } finally {
    clearTimeout(late)
  }
}
