/** Three documents to try the reader on, one for each way of reading. They are fetched when somebody asks for them. */

import eInvoice from "./factur-x.pdf?url";
import pdf from "./invoice.pdf?url";
import photo from "./receipt.jpg?url";

const SAMPLES = [
  { address: pdf, name: "invoice.pdf", type: "application/pdf" },
  { address: photo, name: "receipt.jpg", type: "image/jpeg" },
  { address: eInvoice, name: "factur-x.pdf", type: "application/pdf" },
] as const;

export async function sampleFiles(): Promise<File[]> {
  return Promise.all(
    SAMPLES.map(async ({ address, name, type }) => {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`no sample at ${address}: ${String(response.status)}`);
      return new File([await response.blob()], name, { type });
    }),
  );
}
