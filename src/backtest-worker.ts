/** The thread of one backtest: it answers once and ends. It only reads. */
import { parentPort, workerData } from "node:worker_threads"
import { packError } from "./ingest-messages.ts"
import { backtestByName } from "./run-rule-backtest.ts"
import { stepBack } from "./step-back.ts"

/** An answer in chat has about 15 s; starting, judging and telling take the rest. See decision 38. */
const READ_MS = 5_000
/** Held at once; a few kilobytes each, and judged in two seconds even where all of them alert. */
const MOST_HELD = 20_000

try {
  stepBack()
  const until = performance.now() + READ_MS
  const outcome = await backtestByName(workerData, (held) => held >= MOST_HELD || performance.now() >= until)
  parentPort?.postMessage({ outcome })
} catch (thrown) {
  parentPort?.postMessage({ error: packError(thrown) })
}
