/** The configuration file that a command names with `--config`. */
import { readFileSync } from "node:fs"
import type { Config, CustomerConfig } from "../config/config.ts"
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

/** The customer with this short name, whatever its case. Throws a ConfigError that names those there are. */
export function customerNamed(config: Config, name: string): CustomerConfig {
  const found = config.customers.find((customer) => customer.name === name.toLowerCase())
  if (found !== undefined) return found
  const names = config.customers.map((customer) => customer.name).join(", ")
  throw new ConfigError([`There is no customer named ${name} in the configuration; there are ${names}.`])
}
