import { keys, queryClient } from "../api/queries";
import { sendFile } from "./send";
import { Uploads } from "./uploads";

export const uploads = new Uploads(
  sendFile,
  () => void queryClient.invalidateQueries({ queryKey: keys.scans }),
);
