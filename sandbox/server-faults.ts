/** How each fault looks on the wire. */
import type { ServerResponse } from "node:http"
import { setTimeout as wait } from "node:timers/promises"
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

const SLOW_MS = 500

/** Sends the head and half of the bytes, and the rest after a pause, however long the client has the patience for. */
const slow = async (reply: Reply, response: ServerResponse, delayMs: number): Promise<void> => {
  const { headers, bytes } = wireReply(reply)
  const middle = Math.floor(bytes.length / 2)
  response.writeHead(reply.status, { ...headers, "content-length": bytes.length })
  response.write(bytes.subarray(0, middle))
  await wait(delayMs)
  response.end(bytes.subarray(middle))
}

const half = (reply: Reply): Reply => {
  const { headers, bytes } = wireReply(reply)
  return { status: reply.status, headers, body: bytes.subarray(0, Math.floor(bytes.length / 2)) }
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
    case "half":
      return half(reply)
    case "slow":
      await slow(reply, response, fault.delayMs ?? SLOW_MS)
      return undefined
    case "watch":
      fault.answered?.()
      return reply
    case "hold":
      await untilReleased(fault)
      return reply
  }
}
