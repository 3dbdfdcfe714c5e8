/** What Teams tells us and what we answer, without any SDK type. The adapter has already checked the token. */
import type { RenderedCard } from "../model/delivery.ts"
import type { TenantId } from "../model/ids.ts"

/** Who speaks or presses, and where. Nothing here is authority: that is looked up by object id and tenant. */
export type Caller = {
  /** Entra object id, lower case. */
  readonly objectId: string
  /** The tenant whose Teams the request came from. */
  readonly teamsTenantId: TenantId
  readonly name: string
  /** By which clock they live: an IANA name. Missing where Teams doesn't say. */
  readonly timeZone?: string
  /** The channel or chat, without `;messageid=`. */
  readonly conversationId: string
  readonly kind: "channel" | "personal"
  /** Missing for a standard channel, for a chat, and where Teams doesn't say. */
  readonly channelType?: "private" | "shared"
  readonly serviceUrl: string
  /** The channel's team, as Teams' messages name it (`19:…`); Graph names it otherwise. Missing in a chat. */
  readonly team?: string
}

export type BotMessage = {
  readonly caller: Caller
  /** Plain text; the mention of the bot is taken off. */
  readonly text: string
  /** The thread of a channel that it was written in, as cards know theirs; missing in a chat. */
  readonly threadId?: string
}

export type CardPress = {
  readonly caller: Caller
  /** The opaque id of the button, unparsed. */
  readonly button: string
  /** Values of the card's inputs. */
  readonly inputs: Readonly<Record<string, string>>
  /** `automatic` is a client refreshing by itself: it may never change anything. */
  readonly trigger: "manual" | "automatic"
}

/** `offer` goes with the card, in a personal chat. */
export type BotReply = { readonly text: string } | { readonly card: RenderedCard; readonly offer?: FileOffer }

export type TextFile = { readonly name: string; readonly type: string; readonly body: string }

/** A file that the person may have put into their own OneDrive. */
export type FileOffer = {
  readonly name: string
  readonly description: string
  /** Bytes. */
  readonly size: number
  /** Comes back with the person's answer; can't be guessed. */
  readonly token: string
}

export type FileChoice = { readonly caller: Caller; readonly token: string; readonly accepted: boolean }

/** The file, to be put where Teams says; or what to tell instead. */
export type FileAnswer = { readonly file: TextFile } | { readonly text: string }

/** What an activity tells of a personal chat: the bot can write there, or not any more because the app was removed. */
export type ChatSign = "here" | "gone"

/** Handlers must answer within a second; longer work is a job. */
export interface BotHandlers {
  message(message: BotMessage): Promise<BotReply>
  press(press: CardPress): Promise<BotReply>
  /** Somebody answered an offered file. */
  file(choice: FileChoice): Promise<FileAnswer>
  /** Something came from a personal chat; before it is answered. */
  chat(caller: Caller, sign: ChatSign): Promise<void>
  /** An answer could not be sent there: a channel, without `;messageid=`. */
  unanswered(conversationId: string, error: Error): Promise<void>
}
