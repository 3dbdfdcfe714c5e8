/** `watchpost rules noise`: which rules told of nothing, and what that cost. Reads beside the running product. */
import { openStoreForReading } from "../adapters/sqlite/open-for-reading.ts"
import { measureNoise, type RuleNoise } from "../alert/measure-noise.ts"
import { noiseAdvice } from "../alert/noise-advice.ts"
import { columns } from "../lib/columns.ts"
import { plainText } from "../lib/plain-text.ts"
import { durationText } from "../lib/time-text.ts"
import { DAY } from "../lib/time-units.ts"
import { customerNamed, readConfigFile } from "./config-file.ts"
import type { Teller } from "./output.ts"

export type NoiseOptions = {
  readonly configFile: string
  readonly days: number
  /** The short name of one customer; missing for all. */
  readonly tenant?: string | undefined
  readonly json: boolean
}

/**
 * A table and what to do about the worst rule, or with `json` one line a rule, times in milliseconds. The days end now
 * (`now` in milliseconds UTC). Answers 0, however noisy it is. Throws a ConfigError when the configuration or the database
 * can't be read.
 */
export async function runRulesNoise(
  { configFile, days, tenant, json }: NoiseOptions,
  io: { readonly stdout: Teller },
  now: number = Date.now(),
): Promise<number> {
  const config = readConfigFile(configFile)
  const customers = tenant === undefined ? config.customers : [customerNamed(config, tenant)]
  const reader = openStoreForReading(config.database)
  try {
    const time = { from: now - days * DAY, to: now + 1 }
    const told = await Promise.all(customers.map(({ id }) => reader.noise.told(id, time)))
    const rules = measureNoise(told.flat())
    const text = json
      ? jsonText(rules)
      : [tableText(rules, days), ...noiseAdvice(rules, customers)].join("\n")
    io.stdout.write(json ? text : `${text}\n`)
    return 0
  } finally {
    reader.close()
  }
}

function tableText(rules: readonly RuleNoise[], days: number): string {
  if (rules.length === 0)
    return `No rule told anything in the last ${days === 1 ? "day" : `${days} days`}. What is read and what isn't tells “watchpost coverage”.`
  const head = ["rule", "incidents", "fixed", "harmless", "open", "first hand (median)", "lost time"]
  const rows = rules.map((one) => [
    plainText(one.rule, 80),
    String(one.incidents),
    String(one.fixed),
    String(one.harmless.length),
    String(one.open),
    one.firstHand === undefined ? "-" : durationText(one.firstHand),
    one.forNothing === 0 ? "-" : durationText(one.forNothing),
  ])
  return `${columns([head, ...rows]).join("\n")}\n`
}

const jsonText = (rules: readonly RuleNoise[]): string =>
  rules.map(({ harmless, ...one }) => `${JSON.stringify({ ...one, harmless: harmless.length })}\n`).join("")
