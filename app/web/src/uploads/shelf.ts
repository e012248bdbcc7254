/**
 * Files that are not sent yet, kept in the browser (IndexedDB) for this tab, so that a reload loses none of them. A file
 * leaves as soon as it is sent or given up; what belongs to a tab that was closed, or to another person, is removed when
 * the page is opened next.
 */

export interface Kept {
  key: string;
  file: File;
}

export interface Shelf {
  put(key: string, file: File): Promise<void>;
  drop(key: string): Promise<void>;
  /** What this tab kept before it was loaded anew, in the order in which it came. */
  all(): Promise<Kept[]>;
  clear(): Promise<void>;
}

export const NO_SHELF: Shelf = {
  put: () => Promise.resolve(),
  drop: () => Promise.resolve(),
  all: () => Promise.resolve([]),
  clear: () => Promise.resolve(),
};

const MOST_BYTES = 300_000_000; // of one tab; what is beyond it is only warned of
const DATABASE = "unsent";
const FILES = "files";
const LOCKS = "invoices-tab-";

interface Row extends Kept {
  tab: string;
  person: string;
  at: number;
}

export class TabShelf implements Shelf {
  private readonly database: Promise<IDBDatabase>;
  private bytes = 0;
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly tab: string,
    private readonly person: string,
  ) {
    this.database = opened();
  }

  async put(key: string, file: File): Promise<void> {
    if (this.bytes + file.size > MOST_BYTES) return;
    this.bytes += file.size;
    this.sizes.set(key, file.size);
    const row: Row = { key, file, tab: this.tab, person: this.person, at: Date.now() };
    await this.change((files) => files.put(row));
  }

  async drop(key: string): Promise<void> {
    this.bytes -= this.sizes.get(key) ?? 0;
    this.sizes.delete(key);
    await this.change((files) => files.delete([this.tab, key]));
  }

  async all(): Promise<Kept[]> {
    const open = await openTabs();
    const rows = await this.rows();
    const mine = ({ tab, person }: Row) => tab === this.tab && person === this.person;
    const left = rows.filter((row) => !mine(row) && !(open.has(row.tab) && row.tab !== this.tab));
    await this.change((files) => left.forEach(({ tab, key }) => files.delete([tab, key])));
    const kept = rows.filter(mine).sort((one, other) => one.at - other.at);
    for (const { key, file } of kept) {
      this.sizes.set(key, file.size);
      this.bytes += file.size;
    }
    return kept.map(({ key, file }) => ({ key, file }));
  }

  async clear(): Promise<void> {
    this.sizes.clear();
    this.bytes = 0;
    await this.change((files) => files.delete(IDBKeyRange.bound([this.tab], [this.tab, []])));
  }

  private async rows(): Promise<Row[]> {
    const files = (await this.database).transaction(FILES).objectStore(FILES);
    return await new Promise((resolve, reject) => {
      const asked = files.getAll() as IDBRequest<Row[]>;
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error("not readable"));
    });
  }

  private async change(act: (files: IDBObjectStore) => unknown): Promise<void> {
    const transaction = (await this.database).transaction(FILES, "readwrite");
    act(transaction.objectStore(FILES));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("not written"));
    });
  }
}

/** The name of this tab, which a reload leaves as it is. */
export function tabName(): string {
  const known = sessionStorage.getItem("tab");
  if (known) return known;
  const name = crypto.randomUUID();
  sessionStorage.setItem("tab", name);
  return name;
}

/** Say, as long as the page is open, that its tab is. */
export function holdTab(tab: string): void {
  void navigator.locks.request(LOCKS + tab, { mode: "shared" }, () => new Promise(() => undefined));
}

async function openTabs(): Promise<Set<string>> {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name = "" }) => name.slice(LOCKS.length)));
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(FILES, { keyPath: ["tab", "key"] });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("not opened"));
  });
}
