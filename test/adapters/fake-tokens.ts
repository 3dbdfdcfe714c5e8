/** Tokens without a login: `token-1`, and the next number after each `forget`. */
import type { Tokens } from "../../src/adapters/entra/tokens.ts"

export function createFakeTokens(): Tokens & { readonly asked: string[]; readonly forgotten: string[] } {
  const asked: string[] = []
  const forgotten: string[] = []
  return {
    asked,
    forgotten,
    token: async (registration, tenant, resource) => {
      asked.push(`${registration} ${tenant} ${resource}`)
      return `token-${forgotten.length + 1}`
    },
    forget: (tenant) => {
      forgotten.push(tenant)
    },
  }
}
