/** Rule files from a folder. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ConfigError, coerceError } from "../../model/errors.ts"

/** The rules that come with the product. */
export const RULES_FOLDER: string = fileURLToPath(new URL("../../../rules", import.meta.url))

/** Every `.yml` file of a folder, by name. Throws ConfigError when the folder can't be read or has none. */
export function readRules(
  folder: string = RULES_FOLDER,
): readonly { readonly path: string; readonly text: string }[] {
  try {
    const names = readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
    if (names.length === 0) throw new Error("it has no .yml file")
    return names.map((name) => ({ path: `rules/${name}`, text: readFileSync(join(folder, name), "utf8") }))
  } catch (error) {
    throw new ConfigError([`The rules in ${folder} can't be read: ${coerceError(error).message}.`])
  }
}
