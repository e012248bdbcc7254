/**
 * Files on their way to the API, outside of any screen: they go on while a person looks at other things. A file that
 * arrived is a scan and leaves this list; what was refused, or was there already, stays until it is dismissed.
 */

import { ApiProblem } from "../api/problem";
import type { FullScan } from "../api/types";
import { sendFile } from "./send";

const AT_A_TIME = 3;
const LONGEST_WAIT = 60; // seconds, when the API asks to wait

export type UploadState =
  | { name: "waiting" }
  | { name: "sending"; share: number }
  | { name: "failed"; error: unknown }
  | { name: "known"; scanId: string; invoiceId: string | null }; // the same bytes were handed over before

export interface Upload {
  id: number;
  file: File;
  state: UploadState;
}

type Send = typeof sendFile;

export class Uploads {
  private list: readonly Upload[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly running = new Map<number, AbortController>();
  private readonly files = new Map<string, File>(); // of scans of this visit, to try a failed one again
  private next = 1;
  private pausedUntil = 0;

  constructor(
    private readonly send: Send = sendFile,
    private readonly arrived: (scan: FullScan) => void = () => undefined,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): readonly Upload[] => this.list;

  add(files: Iterable<File>): void {
    const made = [...files].map((file): Upload => ({ id: this.next++, file, state: { name: "waiting" } }));
    this.change([...this.list, ...made]);
    this.work();
  }

  /** Stop it, or take it from the list. */
  remove(id: number): void {
    this.running.get(id)?.abort();
    this.running.delete(id);
    this.change(this.list.filter((upload) => upload.id !== id));
    this.work();
  }

  retry(id: number): void {
    this.become(id, { name: "waiting" });
    this.work();
  }

  retryAll(): void {
    for (const { id, state } of this.list) if (state.name === "failed") this.become(id, { name: "waiting" });
    this.work();
  }

  /** The file that a scan of this visit was made from. */
  fileOf(scanId: string): File | null {
    return this.files.get(scanId) ?? null;
  }

  private work(): void {
    const wait = this.pausedUntil - Date.now();
    if (wait > 0) {
      setTimeout(() => this.work(), wait);
      return;
    }
    while (this.running.size < AT_A_TIME) {
      const first = this.list.find(({ state }) => state.name === "waiting");
      if (!first) return;
      void this.run(first);
    }
  }

  private async run({ id, file }: Upload): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    this.become(id, { name: "sending", share: 0 });
    const startedAt = Date.now();
    try {
      const progress = (share: number) => this.become(id, { name: "sending", share });
      const scan = await this.send(file, { signal: controller.signal, progress });
      this.files.set(scan.id, file);
      this.finish(id, scan, startedAt);
    } catch (error) {
      if (!controller.signal.aborted) this.fail(id, error);
    } finally {
      this.running.delete(id);
      this.work();
    }
  }

  /** The same bytes give the same scan: an older one is told, so that nobody reviews a document twice. */
  private finish(id: number, scan: FullScan, startedAt: number): void {
    const isOlder = Date.parse(scan.created_at) < startedAt - 5_000 || scan.invoice_id;
    const twin = this.list.some(({ state }) => state.name === "known" && state.scanId === scan.id);
    if (isOlder || twin)
      this.become(id, { name: "known", scanId: scan.id, invoiceId: scan.invoice_id ?? null });
    else this.change(this.list.filter((upload) => upload.id !== id));
    this.arrived(scan);
  }

  /** Too many at once is no failure of the file: it waits as long as it is told to. */
  private fail(id: number, error: unknown): void {
    if (
      error instanceof ApiProblem &&
      error.status === 429 &&
      (error.retryAfter ?? LONGEST_WAIT + 1) <= LONGEST_WAIT
    ) {
      this.pausedUntil = Date.now() + (error.retryAfter ?? 0) * 1_000;
      this.become(id, { name: "waiting" });
    } else {
      this.become(id, { name: "failed", error });
    }
  }

  private become(id: number, state: UploadState): void {
    this.change(this.list.map((upload) => (upload.id === id ? { ...upload, state } : upload)));
  }

  private change(list: readonly Upload[]): void {
    this.list = list;
    for (const listener of this.listeners) listener();
  }
}
