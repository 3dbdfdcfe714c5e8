/** The file behind `--placeholders`. */
import { readFileSync } from "node:fs"
import { ConfigError, coerceError } from "../model/errors.ts"
import type { Placeholders } from "../sigma/expand.ts"
import { parsePlaceholders } from "../sigma/parse-placeholders.ts"

/** Throws ConfigError with every mistake. */
export function readPlaceholders(path: string): Placeholders {
  const { placeholders, problems } = parsePlaceholders(readText(path), path)
  if (problems.length > 0) throw new ConfigError(problems)
  return placeholders
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    throw new ConfigError([`${path} can't be read: ${coerceError(error).message}`])
  }
}
