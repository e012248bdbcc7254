import { useTranslation } from "react-i18next";

import type { Check, Note } from "../api/types";
import { wordsFor } from "../i18n/dynamic";
import { useCheckText } from "./useReason";

/** Which reader could not read it is for programs; what follows from it is a failed check. */
const FOR_PROGRAMS = new Set(["not-read-by"]);

/** What is wrong with, and to be known of, the document as a whole. */
export function ToldOfDocument({
  checks,
  notes,
  className,
}: {
  checks: readonly Check[];
  notes: readonly Note[];
  className: string | undefined;
}) {
  const { i18n } = useTranslation("checks");
  const checkText = useCheckText();
  const told = [
    ...checks.map((check) => checkText(check)),
    ...notes
      .filter(({ code }) => !FOR_PROGRAMS.has(code))
      .map(({ code, detail }) => ({ what: wordsFor(i18n, `checks:notes.${code}`) ?? "", sum: detail })),
  ];
  return told.map(({ what, sum }) => (
    <p key={`${what}${sum}`} className={className}>
      <strong>{what}</strong> {sum}
    </p>
  ));
}
