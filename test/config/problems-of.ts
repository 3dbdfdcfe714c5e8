import { parseConfig } from "../../src/config/read-config.ts"
import { ConfigError } from "../../src/model/errors.ts"

/** Everything that is wrong with a configuration file of this text; nothing when it can be used. */
export function problemsOf(text: string): readonly string[] {
  try {
    parseConfig(text, "watchpost.yaml")
    return []
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
}
