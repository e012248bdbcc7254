/** What a person typed, pasted or pointed at becomes a value, or stays as text when it is not wholly understood. */

import type { Format } from "../format/useFormat";
import { valueOf, withUnread, withValue, type Draft, type Place } from "./draft";
import { kindOf, stored } from "./kinds";

export function withText(draft: Draft, path: string, text: string, format: Format, place?: Place): Draft {
  const value = stored(text, kindOf(path), format);
  if (value === null) return withUnread(draft, path, text);
  const same = value === valueOf(draft, path) && draft.unread[path] === undefined;
  return same && !place ? draft : withValue(draft, path, value, place);
}
