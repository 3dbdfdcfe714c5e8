/** In which chat the bot can write to somebody of a customer. */
import type { TenantId } from "../model/ids.ts"
import type { PersonalChat } from "../model/owner-question.ts"

export interface PersonalChats {
  /** Undefined where the app isn't installed for them, as far as Teams told. */
  of(teamsTenantId: TenantId, objectId: string): Promise<PersonalChat | undefined>
  /** False when it is known just so. A chat without a time zone keeps the one that was known. */
  remember(chat: PersonalChat): Promise<boolean>
  /** The app was removed from this chat. Another chat of the same person stays. */
  forget(chat: Pick<PersonalChat, "teamsTenantId" | "objectId" | "conversationId">): Promise<void>
}
