/**
 * Deleting with a way back. The API removes an invoice for good, so the page waits some seconds before it asks for that;
 * until then the invoices are only hidden. Leaving the page does not wait: what was deleted is deleted.
 */

import { api, bodyOf } from "../api/client";
import { isProblem } from "../api/problem";
import { keys, queryClient } from "../api/queries";

export interface Removed {
  id: string;
  version: number;
}

/** `waiting`: can be taken back. `failed`: are still there; `error` tells why. */
export interface RemovalState {
  hidden: ReadonlySet<string>;
  waiting: readonly Removed[];
  failed: readonly Removed[];
  error: unknown;
}

const WAIT = 10_000; // ms
const AT_ONCE = 4;
const NOTHING: RemovalState = { hidden: new Set(), waiting: [], failed: [], error: null };

export class Removal {
  private state = NOTHING;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly send: (one: Removed, leaving: boolean) => Promise<void>) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): RemovalState => this.state;

  private become(change: Partial<RemovalState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Hide them now, remove them after a while. What waited before is removed at once. */
  remove(some: readonly Removed[]): void {
    void this.finish();
    const hidden = new Set([...this.state.hidden, ...some.map(({ id }) => id)]);
    this.become({ hidden, waiting: some, failed: [], error: null });
    this.goOn();
  }

  readonly undo = (): void => {
    clearTimeout(this.timer);
    this.show(this.state.waiting);
    this.become({ waiting: [] });
  };

  /** The time stands still while somebody is about to decide. */
  readonly hold = (): void => clearTimeout(this.timer);

  readonly goOn = (): void => {
    clearTimeout(this.timer);
    if (this.state.waiting.length > 0) this.timer = setTimeout(() => void this.finish(), WAIT);
  };

  readonly dismiss = (): void => {
    if (this.state.failed.length > 0) this.become({ failed: [], error: null });
    else void this.finish();
  };

  readonly retry = (): void => this.remove(this.state.failed);

  /** Remove what waits. `leaving`: the page goes away and hears no answer. */
  readonly finish = async (leaving = false): Promise<void> => {
    clearTimeout(this.timer);
    const queue = [...this.state.waiting];
    if (queue.length === 0) return;
    this.become({ waiting: [] });
    const failed: Removed[] = [];
    let error: unknown = null;
    const work = async (): Promise<void> => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        try {
          await this.send(one, leaving);
        } catch (reason) {
          failed.push(one);
          error = reason;
        }
      }
    };
    await Promise.all(Array.from({ length: leaving ? queue.length : AT_ONCE }, work));
    this.show(failed);
    if (failed.length > 0) this.become({ failed, error });
  };

  private show(some: readonly Removed[]): void {
    const hidden = new Set(this.state.hidden);
    for (const { id } of some) hidden.delete(id);
    this.become({ hidden });
  }
}

async function send({ id, version }: Removed, leaving: boolean): Promise<void> {
  try {
    const params = { path: { invoice_id: id }, header: { "If-Match": `"${version.toString()}"` } };
    bodyOf(await api.DELETE("/v1/invoices/{invoice_id}", { params, keepalive: leaving }));
  } catch (error) {
    if (isProblem(error, "stale")) void queryClient.invalidateQueries({ queryKey: keys.invoices });
    if (!isProblem(error, "not-found")) throw error; // gone is what was wanted
  }
  void queryClient.invalidateQueries({ queryKey: keys.stats });
  queryClient.removeQueries({ queryKey: keys.invoice(id) });
}

export const removal = new Removal(send);
