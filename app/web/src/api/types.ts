/** Short names for what the API gives. */

import type { components } from "./openapi";

type Schemas = components["schemas"];

export type Check = Schemas["Check"];
export type Candidate = Schemas["Candidate"];
export type Config = Schemas["Config"];
export type DocumentInfo = Schemas["DocumentInfo"];
export type FullInvoice = Schemas["FullInvoice"];
export type FullRecord = Schemas["FullRecord"];
export type FullScan = Schemas["FullScan"];
export type StartedScan = Schemas["FullStartedScan"];
export type Offer = Schemas["Offer"];
export type History = Schemas["History"];
export type InvoiceInput = Schemas["InvoiceInput"];
export type LooseRow = Schemas["LooseRow"];
export type NewExport = Schemas["NewExport"];
export type Note = Schemas["Note"];
export type ScanRow = Schemas["ScanRow"];
export type ScanState = Schemas["ScanState"];
export type Source = Schemas["Source"];
export type StatsRow = Schemas["StatsRow"];
export type Summary = Schemas["Summary"];
export type Point = [number, number];
