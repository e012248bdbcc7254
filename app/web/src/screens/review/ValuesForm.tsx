import { type ReactNode } from "react";

import type { Note } from "../../api/types";
import type { Draft, Place } from "../../fields/draft";
import { ofTheDocument } from "../../fields/doubts";
import type { DraftStore } from "../../fields/DraftStore";
import { ToldOfDocument } from "../../fields/ToldOfDocument";
import type { DocumentPath } from "../../hooks/usePagePicture";
import { AddField } from "./AddField";
import { FieldRow } from "./FieldRow";
import { GroupOfFields } from "./GroupOfFields";
import { LineGrid } from "./LineGrid";
import type { Review } from "./review";
import styles from "./ReviewScreen.module.css";
import type { ValueActions } from "./useFieldWork";

interface Props {
  label: string;
  document: DocumentPath;
  store: DraftStore;
  draft: Draft;
  review: Review;
  active: string | null;
  values: ValueActions;
  placeOf: (path: string) => Place | null;
  focus: (path: string | null) => void;
  onAdd: (path: string) => void;
  notes?: readonly Note[] | undefined;
  head?: ReactNode;
  children?: ReactNode;
}

/** All values of a document to be looked at and changed: what is to be said of it as a whole, its fields, its lines. */
export function ValuesForm(props: Props) {
  const { document, store, draft, review, active, values, placeOf, focus, notes = [] } = props;
  return (
    <div className={styles.form} role="group" aria-label={props.label}>
      {props.head}
      <ToldOfDocument checks={ofTheDocument(review.failed)} notes={notes} className={styles.banner} />
      {review.groups.map((group) => (
        <GroupOfFields key={group.name} name={group.name}>
          {group.paths.map((path) => {
            const field = review.fields.get(path);
            return (
              field && (
                <FieldRow
                  key={path}
                  {...values}
                  field={field}
                  place={placeOf(path)}
                  document={document}
                  active={active === path}
                />
              )
            );
          })}
        </GroupOfFields>
      ))}
      <AddField
        present={review.fields}
        onAdd={(path) => {
          props.onAdd(path);
          requestAnimationFrame(() => focus(path));
        }}
      />
      <LineGrid {...values} store={store} draft={draft} review={review} active={active} focus={focus} />
      {props.children}
    </div>
  );
}
