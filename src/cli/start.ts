/** `watchpost start`: the product for real tenants, from one configuration file and secrets from the environment. */
import { readFileSync } from "node:fs"
import { createLog } from "../adapters/log/pino-log.ts"
import { startApp } from "../app.ts"
import type { Config } from "../config/config.ts"
import { readLogLevel } from "../config/log-level.ts"
import { readSecrets } from "../config/read-secrets.ts"
import { secretTexts } from "../config/secrets.ts"
import { readConfigFile } from "./config-file.ts"
import type { Output } from "./output.ts"
import { listenForStop } from "./until-stopped.ts"
import { productVersion } from "./version.ts"

const LAST_WORDS_MS = 250

export async function runStart(options: { readonly configFile: string }, io: Output): Promise<number> {
  const config = readConfigFile(options.configFile)
  const secrets = readSecrets(process.env, config, (path) => readFileSync(path, "utf8"))
  const log = createLog({
    level: readLogLevel(process.env),
    secrets: secretTexts(secrets),
    output: io.stderr,
  })

  const stop = listenForStop()
  const app = await startApp(config, secrets, log)
  io.stdout.write(startText(config, app.url))
  await stop.asked
  io.stdout.write("Watchpost is stopping.\n")
  await app.close()
  stop.release()
  // Everything of ours is stored and closed: an outside that still owes an answer doesn't keep the process.
  setTimeout(() => process.exit(0), LAST_WORDS_MS).unref()
  return 0
}

/** What whoever starts it reads: where it listens, and what is missing for a night without Teams. */
export function startText(config: Config, url: string): string {
  const count = config.customers.length
  const listens = `Watchpost ${productVersion()} listens on ${url} and watches ${count} ${count === 1 ? "customer" : "customers"}.\n`
  if (config.escalation?.webhookUrl !== undefined || config.practice) return listens
  return `${listens}When Teams can't be reached, nobody is called: set escalation.webhook, see docs/routing.md.\n`
}
