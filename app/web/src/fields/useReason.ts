import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { Check } from "../api/types";
import { useFormat } from "../format/useFormat";
import { wordsFor } from "../i18n/dynamic";
import type { Doubt } from "./doubts";
import { kindOf } from "./kinds";

const PRINTED = /^(.*), printed (-?[\d.,]+)(.*)$/s;

/** A failed check in words: what is wrong, and the sum that shows it. */
export function useCheckText(): (check: Check) => { what: string; sum: string } {
  const { t, i18n } = useTranslation("checks");
  const format = useFormat();
  return useCallback(
    (check: Check) => {
      const what = wordsFor(i18n, `checks:ids.${check.id}`) ?? t("other", { id: check.id });
      const found = PRINTED.exec(check.detail);
      if (!found) return { what, sum: format.sentence(check.detail) };
      const [, sum = "", printed = ""] = found;
      return { what, sum: t("printed", { sum: format.sentence(sum), printed: format.sentence(printed) }) };
    },
    [t, i18n, format],
  );
}

/** Why a value is doubtful, in words. */
export function useReason(): (doubt: Doubt) => string {
  const { t } = useTranslation("review");
  const check = useCheckText();
  const format = useFormat();
  return useCallback(
    (doubt: Doubt) => {
      if (doubt.why === "check") {
        const { what, sum } = check(doubt.check);
        return `${what}: ${sum}`;
      }
      if (doubt.why === "unread") {
        const kind = kindOf(doubt.path);
        if (kind === "date") return t("invalid.date", { example: format.date("2026-12-31") });
        if (kind === "number") return t("invalid.number", { example: format.number("1234.50") });
        return t(
          kind === "currency" ? "invalid.currency" : kind === "time" ? "invalid.time" : "invalid.code",
        );
      }
      if (doubt.why === "confidence")
        return t("why.confidence", { percent: format.percent(doubt.confidence) });
      return t(`why.${doubt.why}`);
    },
    [t, check, format],
  );
}
