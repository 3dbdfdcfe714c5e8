/** The configuration file that a command names with `--config`. */
import { readFileSync } from "node:fs"
import type { Config, CustomerConfig } from "../config/config.ts"
import { parseConfig } from "../config/read-config.ts"
import { andMore } from "../lib/list-text.ts"
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
  throw new ConfigError([notConfigured(config, name)])
}

/** A provider may have thousands. */
const MOST_NAMED = 20

/** That the configuration has no such customer, and which it has. */
export function notConfigured({ customers }: Config, name: string): string {
  const names = customers.slice(0, MOST_NAMED).map((customer) => customer.name)
  const there = names.length === 0 ? "it has none" : `there are ${andMore(names, customers.length)}`
  return `There is no customer named ${name} in the configuration; ${there}.`
}
