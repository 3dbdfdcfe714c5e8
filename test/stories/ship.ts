/** `watchpost ship-explorer-logs` as a customer's machine or the backup server runs it, against the running practice. */
import type { Practice } from "../../sandbox/practice.ts"
import { type Ended, runWatchpost } from "../cli/run-watchpost.ts"

/** One round, with the site's token. */
export function ship(
  { cloud }: Practice,
  folder: string,
  token: string | undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const to = new URL(cloud.world.bot.endpoint ?? "").origin
  const words = ["ship-explorer-logs", folder, "--to", to, "--once"]
  return runWatchpost(words, { WATCHPOST_SHIP_TOKEN: token ?? "", ...env })
}
