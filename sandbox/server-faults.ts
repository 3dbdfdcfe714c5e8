/** How each fault looks on the wire. */
import type { ServerResponse } from "node:http"
import { type Fault, GATEWAY_PAGE, untilReleased } from "./faults.ts"
import { type Reply, wireReply } from "./router.ts"

/** Sends the head and half of the bytes, then closes: the client sees a body shorter than its content length. */
const cut = (reply: Reply, response: ServerResponse): Promise<void> => {
  const { headers, bytes } = wireReply(reply)
  return new Promise((resolve) => {
    response.writeHead(reply.status, { ...headers, "content-length": Math.max(bytes.length, 2) })
    response.write(bytes.length < 2 ? " " : bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
      response.socket?.destroy()
      resolve()
    })
  })
}

const html = { "content-type": "text/html; charset=utf-8" }

/** Turns the true reply into the spoiled one; undefined when nothing is left to send. */
export async function spoil(
  fault: Fault,
  reply: Reply,
  response: ServerResponse,
): Promise<Reply | undefined> {
  switch (fault.kind) {
    case "status":
      return { status: fault.status ?? 503, headers: { ...fault.headers }, body: fault.body ?? "" }
    case "html":
      return { status: fault.status ?? 502, headers: { ...html, ...fault.headers }, body: GATEWAY_PAGE }
    case "reset":
      response.socket?.resetAndDestroy()
      return undefined
    case "cut":
      await cut(reply, response)
      return undefined
    case "apply-then-504":
      return { status: 504, headers: { ...html, ...fault.headers }, body: fault.body ?? "Gateway Timeout" }
    case "hold":
      await untilReleased(fault)
      return reply
  }
}
