import type { ScanRow } from "../../api/types";

export function documentName(scan: ScanRow): string {
  return scan.document.file_name ?? scan.id;
}
