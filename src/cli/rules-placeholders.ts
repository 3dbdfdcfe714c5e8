/** The file behind `--placeholders`. */
import { readFileSync } from "node:fs"
import { ConfigError } from "../model/errors.ts"
import type { Placeholders } from "../sigma/expand.ts"
import { parsePlaceholders } from "../sigma/parse-placeholders.ts"

/** Throws ConfigError with every mistake. */
export function readPlaceholders(path: string): Placeholders {
  const { placeholders, problems } = parsePlaceholders(readFileSync(path, "utf8"), path)
  if (problems.length > 0) throw new ConfigError(problems)
  return placeholders
}
