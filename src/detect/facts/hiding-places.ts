/** Folders where mail goes unseen, and words whose mail a thief wants unseen, in the languages of Outlook's own folder names. */

/** Lower case. Sources: Outlook's default folder names in English, German, French, Spanish, Italian, Dutch, Portuguese, Danish, Swedish, Norwegian, Polish. */
const FOLDERS = (
  "deleted items|trash|gelöschte elemente|papierkorb|éléments supprimés|corbeille|" +
  "elementos eliminados|elementos borrados|posta eliminata|verwijderde items|itens excluídos|" +
  "itens eliminados|slettet post|slettede elementer|borttaget|elementy usunięte|junk email|" +
  "junk e-mail|spam|junk-e-mail|courrier indésirable|correo no deseado|posta indesiderata|" +
  "ongewenste e-mail|lixo eletrônico|lixo eletrónico|uønsket mail|uønsket e-post|skräppost|" +
  "wiadomości-śmieci|rss feeds|rss subscriptions|rss-feeds|rss-abonnements|flux rss|fuentes rss|" +
  "feed rss|feeds rss|rss-kilder|rss-flöden|źródła rss|archive|archiv|archives|archivo|archivio|" +
  "archief|arquivo|arquivo morto|arkiv|archiwum|conversation history|aufgezeichnete unterhaltungen|" +
  "historique des conversations|historial de conversaciones|cronologia conversazioni|" +
  "gespreksgeschiedenis|histórico de conversas|samtalehistorik|konversationshistorik|" +
  "historia konwersacji|notes|notizen|notas|note|notities|noter|anteckningar|notater|notatki|" +
  "journal|sync issues|synchronisierungsprobleme|problèmes de synchronisation|outbox|drafts|" +
  "calendar|kalender|tasks|aufgaben"
).split("|")

const FOLDER_SET: ReadonlySet<string> = new Set(FOLDERS)

/** The last part of a folder path, when mail there goes unseen. */
export function hidingPlace(folder: string): string | undefined {
  const last =
    folder
      .split(/[\\/:]/)
      .filter((part) => part.trim() !== "")
      .at(-1)
      ?.trim() ?? ""
  return FOLDER_SET.has(last.toLowerCase()) ? last : undefined
}

/** Money and security: what a thief hides from the owner. Matched at the beginning of a word. */
const WORDS = (
  "invoice|payment|payroll|wire|iban|swift|remittance|bank|transfer|ach|billing|purchase order|" +
  "salary|w-2|direct deposit|rechnung|zahlung|überweisung|konto|mahnung|gehalt|facture|paiement|" +
  "virement|factura|pago|transferencia|fattura|pagamento|bonifico|factuur|betaling|faktura|" +
  "overførsel|password|passwort|kennwort|mot de passe|contraseña|phish|hack|spam|virus|malicious|" +
  "suspicious|fraud|scam|security|sicherheit|helpdesk|help desk|mfa|verification|sign-in|" +
  "undeliverable|do not click|compromised|docusign"
).split("|")

const escapeExpression = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
const WORD = new RegExp(`(?<![\\p{L}\\p{N}])(?:${WORDS.map(escapeExpression).join("|")})`, "iu")

/** The first word about money or security in a text. */
export const tellingWord = (text: string): string | undefined => WORD.exec(text)?.[0]
