import { Anchor } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";

import { useInvoice } from "../../hooks/useInvoice";
import { useTitle } from "../../hooks/useTitle";
import { useRemoval } from "../../invoices/useRemoval";
import { Empty } from "../../states/Empty";
import { Failure } from "../../states/Failure";
import { Loading } from "../../states/Loading";
import { InvoiceWork } from "./InvoiceWork";
import { forgetDraft } from "./useEdit";

/** One saved invoice. */
export function InvoiceScreen() {
  const { t } = useTranslation("invoice");
  const { invoiceId = "" } = useParams();
  const { data, error, refetch } = useInvoice(invoiceId);
  const { hidden } = useRemoval();
  const [begun, setBegun] = useState(0); // how often the work on it began anew
  useTitle(t("title"));
  if (hidden.has(invoiceId)) {
    return (
      <Empty title={t("gone")}>
        <Anchor component={Link} to="/library" underline="always">
          {t("toLibrary")}
        </Anchor>
      </Empty>
    );
  }
  if (!data) return error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />;
  const restart = () => {
    forgetDraft(invoiceId);
    setBegun(begun + 1);
  };
  return <InvoiceWork key={`${invoiceId} ${begun.toString()}`} record={data} onRestart={restart} />;
}
