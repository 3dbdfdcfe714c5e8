/** The commands about what is stored of one customer. */
import type { Command } from "commander"
import type { Output } from "./output.ts"

export function addCustomers(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("hold")
    .description(
      "legal hold: none of a customer's records is dropped or erased until it ends; works while the product runs",
    )
    .argument("[customer]", "the short name, or the tenant id of a former customer")
    .option("--reason <text>", "why, for the trail and for who looks")
    .option("--until <day>", "its last day (UTC), for example 2027-03-31; without it, until it is released")
    .option("--list", "who is on hold", false)
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .action(async (customer, { config: configFile, reason, until, list }) => {
      const { runHold } = await import("./hold.ts")
      done(await runHold({ configFile, customer, reason, until, list }, io))
    })
  program
    .command("release")
    .description("end a legal hold; works while the product runs")
    .argument("<customer>", "the short name, or the tenant id of a former customer")
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .action(async (customer, { config: configFile }) => {
      const { runRelease } = await import("./hold.ts")
      done(await runRelease({ configFile, customer }, io))
    })
  program
    .command("erase")
    .description(
      "take everything that is stored of a former customer out of the database and event files, and prove it; Watchpost must not be running",
    )
    .argument("<customer>", "the short name it had, or its tenant id")
    .option("-y, --yes", "ask nobody", false)
    .option("-o, --out <file>", "the proof to write (default: erased-<tenant id>-<day>.json)")
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .action(async (customer, { config: configFile, yes, out }) => {
      const { runErase } = await import("./erase.ts")
      done(await runErase({ configFile, customer, yes, out }, io))
    })
}
