"""Tables that the program wrote, as a spreadsheet reads them."""

import csv
import io


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
