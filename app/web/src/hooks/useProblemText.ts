import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { ApiProblem, Unreachable } from "../api/problem";
import { wordsFor } from "../i18n/dynamic";

/** What went wrong, and what to do about it where that is known. */
export interface ProblemText {
  what: string;
  todo: string | null;
}

/** What the API says of tokens is for programs. */
const OF_THE_SIGN_IN = new Set(["missing-token", "invalid-token"]);

interface Coded {
  code: string;
  detail: string;
}

/** A code of the API, or of a failed scan, in words. */
export function useReasonText(): (reason: Coded) => ProblemText {
  const { i18n } = useTranslation("problems");
  return useCallback(
    ({ code, detail }: Coded) => {
      // The API's own sentence knows the numbers, but it is English.
      const known =
        i18n.language === "en" && !OF_THE_SIGN_IN.has(code) ? null : wordsFor(i18n, `problems:codes.${code}`);
      return { what: known ?? detail, todo: wordsFor(i18n, `problems:todo.${code}`) };
    },
    [i18n],
  );
}

/** Any failure in words. */
export function useProblemText(): (error: unknown) => ProblemText {
  const { t } = useTranslation("problems");
  const reason = useReasonText();
  return useCallback(
    (error: unknown) => {
      if (error instanceof ApiProblem) return reason({ code: error.code, detail: error.message });
      return { what: t(error instanceof Unreachable ? "unreachable" : "unexpected"), todo: null };
    },
    [t, reason],
  );
}
