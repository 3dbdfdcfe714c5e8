/** What goes out, and what comes back. */

export type HttpRequest = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Absolute; sent as given, without encoding anything again. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly signal?: AbortSignal
  /** For the whole exchange, body included, without the wait for a turn; 60 s unless told. */
  readonly timeoutMs?: number
  /** Larger bodies are refused; 32 MiB unless told. */
  readonly maxBytes?: number
}

export type HttpResponse = {
  readonly status: number
  /** Names in lower case; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** Memory of its own, that can be handed to another thread. */
  readonly bytes: Uint8Array
  text(): string
}
