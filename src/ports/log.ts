/** Messages are static, data is beside them, secrets are in neither. `error` is our bug, `warn` somebody should look. */
import type { JsonObject } from "../model/json.ts"

export interface Log {
  info(message: string, data?: JsonObject): void
  warn(message: string, data?: JsonObject): void
  error(message: string, data?: JsonObject): void
}
