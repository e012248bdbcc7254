import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import type { FullRecord } from "../../api/types";
import { useFormat } from "../../format/useFormat";
import { download } from "../../hooks/saveFile";
import { useProblemText } from "../../hooks/useProblemText";
import { removal } from "../../invoices/removal";
import { Status } from "../../invoices/Status";
import { Icon } from "../../shell/Icon";
import { ReadAgainButton } from "./ReadAgainButton";
import styles from "./InvoiceScreen.module.css";

const SAID_FOR = 3_000; // ms

/** Which invoice it is, and what can be done with it as a whole. */
export function InvoiceHead({ record, name }: { record: FullRecord; name: string }) {
  const { t } = useTranslation("invoice");
  const format = useFormat();
  const text = useProblemText();
  const navigate = useNavigate();
  const [copied, setCopied] = useState(false);
  const original = useMutation({ mutationFn: () => download(`/v1/invoices/${record.id}/document`) });
  const { invoice } = record;
  const remove = () => {
    removal.remove([{ id: record.id, version: record.version }]);
    void navigate("/library");
  };
  const copy = async () => {
    await navigator.clipboard.writeText(location.href);
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_FOR);
  };
  return (
    <header className={styles.head}>
      <Link to="/library" className={styles.back ?? ""} aria-label={t("toLibrary")}>
        <Icon sign="left" />
      </Link>
      <h1 className={styles.name}>{name}</h1>
      <span className={styles.soft}>{invoice.invoice_number?.value}</span>
      <span className={styles.amount}>
        {format.money(invoice.amounts?.gross?.value ?? null, invoice.currency?.value ?? null)}
      </span>
      <Status status={record.status} />
      <div className={styles.tools}>
        <span role="alert" className={styles.wrong}>
          {original.error && text(original.error).what}
        </span>
        <ReadAgainButton invoiceId={record.id} />
        <Button
          variant="default"
          size="compact-sm"
          loading={original.isPending}
          leftSection={<Icon sign="download" size={16} />}
          onClick={() => original.mutate()}
        >
          {t("original")}
        </Button>
        <Button variant="default" size="compact-sm" onClick={() => void copy()}>
          <span aria-live="polite">{copied ? t("copied") : t("copyLink")}</span>
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Icon sign="trash" size={16} />}
          onClick={remove}
        >
          {t("delete")}
        </Button>
      </div>
    </header>
  );
}
