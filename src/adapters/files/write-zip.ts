/** A zip file of texts, readable for its owner alone. */
import { writeFileSync } from "node:fs"
import { strToU8, zipSync } from "fflate"
import { ConfigError, coerceError } from "../../model/errors.ts"

/** `now`: the time that the files in it get, milliseconds UTC. Throws a ConfigError when the file exists or can't be written. */
export function writeZip(file: string, texts: ReadonlyMap<string, string>, now: number): void {
  const parts = Object.fromEntries([...texts].map(([name, text]) => [name, strToU8(text)]))
  try {
    writeFileSync(file, zipSync(parts, { mtime: now }), { flag: "wx", mode: 0o600 })
  } catch (thrown) {
    throw new ConfigError([`${file} can't be written: ${coerceError(thrown).message}.`])
  }
}
