import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { formatDate, formatMoment, formatMonth, parseDate } from "./dates";
import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatMoney,
  formatNumber,
  formatPercent,
  formatShort,
  localizeNumbers,
  parseNumber,
} from "./numbers";

/** The region of the browser with the language of the page: an Australian reads dates day first. */
export function localeOf(language: string, wanted: readonly string[]): string {
  return wanted.find((name) => name.split("-")[0]?.toLowerCase() === language) ?? language;
}

/** Formatting and parsing in the language of the page. */
export function useFormat() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const locale = localeOf(i18n.language, navigator.languages);
    return {
      locale,
      bytes: (value: number) => formatBytes(value, locale),
      count: (value: number) => formatCount(value, locale),
      decimal: (value: number) => formatDecimal(value, locale),
      short: (value: string) => formatShort(value, locale),
      date: (iso: string | null) => formatDate(iso, locale),
      moment: (iso: string) => formatMoment(iso, locale),
      money: (value: string | null, currency: string | null) => formatMoney(value, currency, locale),
      month: (value: string) => formatMonth(value, locale),
      number: (value: string) => formatNumber(value, locale),
      parseDate: (text: string) => parseDate(text, locale),
      parseNumber: (text: string) => parseNumber(text, locale),
      percent: (part: number) => formatPercent(part, locale),
      sentence: (text: string) => localizeNumbers(text, locale),
    };
  }, [i18n.language]);
}

export type Format = ReturnType<typeof useFormat>;
