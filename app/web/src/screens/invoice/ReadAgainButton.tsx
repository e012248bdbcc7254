import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { useProblemText } from "../../hooks/useProblemText";
import styles from "./InvoiceScreen.module.css";
import { useReadAgain, type ReadAgain } from "./useOffer";

const SAID = {
  other: "readOther",
  same: "readSame",
  "not-needed": "readNotNeeded",
} as const satisfies Record<ReadAgain, string>;

/** Have the document read once more. What is found is offered beside the values (`OfferPanel`). */
export function ReadAgainButton({ invoiceId }: { invoiceId: string }) {
  const { t } = useTranslation("invoice");
  const problem = useProblemText();
  const again = useReadAgain(invoiceId);
  return (
    <>
      <span role="status" className={again.error ? styles.wrong : styles.soft}>
        {again.error ? problem(again.error).what : again.data && t(SAID[again.data])}
      </span>
      <Button variant="default" size="compact-sm" loading={again.isPending} onClick={() => again.mutate()}>
        {t("readAgain")}
      </Button>
    </>
  );
}
