/** The configuration file that a command names with `--config`. */
import { readFileSync } from "node:fs"
import type { Config } from "../config/config.ts"
import { parseConfig } from "../config/read-config.ts"
import { ConfigError } from "../model/errors.ts"

/** Throws a ConfigError with every mistake, or when the file can't be read. */
export const readConfigFile = (path: string): Config => parseConfig(readText(path), path)

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    throw new ConfigError([
      `The configuration file ${path} can't be read. Copy watchpost.sample.yaml to watchpost.yaml and fill it in, or name another file with --config.`,
    ])
  }
}
