/** Accounts that the configuration protects, and whether customers' directories know them. */
import { z } from "zod"
import type { TenantId } from "../../model/ids.ts"
import type { CheckedAccount } from "../../model/protected-account.ts"
import type { AccountBook } from "../../ports/account-book.ts"
import { type Db, immediately } from "./database.ts"
import { openReadOnly } from "./open-read-only.ts"
import { tenantIdSchema } from "./schemas.ts"
import { fromRow } from "./stored-json.ts"
import { wholeRows } from "./whole-rows.ts"

const rowSchema = z
  .object({
    tenantId: tenantIdSchema,
    account: z.string(),
    answer: z.enum(["there", "disabled", "not-there", "unasked"]),
    since: z.number().nullable(),
    problem: z.string().nullable(),
    at: z.number(),
  })
  .transform(({ tenantId, since, problem, ...rest }) => ({
    tenantId,
    checked: {
      ...rest,
      ...(since === null ? {} : { since }),
      ...(problem === null ? {} : { problem }),
    } satisfies CheckedAccount,
  }))

export function sqliteAccountBook(db: Db): AccountBook {
  const remove = db.prepare<[string]>("DELETE FROM protected_account WHERE tenant_id = ?")
  const insert = db.prepare<[string, string, string, number | null, string | null, number]>(
    "INSERT INTO protected_account (tenant_id, account, answer, since, problem, at) VALUES (?, ?, ?, ?, ?, ?)",
  )
  return {
    ...accountReader(db),
    keep: async (tenant, accounts) =>
      immediately(db, () => {
        remove.run(tenant)
        for (const { account, answer, since = null, problem = null, at } of accounts)
          insert.run(tenant, account, answer, since, problem, at)
      }),
  }
}

function accountReader(db: Db): Pick<AccountBook, "checked"> {
  const rows = db.prepare<[string | null, string | null], { account: string }>(
    `SELECT tenant_id AS tenantId, account, answer, since, problem, at FROM protected_account
     WHERE ? IS NULL OR tenant_id = ? ORDER BY tenant_id, account`,
  )
  return {
    checked: async (tenant) => {
      // One that is left out counts as not asked: it is asked again, and kept anew.
      const found = wholeRows(db, rows.all(tenant ?? null, tenant ?? null), (row) =>
        fromRow(rowSchema, row, { table: "protected_account", row: row.account }),
      )
      const byTenant = new Map<TenantId, CheckedAccount[]>()
      for (const { tenantId, checked } of found)
        byTenant.set(tenantId, [...(byTenant.get(tenantId) ?? []), checked])
      return byTenant
    },
  }
}

/** Throws a ConfigError with one sentence when the file is missing or isn't a database of Watchpost's. */
export function openAccountsForReading(path: string): Pick<AccountBook, "checked"> & { close(): void } {
  return openReadOnly(path, (db) => ({ ...accountReader(db), close: () => void db.close() }))
}
