import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

import { Icon } from "../shell/Icon";
import { uploads } from ".";
import styles from "./DropEverywhere.module.css";
import { droppedFiles } from "./droppedFiles";

const carriesFiles = (transfer: DataTransfer | null): transfer is DataTransfer =>
  transfer?.types.includes("Files") ?? false;

/** Files may be dropped, or pasted, anywhere on the page. */
export function DropEverywhere({ children }: { children: ReactNode }) {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const [over, setOver] = useState(false);

  useEffect(() => {
    const take = (files: readonly File[]) => {
      if (files.length === 0) return;
      uploads.add(files);
      void navigate("/");
    };
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer).then(take);
    };
    const onPaste = (event: ClipboardEvent) => take([...(event.clipboardData?.files ?? [])]);
    addEventListener("dragover", onOver);
    addEventListener("dragleave", onLeave);
    addEventListener("drop", onDrop);
    addEventListener("paste", onPaste);
    return () => {
      removeEventListener("dragover", onOver);
      removeEventListener("dragleave", onLeave);
      removeEventListener("drop", onDrop);
      removeEventListener("paste", onPaste);
    };
  }, [navigate]);

  return (
    <>
      {children}
      {over && (
        <div className={styles.veil}>
          <Icon sign="upload" size={48} />
          <p>{t("dropNow")}</p>
        </div>
      )}
    </>
  );
}
