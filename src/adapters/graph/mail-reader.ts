/**
 * One mailbox's inbox through Microsoft Graph, read only. Of mails that aren't opened only the sender is asked for.
 * Source: Microsoft Graph v1.0, "message: delta", "Get message"; Exchange Online, "Role Based Access Control for
 * Applications" (role Application Mail.Read, for one mailbox).
 */
import { Client, GraphError } from "@microsoft/microsoft-graph-client"
import { z } from "zod"
import { AppError, ContractError, TenantError } from "../../model/errors.ts"
import type { ReceivedMail } from "../../model/received-mail.ts"
import type { Mailbox, MailPage, MailReader } from "../../ports/mail-reader.ts"
import type { Tokens } from "../entra/tokens.ts"
import type { HttpClient } from "../http/http-client.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { asMicrosofts, createGraphChain } from "./graph-chain.ts"
import { passingError } from "./graph-error.ts"

export type MailReaderOptions = {
  /** `https://graph.microsoft.com`, or another cloud's; no trailing slash. */
  readonly graphUrl: string
  readonly resource: string
  readonly tokens: Tokens
  readonly http: HttpClient
}

const MAX_HTML = 1024 * 1024

const Sender = z.object({ emailAddress: z.object({ address: z.string().nullish() }).nullish() }).nullish()
const Page = z.object({
  value: z.array(z.object({ id: z.string(), from: Sender, "@removed": z.unknown().optional() })),
  "@odata.nextLink": z.string().nullish(),
  "@odata.deltaLink": z.string().nullish(),
})
const Message = z.object({
  internetMessageId: z.string().max(1_000).nullish(),
  receivedDateTime: z.iso.datetime({ offset: true }),
  subject: z.string().nullish(),
  from: Sender,
  body: z.object({ content: z.string() }).nullish(),
  internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
})
const MESSAGE_FIELDS = "internetMessageId,receivedDateTime,subject,from,body,internetMessageHeaders"

export function createMailReader(options: MailReaderOptions): MailReader {
  const get = createGet(options)
  return {
    changes: async (mailbox, { since, cursor }, signal) => {
      const after = encodeURIComponent(`receivedDateTime ge ${new Date(since).toISOString()}`)
      const first = `${pathOf(mailbox)}/mailFolders/inbox/messages/delta?$select=from&$filter=${after}`
      const read = async (path: string): Promise<MailPage> =>
        toPage(await get(mailbox, Page, path, signal), options.graphUrl)
      if (cursor === undefined) return read(first)
      try {
        return await read(cursor)
      } catch (thrown) {
        if (thrown instanceof CursorExpired) return read(first)
        throw thrown
      }
    },
    mail: async (mailbox, id, signal) => {
      const path = `${pathOf(mailbox)}/messages/${encodeURIComponent(id)}?$select=${MESSAGE_FIELDS}`
      try {
        return toMail(id, await get(mailbox, Message, path, signal))
      } catch (thrown) {
        if (thrown instanceof Gone) return undefined
        throw thrown
      }
    },
  }
}

const pathOf = ({ address }: Mailbox): string => `/users/${encodeURIComponent(address)}`

type Get = <T>(mailbox: Mailbox, schema: z.ZodType<T>, path: string, signal: AbortSignal) => Promise<T>

const createGet =
  (options: MailReaderOptions): Get =>
  async (mailbox, schema, path, signal) => {
    const chain = createGraphChain({ ...options, tenant: mailbox.tenantId, signal })
    const client = Client.initWithMiddleware({ middleware: chain.middleware })
    try {
      const parsed = schema.safeParse(await client.api(path).get())
      if (parsed.success) return parsed.data
      throw new ContractError("Microsoft Graph answered in a form that Watchpost doesn't know.")
    } catch (thrown) {
      signal.throwIfAborted()
      throw chain.problem() ?? graphError(thrown, chain.headers())
    }
  }

function toPage(page: z.infer<typeof Page>, graphUrl: string): MailPage {
  const next = asMicrosofts(page["@odata.nextLink"] ?? undefined, graphUrl)
  const cursor = next ?? asMicrosofts(page["@odata.deltaLink"] ?? undefined, graphUrl)
  if (cursor === undefined)
    throw new ContractError("Microsoft Graph doesn't say how its list of a mailbox goes on.")
  const there = page.value.filter((one) => one["@removed"] === undefined)
  return {
    mails: there.map((one) => ({ id: one.id, from: addressOf(one.from) })),
    cursor,
    more: next !== undefined,
  }
}

const addressOf = (sender: z.infer<typeof Sender>): string =>
  sender?.emailAddress?.address?.toLowerCase() ?? ""

const toMail = (id: string, message: z.infer<typeof Message>): ReceivedMail => ({
  id: message.internetMessageId || id,
  from: addressOf(message.from),
  subject: message.subject ?? "",
  receivedAt: Date.parse(message.receivedDateTime),
  html: (message.body?.content ?? "").slice(0, MAX_HTML),
  headers: message.internetMessageHeaders ?? [],
})

class CursorExpired extends ContractError {}
class Gone extends ContractError {}

function graphError(thrown: unknown, headers: HttpResponse["headers"]): AppError {
  if (thrown instanceof AppError) return thrown
  if (!(thrown instanceof GraphError)) return new ContractError("Microsoft Graph's client failed.")
  const { statusCode: status, code } = thrown
  // Source: "Use delta query", synchronization reset.
  if (status === 410 || code === "SyncStateNotFound" || code === "resyncRequired")
    return new CursorExpired("Microsoft Graph has forgotten how far this mailbox was read.")
  if (status === 404) return new Gone("Microsoft Graph doesn't know this mailbox or mail.")
  const passing = passingError(status, headers)
  if (passing !== undefined) return passing
  if (status === 401 || status === 403)
    return new TenantError(
      "ERR_TENANT_REFUSED",
      "Our app may not read the mailbox of audit mails: give it the role Application Mail.Read for this mailbox (docs/explorer-logs.md).",
    )
  return new ContractError(`Microsoft Graph gave an answer that Watchpost doesn't know (HTTP ${status}).`)
}
