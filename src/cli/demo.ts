/**
 * `watchpost demo`: the practice cloud in this process, the product as a process of its own beside it.
 * The product is started with `watchpost start` and a configuration file, exactly as for real tenants.
 */
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { publishRecords } from "../../sandbox/services/control-records.ts"
import { openExport } from "../adapters/files/read-export.ts"
import type { Io } from "./program.ts"
import { untilStopped } from "./until-stopped.ts"

/** Records in one blob when a file is fed in. */
const RECORDS_IN_A_BLOB = 500
/** How many of the product's last log lines are shown when it ends by itself. */
const LINES_SHOWN = 10

/** Runs until it is stopped; 1 when the product ended by itself or the file can't be read. */
export async function runDemo(
  options: { readonly port?: number | undefined; readonly recordsFile?: string | undefined },
  io: Io,
): Promise<number> {
  io.stdout.write("Starting the practice cloud and the product …\n")
  const lines: string[] = []
  const practice = await startPractice({
    port: options.port,
    autoPlay: options.recordsFile === undefined,
    onLog: (line) => {
      lines.push(line)
      if (lines.length > LINES_SHOWN) lines.shift()
    },
  })
  try {
    if (options.recordsFile !== undefined) await feedFile(practice, options.recordsFile, io)
    io.stdout.write(`\n  Open ${practice.cloud.url}/\n\n`)
    if (options.recordsFile === undefined) {
      io.stdout.write("The first incident plays a few seconds after the page is open.\n")
    }
    io.stdout.write("Stop with Ctrl+C.\n")
    if ((await untilStopped(practice.product().ended)) === "asked") return 0
    io.stderr.write(`The product ended by itself. Its last words:\n${lines.join("\n")}\n`)
    return 1
  } finally {
    await practice.close()
  }
}
