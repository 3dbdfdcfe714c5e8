/**
 * `watchpost demo`: the practice cloud in this process, the product as a process of its own beside it.
 * The product is started with `watchpost start` and a configuration file, exactly as for real tenants.
 */
import { type Practice, startPractice } from "../../sandbox/practice.ts"
import { readExport } from "../adapters/files/read-export.ts"
import type { Io } from "./program.ts"
import { untilStopped } from "./until-stopped.ts"

/** Records in one blob when a file is fed in. Source: practice; the real service's blobs hold up to a few thousand. */
const RECORDS_IN_A_BLOB = 500

export async function runDemo(
  options: { readonly port?: number | undefined; readonly recordsFile?: string | undefined },
  io: Io,
): Promise<number> {
  io.stdout.write("Starting the practice cloud and the product …\n")
  const practice = await startPractice({ port: options.port, autoPlay: true })
  try {
    io.stdout.write(`\n  Open ${practice.cloud.url}/\n\n`)
    io.stdout.write("A first incident plays a few seconds after the page is open. Stop with Ctrl+C.\n")
    if (options.recordsFile !== undefined) await feedFile(practice, options.recordsFile, io)
    await untilStopped(practice.product().ended)
    return practice.product().hasEnded() ? sayEnded(io) : 0
  } finally {
    await practice.close()
  }
}
