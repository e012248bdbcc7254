/** Words of the page. One file per language and screen; only the language in use is loaded. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["en", "vi"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = "language"; // in local storage: a taste, no data

const load: Record<Language, () => Promise<{ default: Record<string, object> }>> = {
  en: () => import("./en"),
  vi: () => import("./vi"),
};

/** The language to start with: chosen earlier, else the first of the browser's that we have. */
export function preferredLanguage(kept: string | null, wanted: readonly string[]): Language {
  const names = [kept ?? "", ...wanted].map((name) => name.split("-")[0]?.toLowerCase());
  return (
    names.map((name) => LANGUAGES.find((ours) => ours === name)).find((found) => found !== undefined) ?? "en"
  );
}

export async function startLanguages(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    defaultNS: "shell",
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  await speak(preferredLanguage(localStorage.getItem(KEPT), navigator.languages));
}

export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "shell")) {
    const words = (await load[language]()).default;
    for (const [name, bundle] of Object.entries(words)) i18next.addResourceBundle(language, name, bundle);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function choose(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await speak(language);
}
