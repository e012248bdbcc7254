import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { DocumentInfo } from "../api/types";
import { useFormat } from "../format/useFormat";
import { download } from "../hooks/saveFile";
import { useAttachedFiles, type AttachedFile } from "../hooks/useAttachedFiles";
import { usePagePicture, type DocumentPath } from "../hooks/usePagePicture";
import { useProblemText } from "../hooks/useProblemText";
import styles from "./viewer.module.css";

const DRAWN = /^(application\/pdf|image\/.*)$/;

/** What came inside of the document, such as timesheets: to be looked at as pictures, or kept. */
export function AttachedFiles({ document, info }: { document: DocumentPath; info: DocumentInfo }) {
  const { t } = useTranslation("files");
  const files = useAttachedFiles(document, info.media_type);
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="files">
      <h2 id="files" className={styles.filesTitle}>
        {t("title")}
      </h2>
      <ul className={styles.files}>
        {files.map((file) => (
          <Row key={file.number} document={document} file={file} />
        ))}
      </ul>
    </section>
  );
}

function Row({ document, file }: { document: DocumentPath; file: AttachedFile }) {
  const { t } = useTranslation("files");
  const format = useFormat();
  const problem = useProblemText();
  const [page, setPage] = useState<number | null>(null);
  const address: DocumentPath = `${document}/attachments/${file.number.toString()}`;
  const kept = useMutation({ mutationFn: () => download(address) });
  const name = file.name ?? t("unnamed", { number: file.number });
  return (
    <li>
      <span>
        <strong>{name}</strong> {file.description}{" "}
        <span className={styles.fileSize}>{format.bytes(file.size)}</span>
      </span>
      {DRAWN.test(file.media_type) && (
        <Button
          variant="default"
          size="compact-sm"
          aria-expanded={page !== null}
          onClick={() => setPage(page === null ? 1 : null)}
        >
          {t(page === null ? "show" : "hide", { name })}
        </Button>
      )}
      <Button variant="default" size="compact-sm" loading={kept.isPending} onClick={() => kept.mutate()}>
        {t("download", { name })}
      </Button>
      <span role="alert">{kept.error && problem(kept.error).what}</span>
      {page !== null && <Page address={address} name={name} page={page} onTurn={setPage} />}
    </li>
  );
}

interface PageProps {
  address: DocumentPath;
  name: string;
  page: number;
  onTurn: (page: number) => void;
}

function Page({ address, name, page, onTurn }: PageProps) {
  const { t } = useTranslation("files");
  const problem = useProblemText();
  const { data: picture, error } = usePagePicture(address, page);
  return (
    <div className={styles.filePage}>
      {picture !== undefined && <img src={picture} alt={t("page", { page, name })} />}
      <span role="alert">{error && problem(error).what}</span>
      <Button variant="default" size="compact-sm" disabled={page === 1} onClick={() => onTurn(page - 1)}>
        {t("previousPage")}
      </Button>
      <Button variant="default" size="compact-sm" disabled={error !== null} onClick={() => onTurn(page + 1)}>
        {t("nextPage")}
      </Button>
    </div>
  );
}
