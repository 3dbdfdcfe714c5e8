/** How one kind of subject is told. Each kind has a file `describe-<kind>.ts` and a line in `describe-act.ts`. */
import type { Act } from "../model/act.ts"
import type { AuditRecord } from "../model/audit-record.ts"
import type { FactContext } from "./facts/fact.ts"

export type Describer = (record: AuditRecord, context: FactContext) => Act
