/**
 * The mailbox of audit notifications as Microsoft Graph shows it to an app that may read it.
 * Source: Microsoft Graph v1.0, "message: delta", "Get message"; "Use delta query", synchronization reset.
 */
import type { PracticeCloud } from "../cloud.ts"
import type { PracticeCall, Reply, Route } from "../router.ts"
import type { PracticeMail } from "../world/audit-mailbox.ts"
import { refuse, select } from "./graph-visit.ts"
import { verifyAppToken } from "./tokens.ts"

const GRAPH = "https://graph.microsoft.com"
/** Source: "Use delta query", page size of messages. */
const PAGE = 10
const FILTER = /^receivedDateTime ge (\S+)$/

const row = (mail: PracticeMail): Record<string, unknown> => ({
  id: mail.id,
  internetMessageId: mail.internetMessageId,
  receivedDateTime: new Date(mail.receivedAt).toISOString(),
  subject: mail.subject,
  from: { emailAddress: { name: mail.from, address: mail.from } },
  body: { contentType: "html", content: mail.html },
  internetMessageHeaders: mail.headers,
})

/** The id always comes along. */
const selected = (call: PracticeCall, fields: string, mail: PracticeMail): object => {
  const url = new URL(call.url)
  url.searchParams.set("$select", `id,${fields}`)
  return select(url, row(mail), [])
}

/** A token says where to go on, what is asked for, since when, and of which generation it is. */
function delta(cloud: PracticeCloud, call: PracticeCall): Reply {
  const { mails, generation } = cloud.world.auditMailbox
  const token = call.url.searchParams.get("$skiptoken") ?? call.url.searchParams.get("$deltatoken")
  const [of, skip, after, fields = ""] =
    token === null
      ? [generation, 0, afterOf(call.url), call.url.searchParams.get("$select") ?? ""]
      : Buffer.from(token, "base64url").toString("utf8").split(" ")
  if (Number(of) !== generation)
    return refuse(cloud, 410, "SyncStateNotFound", "The sync state generation is not found.")
  const from = Number(skip)
  const shown = mails.slice(from, from + PAGE).filter((mail) => mail.receivedAt >= Number(after))
  const end = Math.min(from + PAGE, mails.length)
  const next = Buffer.from([generation, end, after, fields].join(" ")).toString("base64url")
  const kind = end < mails.length ? "next" : "delta"
  const link = `${cloud.url}${call.url.pathname}?$${kind === "next" ? "skip" : "delta"}token=${next}`
  return {
    status: 200,
    body: { [`@odata.${kind}Link`]: link, value: shown.map((mail) => selected(call, String(fields), mail)) },
  }
}

const afterOf = (url: URL): number => {
  const after = FILTER.exec(url.searchParams.get("$filter") ?? "")?.[1]
  return after === undefined ? 0 : Date.parse(after)
}

function message(cloud: PracticeCloud, call: PracticeCall): Reply {
  const mail = cloud.world.auditMailbox.mails.find(({ id }) => id === call.params.message)
  if (mail === undefined)
    return refuse(cloud, 404, "ErrorItemNotFound", "The specified object was not found in the store.")
  return { status: 200, body: selected(call, call.url.searchParams.get("$select") ?? "", mail) }
}

const guarded =
  (cloud: PracticeCloud, answer: (cloud: PracticeCloud, call: PracticeCall) => Reply) =>
  async (call: PracticeCall): Promise<Reply> => {
    const caller = await verifyAppToken(cloud, call.request.headers.authorization, GRAPH)
    if (!caller.ok)
      return refuse(cloud, 401, "InvalidAuthenticationToken", "Access token is empty, invalid or expired.")
    const { address, readers } = cloud.world.auditMailbox
    if (caller.tenantId !== cloud.world.mspTenantId || call.params.user !== address)
      return refuse(cloud, 404, "ErrorInvalidUser", "The requested user is invalid.")
    return readers.includes(caller.appId)
      ? answer(cloud, call)
      : refuse(cloud, 403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
  }

export const graphMailRoutes = (cloud: PracticeCloud): Route[] => [
  {
    method: "GET",
    path: "/graph/v1.0/users/:user/mailFolders/inbox/messages/delta",
    handler: guarded(cloud, delta),
  },
  { method: "GET", path: "/graph/v1.0/users/:user/messages/:message", handler: guarded(cloud, message) },
]
