/** The command line. Each command is one file beside this one; here they are only named and their options parsed. */
import { Command, CommanderError, Help, type Option } from "commander"
import { LEVELS } from "../model/level.ts"
import { addCustomers } from "./customer-commands.ts"
import { collect, count, level, port } from "./option-values.ts"
import { type Output, sayProblems } from "./output.ts"
import { addRules } from "./rules-commands.ts"
import { productVersion } from "./version.ts"

/** Runs one command line (without `node` and the script) and resolves to the exit code. */
export async function runProgram(words: readonly string[], io: Output = process): Promise<number> {
  let exitCode = 0
  const done = (code: number): void => {
    exitCode = code
  }
  const program = buildProgram(io, done)
  try {
    await program.parseAsync([...words], { from: "user" })
    return exitCode
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode
    return sayProblems(thrown, io)
  }
}

/** A default is told only where it is something: a flag that is off and an empty list go without saying. */
const standard = new Help()
const optionDescription = (option: Option): string =>
  option.defaultValue === false || (Array.isArray(option.defaultValue) && option.defaultValue.length === 0)
    ? option.description
    : standard.optionDescription(option)

const EXIT_CODES = `
Exit code: 0 when a command did what it was asked, whatever it found. 1 when it couldn't (standard error says why), and
when what it checks isn't well: trail verify, rules check, rules test, import-audit-mails, ship-explorer-logs --once.`

function buildProgram(io: Output, done: (code: number) => void): Command {
  const program = new Command("watchpost")
    .description(
      "Watches Microsoft 365 tenants and Veeam backups, and lets technicians fix what is wrong from Teams.",
    )
    .version(productVersion(), "-V, --version", "tell the version")
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .configureHelp({ optionDescription })
    .addHelpText("after", EXIT_CODES)
    .showHelpAfterError("Run watchpost help to see every command.")
  addServices(program, io, done)
  addFileCommands(program, io, done)
  addRules(program, io, done)
  addCoverage(program, io, done)
  addOutbox(program, io, done)
  addReport(program, io, done)
  addCustomers(program, io, done)
  addTrail(program, io, done)
  addShip(program, io, done)
  addImport(program, io, done)
  nameOwnHelp(program, "watchpost")
  return program
}

/** Who misuses a command is shown the way to its own help. */
function nameOwnHelp(group: Command, name: string): void {
  for (const command of group.commands) {
    const full = `${name} ${command.name()}`
    command.showHelpAfterError(`Run ${full} --help to see what it takes.`)
    nameOwnHelp(command, full)
  }
}

function addServices(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("start")
    .description("run the product for real tenants")
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .action(async (options) => {
      const { runStart } = await import("./start.ts")
      done(await runStart({ configFile: options.config }, io))
    })
  program
    .command("demo")
    .description("run the product against the practice cloud on this machine; no account is needed")
    .option("--port <port>", "port of the practice page (default: a free one)", port)
    .option(
      "--records <file>",
      "feed audit records from a file (JSON lines, JSON array, Purview CSV) to the first customer",
    )
    .action(async (options) => {
      const { runDemo } = await import("./demo.ts")
      done(await runDemo({ port: options.port, recordsFile: options.records }, io))
    })
}

function addFileCommands(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("scan")
    .description("look for high-risk operations in exported audit logs; no tenant is needed")
    .argument(
      "<file...>",
      "Purview CSV, Search-UnifiedAuditLog JSON, raw records as JSON or JSON lines, each also gzipped; - is standard input",
    )
    .option("--json", "one JSON line an alert; totals on standard error", false)
    .option("--min-level <level>", `lowest level to show: ${LEVELS.join(", ")}`, level, "informational")
    .option(
      "--accepted-domain <domain>",
      "a domain that is your own (repeatable); taken from the records otherwise",
      collect,
      [],
    )
    .action(async (files, options) => {
      const { runScan } = await import("./scan.ts")
      done(
        await runScan(
          { files, json: options.json, minLevel: options.minLevel, acceptedDomains: options.acceptedDomain },
          io,
        ),
      )
    })
  program
    .command("explain")
    .description("show every stage for one audit record")
    .argument("<record.json>", "a file with one record; - is standard input")
    .action(async (file) => {
      const { runExplain } = await import("./explain.ts")
      done(await runExplain(file, io))
    })
}

function addCoverage(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("coverage")
    .description(
      "what is stored completely, what is open, what is lost and why, and who is proved end to end; works while the product runs",
    )
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("-t, --tenant <name>", "one customer only, by its short name")
    .option(
      "--json",
      "one JSON line for each customer and content type, then for whatever else is told",
      false,
    )
    .action(async (options) => {
      const { runCoverage } = await import("./coverage.ts")
      done(await runCoverage({ configFile: options.config, tenant: options.tenant, json: options.json }, io))
    })
}

function addOutbox(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("outbox")
    .description("what is owed and isn't in Teams yet, and why; works while the product runs")
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("--json", "one JSON line for each place", false)
    .action(async (options) => {
      const { runOutboxView } = await import("./outbox.ts")
      done(await runOutboxView({ configFile: options.config, json: options.json }, io))
    })
}

function addReport(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("report")
    .description(
      "a customer's month as a page to print or send: what was seen, done and restored, how fast, how complete",
    )
    .argument("<customer>", "the short name, as in the configuration")
    .argument("<month>", "for example 2026-10")
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("-o, --out <file>", "the page to write (default: <customer>-<month>.html)")
    .option("--json", "the figures as one JSON line", false)
    .action(async (customer, month, options) => {
      const { runReport } = await import("./report.ts")
      const { config: configFile, out, json } = options
      done(await runReport({ configFile, customer, month, out, json }, io))
    })
}

function addTrail(program: Command, io: Output, done: (code: number) => void): void {
  const trail = program.command("trail").description("our own record of everything that was done")
  trail
    .command("verify")
    .description("check the hash chain; names the first broken link")
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("-d, --database <file>", "a database instead, for whoever has no configuration")
    .option("--anchor <entry:hash>", "a head as the triage channel shows it (repeatable)", collect, [])
    .option("--json", "one JSON line", false)
    .action(async (options) => {
      const { runTrailVerify } = await import("./trail-verify.ts")
      const { config: configFile, database, json, anchor: anchors } = options
      done(await runTrailVerify({ configFile, database, json, anchors }, io))
    })
  trail
    .command("export")
    .description(
      "write an incident's evidence pack: timeline, raw records, trail, hashes and a script that checks them",
    )
    .requiredOption("-i, --incident <number>", "the incident's number, as on its card", count)
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("-o, --out <file>", "the zip to write (default: incident-<number>.zip)")
    .option("--json", "one JSON line", false)
    .action(async (options) => {
      const { runTrailExport } = await import("./trail-export.ts")
      const { config: configFile, incident, out, json } = options
      done(await runTrailExport({ configFile, incident, out, json }, io))
    })
}

function addShip(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("ship-explorer-logs")
    .description("on a customer's machine: send what is new in the logs of Veeam Explorers")
    .argument("<folder>", "where the logs lie, for example %ProgramData%\\Veeam\\Backup")
    .requiredOption("--to <address>", "where Watchpost is reached; the token is in WATCHPOST_SHIP_TOKEN")
    .option("--once", "send what there is and end, for a scheduled task", false)
    .option("--every <seconds>", "how often to look", count, 15)
    .option("--json", "one JSON line for each log with news", false)
    .action(async (folder, options) => {
      const { runShip } = await import("./ship-explorer-logs.ts")
      const { to, once, every: everySeconds, json } = options
      done(await runShip({ folder, to, once, everySeconds, json }, io))
    })
}

function addImport(program: Command, io: Output, done: (code: number) => void): void {
  program
    .command("import-audit-mails")
    .description("take in Veeam's audit mails that were saved as .eml files; Watchpost must not be running")
    .argument("<folder>", "where the files lie")
    .option("-c, --config <file>", "the configuration file", "watchpost.yaml")
    .option("--json", "one JSON line", false)
    .action(async (folder, options) => {
      const { runImportAuditMails } = await import("./import-audit-mails.ts")
      done(await runImportAuditMails({ folder, configFile: options.config, json: options.json }, io))
    })
}
