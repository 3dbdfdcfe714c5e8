/** `watchpost rules test DIR`: does every rule do what its samples say? */
import { readdirSync } from "node:fs"
import { RULES_FOLDER, readRules } from "../adapters/files/read-rules.ts"
import { compileRuleSet } from "../detect/rule-set.ts"
import { ConfigError } from "../model/errors.ts"
import { shownName, unreadable } from "./named-file.ts"
import { type Output, write } from "./output.ts"
import { judgeSamples } from "./rules-samples.ts"

export type TestOptions = {
  /** The folder of samples, one folder for each rule. */
  readonly samples: string
  /** The folder of rules; the product's own when missing. */
  readonly rules?: string | undefined
}

const EXAMPLE = "mailbox-forwarding-outside/match-high-first.json"

/** Answers 0 when every sample behaves, 1 otherwise. Throws a ConfigError when rules or samples can't be read. */
export async function runRulesTest(options: TestOptions, io: Output): Promise<number> {
  requireFolder(options.samples)
  const results = judgeSamples(options.samples, compileRuleSet(readRules(options.rules ?? RULES_FOLDER)))
  const samples = results.filter(({ file }) => file !== "").length
  if (samples === 0)
    throw new ConfigError([
      `${shownName(options.samples)} holds no samples: there must be a folder for each rule, like ${EXAMPLE}. Those of the product are in test/rules.`,
    ])
  const wrong = results.filter(({ problem }) => problem !== undefined)
  for (const { rule, file, problem } of wrong)
    await write(io.stdout, `${rule}${file === "" ? "" : `/${file}`}: ${problem}\n`)
  await write(io.stdout, `${samples} samples, ${wrong.length} problems.\n`)
  return wrong.length === 0 ? 0 : 1
}

function requireFolder(folder: string): void {
  try {
    readdirSync(folder)
  } catch (thrown) {
    throw unreadable(folder, thrown)
  }
}
