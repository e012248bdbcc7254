import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { addressOf, filtersOf, type Filters } from "./filters";

/** The filters in the address, and a way to change some of them. An empty value takes one away. */
export function useFilters(): [Filters, (change: Filters) => void, () => void] {
  const [address, setAddress] = useSearchParams();
  const text = address.toString();
  const filters = useMemo(() => filtersOf(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (some: Filters) =>
      setAddress((before) => addressOf({ ...filtersOf(before), ...some }), { replace: true }),
    [setAddress],
  );
  const clear = useCallback(
    () =>
      setAddress(
        (before) => {
          const { sort } = filtersOf(before);
          return addressOf(sort === undefined ? {} : { sort });
        },
        { replace: true },
      ),
    [setAddress],
  );
  return [filters, change, clear];
}
