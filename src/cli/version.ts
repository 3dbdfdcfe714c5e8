/** Which version of the product this is: what support asks first. */
import { readFileSync } from "node:fs"
import { z } from "zod"

const Package = z.object({ version: z.string() })

/** As `package.json` says it. */
export const productVersion = (): string =>
  Package.parse(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"))).version
