import type { i18n as I18n } from "i18next";

/** The words for a key that is known only when the page runs, such as a code of the API; null when there are none. */
export function wordsFor(words: I18n, key: string): string | null {
  const { exists, t } = words as unknown as { exists: (key: string) => boolean; t: (key: string) => string };
  return exists(key) ? t(key) : null;
}
