/**
 * HTTPS before the practice Veeam server, with a certificate that nobody but its owner vouches for, as Veeam's own wizard
 * makes it. The bytes inside go to the practice cloud's own port.
 */
import { connect, type Socket } from "node:net"
import { createServer } from "node:tls"
import type { PracticeCloud } from "../cloud.ts"
import { type AppCertificate, registerCertificate } from "../world/app-certificate.ts"

export type VeeamTls = {
  /** What an operator writes down as the server's address. */
  readonly baseUrl: string
  readonly certificateSha256: string
  close(): Promise<void>
}

/** A certificate from a day before `now` for a year. */
export const makeVeeamCertificate = (now: number): AppCertificate =>
  registerCertificate({ appId: "veeam", displayName: "Veeam Backup for Microsoft 365" }, now)

export async function startVeeamTls(
  cloud: PracticeCloud,
  { certificatePem, privateKeyPem, thumbprintSha256 } = makeVeeamCertificate(cloud.world.now()),
): Promise<VeeamTls> {
  const inside = new URL(cloud.endpoints.veeam)
  const sockets = new Set<Socket>()
  const server = createServer({ cert: certificatePem, key: privateKeyPem }, (outer) => {
    const inner = connect(Number(inside.port), inside.hostname)
    sockets.add(outer)
    outer.pipe(inner).pipe(outer)
    for (const [end, other] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      // The other end hears of it by its own close; there is nobody to tell.
      end.on("error", () => other.destroy())
      end.once("close", () => other.destroy())
    }
    outer.once("close", () => sockets.delete(outer))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    baseUrl: `https://127.0.0.1:${port}${inside.pathname}`,
    certificateSha256: thumbprintSha256,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
