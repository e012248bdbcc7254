import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";

import { Failure } from "./Failure";

/** A screen broke, or its code could not be loaded: the rest of the page goes on. */
export function ScreenFailure() {
  const error = useRouteError();
  useTranslation();
  return <Failure error={error} retry={() => location.reload()} />;
}
