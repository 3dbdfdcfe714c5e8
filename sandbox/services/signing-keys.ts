/** The two keys that the practice cloud signs with, as in the real world: Entra's and the Bot Framework's. */
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from "jose"

type SigningKey = {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly jwk: JWK
}
export type SigningKeys = { readonly entra: SigningKey; readonly bot: SigningKey }

const createKey = async (kid: string): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "RS256", x5t: kid }
  return { kid, privateKey, publicKey, jwk }
}

let keysOfThisProcess: Promise<SigningKeys> | undefined

const createKeys = async (): Promise<SigningKeys> => {
  const [entra, bot] = await Promise.all([createKey("practice-entra"), createKey("practice-bot")])
  return { entra, bot }
}

/** New keys in every process (making them is slow): a token of yesterday's practice means nothing today. */
export const signingKeys = (): Promise<SigningKeys> => {
  keysOfThisProcess ??= createKeys()
  return keysOfThisProcess
}
