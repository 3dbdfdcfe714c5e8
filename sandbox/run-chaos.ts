/**
 * `npm run chaos -- --kills 200 --seed 1 [--minutes 30] [--log]`: prints one JSON line with the counts.
 * `--log` sends what the product logs to standard error.
 */
import { parseArgs } from "node:util"
import { runChaos } from "./chaos/run.ts"

const KILLS = 200
const SEED = 1
const MINUTES = 30

const wholeNumber = (text: string | undefined, fallback: number, name: string): number => {
  const value = text === undefined ? fallback : Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new Error(`--${name} takes a whole number, not "${text}".`)
}

/** Resolves to the exit code: 0 when every promise held. */
export async function chaos(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      kills: { type: "string" },
      seed: { type: "string" },
      minutes: { type: "string" },
      log: { type: "boolean", default: false },
    },
  })
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)
  const result = await runChaos({
    kills: wholeNumber(values.kills, KILLS, "kills"),
    seed: wholeNumber(values.seed, SEED, "seed"),
    minutes: wholeNumber(values.minutes, MINUTES, "minutes"),
    onProgress: say,
    ...(values.log ? { onLog: say } : {}),
  })
  process.stdout.write(`${JSON.stringify(result)}\n`)
  return result.wrong.length === 0 ? 0 : 1
}
