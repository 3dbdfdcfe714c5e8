/**
 * The product's log: JSON lines by pino on standard error. Messages are static and data stands beside them.
 * Every secret is registered once and blanked wherever it turns up, also in its base64 form.
 */
import { pino } from "pino"
import type { LogLevel } from "../../config/log-level.ts"
import type { JsonObject } from "../../model/json.ts"
import type { Log } from "../../ports/log.ts"

type Output = { write(line: string): void }

/** Secrets shorter than this are not blanked: they would blank ordinary words. */
const SHORTEST_SECRET = 6

/** `secrets` are the texts that may never be written. */
export function createLog(options: {
  readonly level: LogLevel
  readonly secrets: readonly string[]
  readonly output: Output
}): Log {
  const blank = blanker(options.secrets)
  const logger = pino(
    { level: options.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => options.output.write(blank(line)) },
  )
  return {
    info: (message: string, data: JsonObject = {}) => logger.info(data, message),
    warn: (message: string, data: JsonObject = {}) => logger.warn(data, message),
    error: (message: string, data: JsonObject = {}) => logger.error(data, message),
  }
}

function blanker(secrets: readonly string[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      escaped(secret),
      escaped(escaped(secret)),
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
      encodeURIComponent(secret),
    ])
  return (text) => forms.reduce((line, form) => line.replaceAll(form, "[secret]"), text)
}

/** As it stands inside a JSON text; twice, as it stands in a JSON text inside another. */
const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)
