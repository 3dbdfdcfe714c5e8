/** How much the product's log tells. */
import { ConfigError } from "../model/errors.ts"
import type { Environment } from "./environment.ts"

const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Throws ConfigError for a level that isn't one. */
export function readLogLevel(env: Environment): LogLevel {
  const wanted = env.WATCHPOST_LOG_LEVEL?.trim() || "info"
  const level = LOG_LEVELS.find((known) => known === wanted.toLowerCase())
  if (level !== undefined) return level
  throw new ConfigError([
    `WATCHPOST_LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}; it is ${JSON.stringify(wanted.slice(0, 20))}`,
  ])
}
