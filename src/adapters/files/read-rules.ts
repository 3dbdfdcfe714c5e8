/** Rule files from a folder. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ConfigError, coerceError } from "../../model/errors.ts"

/** The rules that come with the product. */
export const RULES_FOLDER: string = fileURLToPath(new URL("../../../rules", import.meta.url))

type RuleFile = { readonly path: string; readonly text: string }

/** Every `.yml` file of a folder and below it, by name. Throws ConfigError when the folder can't be read or has none. */
export function readRules(folder: string = RULES_FOLDER): readonly RuleFile[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
    if (names.length === 0) throw new Error("it has no .yml file")
    const shown = folder === RULES_FOLDER ? "rules" : folder
    return names.map((name) => ({
      path: join(shown, name),
      text: readFileSync(join(folder, name), "utf8"),
    }))
  } catch (error) {
    throw new ConfigError([`The rules in ${folder} can't be read: ${coerceError(error).message}.`])
  }
}

/** The rules that come with the product, and those of more folders. */
export const readAllRules = (folders: readonly string[]): readonly RuleFile[] => [
  ...readRules(),
  ...folders.flatMap((folder) => readRules(folder)),
]
