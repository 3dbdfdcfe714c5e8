/** `watchpost rules …` on the command line; each command is one file beside this one. */
import type { Command } from "commander"
import { collect, days } from "./option-values.ts"
import type { Output } from "./output.ts"

export function addRules(program: Command, io: Output, done: (code: number) => void): void {
  const rules = program.command("rules").description("try, check and test detection rules")
  rules
    .command("match")
    .description("one line for each event: does the rule match, and by which fields; any JSON will do")
    .argument("<rule.yml>", "a Sigma file: rules, correlations and filters")
    .argument("<events.jsonl>", "one JSON value a line, also gzipped; - is standard input")
    .option("--placeholders <file>", "YAML or JSON: the values of %names% for the modifier expand")
    .option("--time-field <name>", "where events say when they happened (for correlations)")
    .option("--m365", "events are raw audit records; rules see facts and SigmaHQ's field names", false)
    .action(async (rule, events, options) => {
      const { runRulesMatch } = await import("./rules-match.ts")
      done(await runRulesMatch({ rule, events, ...options }, io))
    })
  rules
    .command("check")
    .description("every mistake in the rules of a folder, with file and line")
    .argument("<dir>", "a folder (with everything below it) or one file")
    .option("--json", "one JSON line", false)
    .option("--placeholders <file>", "YAML or JSON: the values of %names% for the modifier expand")
    .action(async (path, options) => {
      const { runRulesCheck } = await import("./rules-check.ts")
      done(await runRulesCheck({ path, ...options }, io))
    })
  rules
    .command("test")
    .description("run the samples of each rule: DIR/<rule>/match-<level>-*.json and miss-*.json")
    .argument("<dir>", "the folder of samples")
    .option("--rules <dir>", "the folder of rules (default: the ones that come with the product)")
    .action(async (samples, options) => {
      const { runRulesTest } = await import("./rules-test.ts")
      done(await runRulesTest({ samples, rules: options.rules }, io))
    })
  addQuality(rules, io, done)
  addBacktest(rules, io, done)
  addNoise(rules, io, done)
}

function addQuality(rules: Command, io: Output, done: (code: number) => void): void {
  rules
    .command("quality")
    .description("how good the rules are on labeled records: recall, alerts and false alerts for each rule")
    .argument(
      "<dir>",
      'files of records as for scan, and labels.jsonl: {"id","label":"attack|honest|system","kind"}',
    )
    .option("--rules <dir>", "the folder of rules (default: the ones that come with the product)")
    .option("--accepted-domain <domain>", "a domain that is your own (repeatable)", collect, [])
    .option("--missed", "name the attack records that are in no alert", false)
    .option("--json", "one JSON line", false)
    .action(async (folder, options) => {
      const { runRulesQuality } = await import("./rules-quality.ts")
      done(await runRulesQuality({ folder, ...options, acceptedDomains: options.acceptedDomain }, io))
    })
}

function addBacktest(rules: Command, io: Output, done: (code: number) => void): void {
  rules
    .command("backtest")
    .description("what a rule would have alerted on the stored records")
    .argument(
      "<rule.yml>",
      "a file of rules, correlations and filters; those that it names come from the product",
    )
    .option("--days <number>", "how far back", days, 30)
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("-t, --tenant <name>", "one customer only, by its short name")
    .option("--json", "one JSON line an alert", false)
    .action(async (rule, options) => {
      const { runRulesBacktest } = await import("./rules-backtest.ts")
      const { days, config: configFile, tenant, json } = options
      done(await runRulesBacktest({ rule, days, configFile, tenant, json }, io))
    })
}

function addNoise(rules: Command, io: Output, done: (code: number) => void): void {
  rules
    .command("noise")
    .description("which rules told of nothing, by what people said of their incidents, and what that cost")
    .option("--days <number>", "how far back", days, 30)
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("-t, --tenant <name>", "one customer only, by its short name")
    .option("--json", "one JSON line a rule, times in milliseconds", false)
    .action(async ({ config: configFile, ...options }) => {
      const { runRulesNoise } = await import("./rules-noise.ts")
      done(await runRulesNoise({ configFile, ...options }, io))
    })
}
