// Compiled code is kept between starts, beside the packages that it is made from: a start is quicker, and the 20 MB
// that taking types out of TypeScript needs are not used. Where the folder can't be written, nothing is kept.
import module from "node:module"
import { fileURLToPath } from "node:url"

export const COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/watchpost", import.meta.url))

// Missing on a Node that is too old; the floor says so in its own words.
module.enableCompileCache?.(COMPILE_CACHE)
// Threads look here; without it each of them would take the types out of TypeScript again.
process.env.NODE_COMPILE_CACHE ??= COMPILE_CACHE
