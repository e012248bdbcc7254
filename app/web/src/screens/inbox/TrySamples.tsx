import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useProblemText } from "../../hooks/useProblemText";
import { sampleFiles } from "../../samples";
import { uploads } from "../../uploads";

/** For whoever has no invoice at hand: three of ours, handed over like any other file. */
export function TrySamples() {
  const { t } = useTranslation("inbox");
  const problem = useProblemText();
  const hand = useMutation({ mutationFn: async () => uploads.add(await sampleFiles()) });
  return (
    <>
      <Button variant="default" loading={hand.isPending} onClick={() => hand.mutate()}>
        {t("trySamples")}
      </Button>
      {hand.isError && <p role="alert">{problem(hand.error).what}</p>}
    </>
  );
}
