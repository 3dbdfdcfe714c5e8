/** The file behind `--placeholders`. */
import { ConfigError } from "../model/errors.ts"
import type { Placeholders } from "../sigma/expand.ts"
import { parsePlaceholders } from "../sigma/parse-placeholders.ts"
import { readWhole } from "./named-file.ts"

/** None without a file. Throws a ConfigError with every mistake. */
export function readPlaceholders(path: string | undefined): Placeholders {
  if (path === undefined) return new Map()
  const { placeholders, problems } = parsePlaceholders(readWhole(path), path)
  if (problems.length > 0) throw new ConfigError(problems)
  return placeholders
}
