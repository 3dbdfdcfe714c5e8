/** An Exchange end point on loopback, and the adapter connected to it; reads are repeated without waiting. */
import { createMailboxAdmin } from "../../../src/adapters/exchange/mailbox-admin.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { tenantId } from "../../../src/model/ids.ts"
import type { JsonObject } from "../../../src/model/json.ts"
import { createFakeTokens } from "../fake-tokens.ts"
import { createCloser, type Loopback, type Reply, type Seen, startLoopback } from "../start-loopback.ts"

export const CONTOSO = tenantId("3f1c0a52-9d0f-4b7a-8f5e-1f0c5f2a7c01")
export const MAILBOX = "kim@contoso.example"
export const never = new AbortController().signal

export const closer = createCloser()

export const connect = async (answer: (request: Seen, count: number, base: string) => Reply) => {
  let server: Loopback | undefined
  server = closer.add(await startLoopback((request, count) => answer(request, count, server?.url ?? "")))
  const tokens = createFakeTokens()
  const http = closer.add(createHttpClient())
  const admin = createMailboxAdmin({ exchangeUrl: server.url, tokens, http, retryDelayMs: 1 })
  const invoke = (
    cmdlet: string,
    parameters: JsonObject = { Identity: MAILBOX },
    anchor: string | undefined = MAILBOX,
  ) => admin.invoke(CONTOSO, { cmdlet, parameters }, anchor, never)
  return { server, tokens, invoke, admin }
}

export const innerOnly = (type: string, message: string): Reply => ({
  status: 400,
  body: {
    error: {
      code: "BadRequest",
      message: "Invalid Operation",
      innererror: { message: "Invalid Operation", internalexception: { message, type, stacktrace: "" } },
    },
  },
})
