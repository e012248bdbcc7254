"""Amazon Textract's AnalyzeExpense as a reader: `mapping` makes a reading of an answer, `reader` and `jobs` call it."""
