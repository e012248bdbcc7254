import { useMediaQuery } from "@mantine/hooks";

/** True on a phone: the same width as in the style sheets. */
export function useNarrow(): boolean {
  return useMediaQuery("(max-width: 40rem)", false, { getInitialValueInEffect: false });
}
