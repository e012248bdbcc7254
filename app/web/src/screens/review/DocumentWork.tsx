import { type ReactNode } from "react";

import type { DocumentInfo, Note } from "../../api/types";
import type { Draft } from "../../fields/draft";
import type { DraftStore } from "../../fields/DraftStore";
import type { DocumentPath } from "../../hooks/usePagePicture";
import { AttachedFiles } from "../../viewer/AttachedFiles";
import type { Review } from "./review";
import { ReviewPicture } from "./ReviewPicture";
import styles from "./ReviewScreen.module.css";
import type { useFieldWork } from "./useFieldWork";
import { ValuesForm } from "./ValuesForm";

interface Props {
  document: DocumentPath;
  info: DocumentInfo;
  edited: { store: DraftStore; draft: Draft; review: Review; add: (path: string) => void };
  fields: ReturnType<typeof useFieldWork>;
  label: string;
  head?: ReactNode; // above the values
  notes?: readonly Note[] | undefined;
  foot?: ReactNode; // below the values and the files inside
  instead?: ReactNode; // of the values and what is done with them
  children: ReactNode; // what is done with the values
}

/** A document beside its values: what is scanned, and what is kept, are worked on alike. */
export function DocumentWork({ document, info, edited, fields, children, ...shown }: Props) {
  const { store, draft, review, add } = edited;
  const { work, active, focus, fill, placeOfPath, values } = fields;
  return (
    <div ref={work} className={styles.work}>
      <ReviewPicture
        {...{ document, info, review, active }}
        placeOf={placeOfPath}
        onValue={focus}
        onText={fill}
      />
      <div className={styles.side}>
        {shown.instead || (
          <>
            <ValuesForm
              {...{ store, draft, review, active, values, focus, document }}
              label={shown.label}
              placeOf={placeOfPath}
              onAdd={add}
              notes={shown.notes}
              head={shown.head}
            >
              <AttachedFiles document={document} info={info} />
              {shown.foot}
            </ValuesForm>
            {children}
          </>
        )}
      </div>
    </div>
  );
}
