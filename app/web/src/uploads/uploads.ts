/**
 * Files on their way to the API, outside of any screen: they go on while a person looks at other things. A file that
 * arrived is a scan and leaves this list; what was refused, or was there already, stays until it is dismissed.
 */

import { ApiProblem } from "../api/problem";
import type { StartedScan } from "../api/types";
import { sendFile } from "./send";
import { NO_SHELF, type Shelf } from "./shelf";

const AT_A_TIME = 3;
const LONGEST_WAIT = 60; // seconds, when the API asks to wait

export type UploadState =
  | { name: "waiting" }
  | { name: "sending"; share: number }
  | { name: "failed"; error: unknown }
  | { name: "known"; scanId: string; invoiceId: string | null }; // the same bytes were handed over before

export interface Upload {
  id: number;
  key: string; // on the shelf
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
  private shelf = NO_SHELF;

  constructor(
    private readonly send: Send = sendFile,
    private readonly arrived: (scan: StartedScan) => void = () => undefined,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): readonly Upload[] => this.list;

  /** True while there are files that would be lost with the page. */
  readonly isSending = (): boolean =>
    this.list.some(({ state }) => state.name === "waiting" || state.name === "sending");

  add(files: Iterable<File>): void {
    const made = [...files].map((file) => this.made(file, crypto.randomUUID()));
    for (const upload of made) this.keep(upload);
    this.begin(made);
  }

  /** Keep unsent files on this shelf from now on, and go on with those that lie there. */
  async resume(shelf: Shelf): Promise<void> {
    const kept = await shelf.all().catch(() => null);
    if (kept === null) return; // the browser keeps nothing: then a reload is only warned of
    this.shelf = shelf;
    for (const upload of this.list) if (upload.state.name !== "known") this.keep(upload); // came before the shelf
    this.begin(kept.map(({ key, file }) => this.made(file, key)));
  }

  /** Stop everything and keep nothing: the person leaves. */
  async clear(): Promise<void> {
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
    this.files.clear();
    this.change([]);
    await this.shelf.clear().catch(() => undefined);
  }

  /** Stop it, or take it from the list. */
  remove(id: number): void {
    this.running.get(id)?.abort();
    this.running.delete(id);
    this.forget(id);
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

  private made(file: File, key: string): Upload {
    return { id: this.next++, key, file, state: { name: "waiting" } };
  }

  private begin(made: readonly Upload[]): void {
    if (made.length === 0) return;
    this.change([...this.list, ...made]);
    this.work();
  }

  private keep({ key, file }: Upload): void {
    void this.shelf.put(key, file).catch(() => undefined); // full: then a reload is only warned of
  }

  private forget(id: number): void {
    const upload = this.list.find((one) => one.id === id);
    if (upload) void this.shelf.drop(upload.key).catch(() => undefined);
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
    try {
      const progress = (share: number) => this.become(id, { name: "sending", share });
      const scan = await this.send(file, { signal: controller.signal, progress });
      this.files.set(scan.id, file);
      this.finish(id, scan);
    } catch (error) {
      if (!controller.signal.aborted) this.fail(id, error);
    } finally {
      this.running.delete(id);
      this.work();
    }
  }

  /** A file that was there already is told, with what there is of it: no file of a pile goes without a word. */
  private finish(id: number, scan: StartedScan): void {
    this.forget(id);
    if (scan.known) this.become(id, { name: "known", scanId: scan.id, invoiceId: scan.invoice_id ?? null });
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
