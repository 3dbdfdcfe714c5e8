/** The page where a new password is picked up, over HTTP: nothing of it is kept, framed, or followed anywhere. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { z } from "zod"
import { leaveUnread, readBytes } from "./server-body.ts"

/** What the page is; `found` decides between 200 and 404. */
export type PasswordPage = { readonly found: boolean; readonly page: string }

export type PasswordRoute = {
  /** Looking shows nothing secret and uses nothing up: Teams and mail scanners open links before people do. */
  look(link: string): PasswordPage
  enter(link: string, code: string): Promise<PasswordPage>
}

const MAX_BODY_BYTES = 1_024
const LinkParts = z.object({ link: z.string().max(100) })

/** Source: Content Security Policy Level 3. */
const POSTS_TO_ITSELF =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** False when the link leads nowhere; the page says so. */
export const showPasswordPage = (route: PasswordRoute, params: unknown, response: ServerResponse): boolean =>
  send(response, route.look(linkIn(params)))

/** As `showPasswordPage`. */
export async function takePasswordCode(
  route: PasswordRoute,
  params: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const read = await readBytes(request, MAX_BODY_BYTES)
  const form = "problem" in read ? undefined : new URLSearchParams(read.bytes.toString("utf8"))
  const link = linkIn(params)
  // Whatever isn't a form with a code is a look, and no wrong code.
  const code = form?.get("code")
  return send(response, code ? await route.enter(link, code) : route.look(link))
}

const linkIn = (params: unknown): string => LinkParts.safeParse(params).data?.link ?? ""

function send(response: ServerResponse, { found, page }: PasswordPage): boolean {
  leaveUnread(response)
  response.statusCode = found ? 200 : 404
  response.setHeader("content-type", "text/html; charset=utf-8")
  response.setHeader("content-security-policy", POSTS_TO_ITSELF)
  response.setHeader("cache-control", "no-store")
  response.setHeader("referrer-policy", "no-referrer")
  response.setHeader("x-content-type-options", "nosniff")
  response.setHeader("x-frame-options", "DENY")
  response.end(page)
  return found
}
