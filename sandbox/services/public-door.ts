/** The product as people reach it from outside: a reverse proxy with an address of its own, as `publicUrl` wants it. */
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, Route } from "../router.ts"

const PREFIX = "/public"
const PASSED_ON = ["content-type", "content-disposition", "content-security-policy", "cache-control"] as const

/** Passes on what is asked, and of the answer what a browser goes by. */
const passOn =
  (cloud: PracticeCloud): Handler =>
  async ({ request, url, body }) => {
    const { endpoint } = cloud.world.bot
    if (endpoint === undefined) return { status: 502, body: "Nothing listens behind this address." }
    const target = new URL(`${url.pathname.slice(PREFIX.length)}${url.search}`, endpoint)
    const type = request.headers["content-type"]
    const answer = await fetch(target, {
      method: request.method ?? "GET",
      redirect: "manual",
      ...(type === undefined ? {} : { headers: { "content-type": type } }),
      ...(body.length === 0 ? {} : { body }),
    })
    const headers = PASSED_ON.flatMap((name) => {
      const value = answer.headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    return {
      status: answer.status,
      headers: Object.fromEntries(headers),
      body: new Uint8Array(await answer.arrayBuffer()),
    }
  }

export const publicDoorRoutes = (cloud: PracticeCloud): Route[] =>
  ["GET", "POST"].map((method) => ({ method, path: `${PREFIX}/*rest`, handler: passOn(cloud) }))
