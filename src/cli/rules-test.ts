/** `watchpost rules test DIR`: does every rule do what its samples say? */
import { RULES_FOLDER, readRules } from "../adapters/files/read-rules.ts"
import { compileRuleSet } from "../detect/rule-set.ts"
import { ConfigError, coerceError } from "../model/errors.ts"
import { type Output, write } from "./output.ts"
import { judgeSamples, type SampleResult } from "./rules-samples.ts"

export type TestOptions = {
  /** The folder of samples, one folder for each rule. */
  readonly samples: string
  /** The folder of rules; the product's own when missing. */
  readonly rules?: string | undefined
}

/** The exit code: 0 when every sample behaves, 1 otherwise. */
export async function runRulesTest(options: TestOptions, io: Output): Promise<number> {
  let results: readonly SampleResult[]
  try {
    results = judgeSamples(options.samples, compileRuleSet(readRules(options.rules ?? RULES_FOLDER)))
  } catch (error) {
    const message = `The samples in ${options.samples} can't be read: ${coerceError(error).message}.`
    const lines = error instanceof ConfigError ? error.problems : [message]
    for (const line of lines) await write(io.stderr, `${line}\n`)
    return 1
  }
  const wrong = results.filter(({ problem }) => problem !== undefined)
  for (const { rule, file, problem } of wrong)
    await write(io.stdout, `${rule}${file === "" ? "" : `/${file}`}: ${problem}\n`)
  const samples = results.filter(({ file }) => file !== "").length
  await write(io.stdout, `${samples} samples, ${wrong.length} problems.\n`)
  return wrong.length === 0 ? 0 : 1
}
